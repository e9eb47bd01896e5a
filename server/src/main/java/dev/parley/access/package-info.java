/// Who asks, and what they may do. Start at [Principal].
///
/// Knows nothing of the rest of Parley: everything that is asked for something may know it.
@NullMarked
package dev.parley.access;

import org.jspecify.annotations.NullMarked;
