/// How much a caller may ask for in a time, whichever way: over REST or over Socket.IO. Start at
/// [RateLimits].
@NullMarked
package dev.parley.limits;

import org.jspecify.annotations.NullMarked;
