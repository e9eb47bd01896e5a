@NullMarked
package dev.parley.socketio.packet;

import org.jspecify.annotations.NullMarked;
