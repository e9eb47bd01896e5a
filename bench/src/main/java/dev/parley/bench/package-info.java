/// Measures Parley from outside: starts the real server as a child process, puts load on it over
/// HTTP, and compares the results with the limits of the machine and, on request, with another
/// server.
///
/// Start at `Main`, which reads the options; `Session` runs the measurements in order; `Results`
/// holds the results. `dev.parley.bench.load` puts load on a server and times it,
/// `dev.parley.bench.server` starts servers and makes their stores and data,
/// `dev.parley.bench.bare` measures the limits, `dev.parley.bench.jmh` has the benchmarks of single
/// parts.
///
/// The other commands measure over Socket.IO, with the clients of `dev.parley.bench.client`:
/// `dev.parley.bench.realtime` compares servers, `dev.parley.bench.frame` follows messages from
/// their webhooks to the sockets, `dev.parley.bench.soak` checks whether the server releases the
/// memory of clients that have left.
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
