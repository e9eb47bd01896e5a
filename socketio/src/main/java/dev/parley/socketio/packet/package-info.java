/// Socket.IO packets and their text form. Pure: no sessions, no threads, no Vert.x.
@NullMarked
package dev.parley.socketio.packet;

import org.jspecify.annotations.NullMarked;
