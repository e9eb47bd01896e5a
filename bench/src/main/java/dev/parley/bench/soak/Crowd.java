package dev.parley.bench.soak;

import dev.parley.bench.client.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;

/// A constant number of clients of one server: a client that leaves is replaced by another. Used by
/// one thread.
final class Crowd implements AutoCloseable {
  /// The maximum number of clients that connect at a time.
  private static final int MOST_ENTERING = 100;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int GLANCE_MILLIS = 10;

  private final InetSocketAddress server;
  private final int size;
  private final Duration mostPause;
  private final Tally tally;
  private final Random random;
  private final SocketLoop loop = new SocketLoop();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private int entered;
  private int present;
  private int entering;
  private boolean leaving;
  private boolean mayLose;

  /// The time at which a member acts, unless it has set another alarm since.
  private record Alarm(long at, Member member, int number) implements Comparable<Alarm> {
    boolean counts() {
      return number == member.alarm;
    }

    @Override
    public int compareTo(Alarm other) {
      return Long.compare(at - other.at, 0);
    }
  }

  /// @param mostPause the longest pause between two actions of a client
  /// @param seed the seed of all random decisions
  Crowd(InetSocketAddress server, int size, Duration mostPause, Tally tally, long seed)
      throws IOException {
    this.server = server;
    this.size = size;
    this.mostPause = mostPause;
    this.tally = tally;
    this.random = new Random(seed);
  }

  /// Keeps the number of clients constant for a time.
  ///
  /// @param mayLose whether some clients lose their connection permanently, so that the server
  ///   keeps their sessions for some time
  void mingle(Duration length, boolean mayLose) throws IOException {
    this.mayLose = mayLose;
    leaving = false;
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() - end < 0) {
      turn();
    }
  }

  /// Lets all clients leave, and waits until they have.
  void leave() throws IOException {
    leaving = true;
    long end = System.nanoTime() + PATIENCE.toNanos();
    alarms.stream().filter(Alarm::counts).map(Alarm::member).toList().forEach(Member::hurry);
    while (present > 0) {
      if (System.nanoTime() - end > 0) {
        throw new IOException(present + " clients have not left within a minute");
      }
      turn();
    }
  }

  private void turn() throws IOException {
    while (!leaving && present < size && entering < MOST_ENTERING) {
      present++;
      entering++;
      new Member(this, entered++).enter();
    }
    loop.turn(GLANCE_MILLIS);
    long now = System.nanoTime();
    while (!alarms.isEmpty() && alarms.peek().at - now <= 0) {
      Alarm alarm = alarms.remove();
      if (alarm.counts()) {
        alarm.member.wake();
      }
    }
  }

  // --- Shared values for the members -------------------------------------------------------------

  InetSocketAddress server() {
    return server;
  }

  SocketLoop loop() {
    return loop;
  }

  Duration pause() {
    return leaving ? Duration.ZERO : Duration.ofMillis(random.nextLong(mostPause.toMillis()));
  }

  Tally tally() {
    return tally;
  }

  Random random() {
    return random;
  }

  boolean leaving() {
    return leaving;
  }

  boolean mayLose() {
    return mayLose;
  }

  /// Sets the time after which the member wakes, which replaces an earlier one.
  void setAlarm(Member member, Duration after) {
    member.alarm++;
    alarms.add(new Alarm(System.nanoTime() + after.toNanos(), member, member.alarm));
  }

  /// Notes that a member has joined.
  void inside() {
    entering--;
  }

  /// Notes that a member has left.
  ///
  /// @param wasInside whether it had joined
  void gone(boolean wasInside) {
    present--;
    if (!wasInside) {
      entering--;
    }
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
