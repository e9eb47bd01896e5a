package dev.parley.socketio.engine;

import io.netty.channel.EventLoop;
import java.time.Duration;

/// The delays of an event loop's sessions.
final class SessionTimers {
  /// Requests can arrive out of order. For this time, a POST that closes its session waits for an
  /// earlier poll, and a poll waits for an earlier upgrade.
  private static final Duration LATE_POLL = Duration.ofMillis(50);

  /// The longest time that a closed session waits for a poll to take the remaining messages, as in
  /// Node's server. A client that has not polled for a heartbeat is gone.
  private static final Duration LAST_POLL = Duration.ofSeconds(30);

  final DelayedActions ping;
  final DelayedActions pong;
  final DelayedActions upgrade;
  final DelayedActions latePoll;
  final DelayedActions lastPoll;

  SessionTimers(EventLoop loop, EngineOptions options) {
    this.ping = new DelayedActions(loop, options.pingInterval());
    this.pong = new DelayedActions(loop, options.pingTimeout());
    this.upgrade = new DelayedActions(loop, options.upgradeTimeout());
    this.latePoll = new DelayedActions(loop, LATE_POLL);
    Duration heartbeat = options.pingInterval().plus(options.pingTimeout());
    this.lastPoll =
        new DelayedActions(loop, heartbeat.compareTo(LAST_POLL) < 0 ? heartbeat : LAST_POLL);
  }
}
