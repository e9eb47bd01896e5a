/// Load on an HTTP server from few threads: a request is a template with numbers filled in, a
/// response is only looked at for its status and its end, so that the driver costs little beside
/// the server on the same machine. Start at [dev.parley.bench.load.LoadDriver].
@NullMarked
package dev.parley.bench.load;

import org.jspecify.annotations.NullMarked;
