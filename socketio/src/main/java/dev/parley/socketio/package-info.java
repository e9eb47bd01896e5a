/// A Socket.IO server for Vert.x: protocol 5 over Engine.IO 4, what the JavaScript client 3 and 4
/// speak.
@NullMarked
package dev.parley.socketio;

import org.jspecify.annotations.NullMarked;
