/// The background tasks of Parley: [Expiry] ends states that last only for a time, [Cleaning] keeps
/// unprocessed webhook bodies within their limits. Each has its own virtual thread, which ends when
/// it is closed.
@NullMarked
package dev.parley.upkeep;

import org.jspecify.annotations.NullMarked;
