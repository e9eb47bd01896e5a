/// Measures how long a message takes from its webhook to the clients' sockets.
///
/// `FrameSession` is the run: a real Parley server, webhooks at a fixed rate, and a `FrameWatch` on
/// the sockets, which checks each message of some sockets with `Arrivals`.
@NullMarked
package dev.parley.bench.frame;

import org.jspecify.annotations.NullMarked;
