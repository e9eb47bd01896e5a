/// Example servers for beginners. Each is a program of its own that uses only the public API.
///
/// `ExamplesTest` talks to all of them with the official JavaScript client.
@NullMarked
package dev.parley.socketio.examples;

import org.jspecify.annotations.NullMarked;
