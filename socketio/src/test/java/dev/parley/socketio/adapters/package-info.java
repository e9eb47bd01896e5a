/// An adapter of another author, outside of the library's package.
@NullMarked
package dev.parley.socketio.adapters;

import org.jspecify.annotations.NullMarked;
