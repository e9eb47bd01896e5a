/// Measures the cost of authentication: requests and sockets with a credential compared with those
/// without, and many sign-ins at once. Start with [AccessSession].
@NullMarked
package dev.parley.bench.access;

import org.jspecify.annotations.NullMarked;
