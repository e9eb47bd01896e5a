/// Generates load on an HTTP server with few threads. A request is a template with numbers filled
/// in. Only the status and the length of a response are read, so that the driver takes little
/// processor time from the server on the same machine. Start at [dev.parley.bench.load.LoadDriver].
@NullMarked
package dev.parley.bench.load;

import org.jspecify.annotations.NullMarked;
