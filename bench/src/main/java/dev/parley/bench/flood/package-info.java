/// Measures how long webhooks take while clients try to slow the server down.
///
/// `FloodSession` is the run: a real Parley server, webhooks at a fixed rate, and a `Flood` of
/// clients that read very slowly and clients that send without waiting.
@NullMarked
package dev.parley.bench.flood;

import org.jspecify.annotations.NullMarked;
