/// What it costs to know who calls: requests and sockets with a credential beside those without,
/// and many sign-ins at once. Start with [AccessSession].
@NullMarked
package dev.parley.bench.access;

import org.jspecify.annotations.NullMarked;
