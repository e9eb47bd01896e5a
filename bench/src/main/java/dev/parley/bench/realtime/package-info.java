/// Measures Socket.IO servers side by side: broadcasts, echoes, connecting, idle memory, polling.
///
/// Start at `RealtimeSession`. `Subject` is a server that is measured; `ParleySubject` and
/// `BareSubject` are separate programs; the other servers are resources. `RealtimeDriver` holds the
/// sockets and `PollingDriver` the polling clients, each on one thread; of the protocol, they use
/// only the first bytes of each frame (`FrameReader`).
@NullMarked
package dev.parley.bench.realtime;

import org.jspecify.annotations.NullMarked;
