@NullMarked
package dev.parley.socketio;

import org.jspecify.annotations.NullMarked;
