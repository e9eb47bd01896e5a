package dev.parley.socketio;

import java.time.Duration;

/// Options for clients that continue an interrupted session and receive the events that they
/// missed.
///
/// @param maxDisconnection the time for which a session is kept
/// @param skipMiddlewares whether a client that continues a session skips the middlewares
/// @param maxPackets the maximum number of packets that are kept for each namespace
/// @param maxBytes the maximum total size of these packets in bytes
/// @param maxSessions the maximum number of sessions that are kept for each namespace
public record Recovery(
    Duration maxDisconnection,
    boolean skipMiddlewares,
    int maxPackets,
    long maxBytes,
    int maxSessions) {
  /// Two minutes, as in Node's server; 100,000 packets, 32 MiB and 10,000 sessions.
  public static final Recovery DEFAULTS =
      new Recovery(Duration.ofMinutes(2), true, 100_000, 32L * 1024 * 1024, 10_000);

  public Recovery {
    if (!maxDisconnection.isPositive() || maxPackets < 1 || maxBytes < 1 || maxSessions < 1) {
      throw new IllegalArgumentException("the limits of recovery must be positive");
    }
  }
}
