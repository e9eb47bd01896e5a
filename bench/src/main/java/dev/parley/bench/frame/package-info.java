/// Measures how long a message takes from the webhook that brings it to the sockets that show it.
///
/// `FrameSession` is the run: a real Parley, webhooks at a fixed rate, and a `FrameWatch` on the
/// sockets, which lets `Arrivals` check the messages of some of them one by one.
@NullMarked
package dev.parley.bench.frame;

import org.jspecify.annotations.NullMarked;
