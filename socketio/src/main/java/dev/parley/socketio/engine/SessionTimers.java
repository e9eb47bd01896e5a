package dev.parley.socketio.engine;

import io.netty.channel.EventLoop;
import java.time.Duration;

/// The delays of an event loop's sessions.
final class SessionTimers {
  /// How long a POST that closes its session waits for a poll that it may have overtaken, and a
  /// poll for an upgrade that it may have overtaken.
  private static final Duration LATE_POLL = Duration.ofMillis(50);

  /// How long, at the most, a session that was closed waits for a poll to take what is left: Node's
  /// time. A client that has not polled for a heartbeat is gone.
  private static final Duration LAST_POLL = Duration.ofSeconds(30);

  final Delay ping;
  final Delay pong;
  final Delay upgrade;
  final Delay latePoll;
  final Delay lastPoll;

  SessionTimers(EventLoop loop, EngineOptions options) {
    this.ping = new Delay(loop, options.pingInterval());
    this.pong = new Delay(loop, options.pingTimeout());
    this.upgrade = new Delay(loop, options.upgradeTimeout());
    this.latePoll = new Delay(loop, LATE_POLL);
    Duration heartbeat = options.pingInterval().plus(options.pingTimeout());
    this.lastPoll = new Delay(loop, heartbeat.compareTo(LAST_POLL) < 0 ? heartbeat : LAST_POLL);
  }
}
