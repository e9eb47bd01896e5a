/// Limits the requests of a caller in a period of time, over REST and Socket.IO. Start at
/// [RateLimits].
@NullMarked
package dev.parley.limits;

import org.jspecify.annotations.NullMarked;
