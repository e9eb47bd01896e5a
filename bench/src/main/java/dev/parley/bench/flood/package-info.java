/// Measures how long webhooks take while clients do what they can to be in the way.
///
/// `FloodSession` is the run: a real Parley, webhooks at a fixed rate, and a `Flood` of clients
/// that hardly read and clients that send without waiting.
@NullMarked
package dev.parley.bench.flood;

import org.jspecify.annotations.NullMarked;
