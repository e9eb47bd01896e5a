@NullMarked
package dev.parley.socketio.engine;

import org.jspecify.annotations.NullMarked;
