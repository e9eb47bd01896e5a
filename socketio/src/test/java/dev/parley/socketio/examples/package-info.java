/// Servers to begin with. Each runs by itself, and uses only what is public.
///
/// `ExamplesTest` talks to all of them with the official JavaScript client.
@NullMarked
package dev.parley.socketio.examples;

import org.jspecify.annotations.NullMarked;
