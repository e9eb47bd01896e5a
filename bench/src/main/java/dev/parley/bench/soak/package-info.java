/// Lets a crowd of clients come, act and go for minutes, and checks whether the server releases
/// their memory.
///
/// `SoakSession` is the run, `Crowd` the clients, each of which is a `Member`; `Tally` counts their
/// actions and failures.
@NullMarked
package dev.parley.bench.soak;

import org.jspecify.annotations.NullMarked;
