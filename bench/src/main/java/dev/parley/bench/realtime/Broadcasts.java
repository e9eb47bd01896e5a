package dev.parley.bench.realtime;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// Keeps a number of broadcasts under way. Used by one thread.
///
/// Because the server sends the same broadcasts to all clients in one order, a client's n-th event
/// is the n-th broadcast; once every client has its n-th, broadcast n is complete, whatever the
/// order.
final class Broadcasts {
  /// Makes the payload, with the name of the event, some 200 bytes.
  static final String FILLING =
      "Good morning, I ordered two of the blue lamps last Tuesday and was told that they would be"
          + " here by the end of the week. Could you please look where they are?";

  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// Sends a packet to the server.
  interface Sender {
    void send(String packet) throws IOException;
  }

  private final Sender sender;
  private final int clients;
  private final Histogram nanos = histogram();
  private final int[] missing;
  private final long[] begun;
  private final int mask;
  private final long start = System.nanoTime();
  private final long end;
  private long sent;
  private long completed;
  private long last;

  private Broadcasts(Sender sender, int clients, int inFlight, Duration length) {
    int slots = Integer.highestOneBit(inFlight) * 2;
    this.sender = sender;
    this.clients = clients;
    this.missing = new int[slots];
    this.begun = new long[slots];
    this.mask = slots - 1;
    this.end = start + length.toNanos();
  }

  /// Not begun yet; nobody has received anything.
  ///
  /// @param clients how many must receive each
  static Broadcasts of(Sender sender, int clients, int inFlight, Duration length) {
    return new Broadcasts(sender, clients, inFlight, length);
  }

  static Histogram histogram() {
    return new Histogram(LONGEST.toNanos(), 3);
  }

  /// Sends the first of them.
  void begin(int inFlight) throws IOException {
    for (int i = 0; i < inFlight; i++) {
      send(start);
    }
  }

  private void send(long now) throws IOException {
    int slot = (int) sent & mask;
    missing[slot] = clients;
    begun[slot] = now;
    String number = Long.toString(1_000_000_000L + sent);
    sent++;
    sender.send("42[\"broadcast\",{\"n\":" + number + ",\"text\":\"" + FILLING + "\"}]");
  }

  /// A client has received its `count`-th event. The last client's is followed by the next
  /// broadcast, until the time is over.
  ///
  /// @throws IOException when nobody has sent it
  void arrived(long count) throws IOException {
    long number = count - 1;
    if (number >= sent) {
      throw new IOException("a broadcast arrived that was not sent");
    }
    int slot = (int) number & mask;
    if (--missing[slot] == 0) {
      long now = System.nanoTime();
      nanos.recordValue(now - begun[slot]);
      completed++;
      last = now;
      if (now - end < 0) {
        send(now);
      }
    }
  }

  /// Whether all that were sent are complete.
  boolean complete() {
    return completed == sent;
  }

  /// @param bytes that have arrived
  Measured measured(long bytes) {
    return new Measured(completed * clients, bytes, Duration.ofNanos(last - start), nanos);
  }
}
