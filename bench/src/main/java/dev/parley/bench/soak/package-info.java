/// Lets a crowd of clients come, act and go for minutes, and checks whether the server keeps memory
/// of them.
///
/// `SoakSession` is the run, `Crowd` the clients, each of which is a `Member`; `Tally` is what they
/// did and what went wrong.
@NullMarked
package dev.parley.bench.soak;

import org.jspecify.annotations.NullMarked;
