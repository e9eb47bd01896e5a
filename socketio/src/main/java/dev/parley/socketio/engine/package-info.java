/// Engine.IO 4: sessions over long polling and WebSocket that carry messages both ways.
@NullMarked
package dev.parley.socketio.engine;

import org.jspecify.annotations.NullMarked;
