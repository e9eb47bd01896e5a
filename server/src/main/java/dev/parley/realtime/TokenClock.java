package dev.parley.realtime;

import dev.parley.api.EventJson;
import dev.parley.health.Fenced;
import dev.parley.socketio.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends the connections of clients whose tokens end. A minute before, a client receives
/// `auth:expiring` and can send `auth:refresh` with another token; if it does not, it receives
/// `auth:expired`, and half a minute later its connection ends. Safe for use by many threads.
final class TokenClock implements AutoCloseable {
  private static final Duration BEFORE = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Clock clock;
  private final Map<Socket, Deadline> deadlines = new ConcurrentHashMap<>();

  /// The timer is started with the first client that has a token.
  private @Nullable ScheduledExecutorService timer;

  private enum LastWarning {
    NOTHING,
    EXPIRING,
    EXPIRED
  }

  private record Deadline(Instant until, LastWarning said) {}

  TokenClock(Clock clock) {
    this.clock = clock;
  }

  /// Sets the time at which the token of a client ends; replaces an earlier one.
  void watch(Socket socket, Instant until) {
    deadlines.put(socket, new Deadline(until, LastWarning.NOTHING));
    start();
  }

  /// The client has left.
  void forget(Socket socket) {
    deadlines.remove(socket);
  }

  private synchronized void start() {
    if (timer == null) {
      timer =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofVirtual().name("token-clock").factory());
      var _ =
          timer.scheduleWithFixedDelay(
              new Fenced("token clock", this::look),
              LOOK.toMillis(),
              LOOK.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    Instant now = clock.instant();
    deadlines.forEach((socket, deadline) -> look(socket, deadline, now));
  }

  private void look(Socket socket, Deadline deadline, Instant now) {
    Instant until = deadline.until();
    if (!now.isBefore(until.plus(GRACE))) {
      deadlines.remove(socket, deadline);
      socket.disconnect(true);
    } else if (!now.isBefore(until)) {
      say(socket, deadline, LastWarning.EXPIRED, "auth:expired");
    } else if (!now.isBefore(until.minus(BEFORE))) {
      say(socket, deadline, LastWarning.EXPIRING, "auth:expiring");
    }
  }

  private void say(Socket socket, Deadline deadline, LastWarning what, String event) {
    boolean news =
        deadline.said() != what
            && deadlines.replace(socket, deadline, new Deadline(deadline.until(), what));
    if (news) {
      socket.emit(event, new Payload(json -> EventJson.tokenEnd(json, deadline.until())));
    }
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
