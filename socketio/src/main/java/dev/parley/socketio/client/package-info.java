/// A Socket.IO client, for commands and tests: protocol 5 over Engine.IO 4, on the JDK's WebSocket.
/// Only WebSocket, only the namespace `/`, no binary arguments.
///
/// Start at [dev.parley.socketio.client.SocketClient]. A client is two layers: `EngineConnection`,
/// one WebSocket with Engine.IO's heartbeat, and above it the client, which makes a new connection
/// when one ends. What a packet looks like as text is in `ClientPacketCodec` alone. Knows neither
/// Vert.x nor the server.
@NullMarked
package dev.parley.socketio.client;

import org.jspecify.annotations.NullMarked;
