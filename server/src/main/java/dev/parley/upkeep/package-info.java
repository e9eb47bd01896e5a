/// What Parley does by itself, in time: [Expiry] ends what only holds for a time, [Cleaning] keeps
/// unprocessed webhook bodies within their limits. Each has a virtual thread of its own, which ends
/// when it is closed.
@NullMarked
package dev.parley.upkeep;

import org.jspecify.annotations.NullMarked;
