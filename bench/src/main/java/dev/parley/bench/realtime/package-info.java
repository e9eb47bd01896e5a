/// Measures Socket.IO servers side by side: broadcasts, echoes, connecting, idle memory, polling.
///
/// Start at `RealtimeSession`. `Subject` is a server that is measured; `ParleySubject` and
/// `BareSubject` are programs of their own, the others lie in the resources. `RealtimeDriver` holds
/// the sockets and `PollingDriver` the polling clients, each on one thread; they know no more of
/// the protocol than what a frame's first bytes say (`FrameReader`).
@NullMarked
package dev.parley.bench.realtime;

import org.jspecify.annotations.NullMarked;
