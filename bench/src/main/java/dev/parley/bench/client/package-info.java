/// Lightweight Socket.IO clients: many on one thread, over WebSocket and over long polling.
///
/// `SocketLoop` holds the connections of a thread. `SocketConnection` is a WebSocket and
/// `PollingClient` a client that stays on long polling; `FrameReader` and `PayloadReader` find the
/// packets in the received bytes, and recognize only the kinds of `PacketKind`.
@NullMarked
package dev.parley.bench.client;

import org.jspecify.annotations.NullMarked;
