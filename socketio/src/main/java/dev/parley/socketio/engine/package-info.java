/// Engine.IO 4: sessions over long polling and WebSocket that carry messages both ways. Start at
/// [dev.parley.socketio.engine.Engine].
///
/// The layer below `dev.parley.socketio`. Applications do not need it. Adapters use
/// [dev.parley.socketio.engine.EventLoopExecutor] and [dev.parley.socketio.engine.OutgoingMessage],
/// everything else may change with any version.
@NullMarked
package dev.parley.socketio.engine;

import org.jspecify.annotations.NullMarked;
