/// A Socket.IO client, for commands and tests: protocol 5 over Engine.IO 4, on the JDK's WebSocket.
/// It supports only WebSocket and the namespace `/`, and no binary arguments.
///
/// Start at [dev.parley.socketio.client.SocketClient]. A client is two layers: `EngineConnection`,
/// one WebSocket with Engine.IO's heartbeat, and above it the client, which opens a new connection
/// when one ends. Only `ClientPacketCodec` knows the text form of packets. The package depends on
/// neither Vert.x nor the server.
@NullMarked
package dev.parley.socketio.client;

import org.jspecify.annotations.NullMarked;
