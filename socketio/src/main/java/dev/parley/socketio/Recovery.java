package dev.parley.socketio;

import java.time.Duration;

/// How clients may take up a session that was interrupted, and get what they missed.
///
/// @param maxDisconnection how long a session is kept
/// @param skipMiddlewares whether who takes up a session is not asked again
/// @param maxPackets the most packets that are kept, of each namespace
/// @param maxBytes the most bytes of them
/// @param maxSessions the most sessions that are kept, of each namespace
public record Recovery(
    Duration maxDisconnection,
    boolean skipMiddlewares,
    int maxPackets,
    long maxBytes,
    int maxSessions) {
  /// Two minutes, as Node; 100,000 packets, 32 MiB and 10,000 sessions.
  public static final Recovery DEFAULTS =
      new Recovery(Duration.ofMinutes(2), true, 100_000, 32L * 1024 * 1024, 10_000);

  public Recovery {
    if (!maxDisconnection.isPositive() || maxPackets < 1 || maxBytes < 1 || maxSessions < 1) {
      throw new IllegalArgumentException("the limits of recovery must be positive");
    }
  }
}
