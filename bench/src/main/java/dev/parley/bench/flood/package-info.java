/// Measures how long webhooks take while clients try to slow the server down.
///
/// `FloodSession` is the run: a real Parley, webhooks at a fixed rate, and a `Flood` of clients
/// that hardly read and clients that send without waiting.
@NullMarked
package dev.parley.bench.flood;

import org.jspecify.annotations.NullMarked;
