/// Callers, and what they may do. Start at [Principal].
///
/// Does not depend on the rest of Parley: every package may use it.
@NullMarked
package dev.parley.access;

import org.jspecify.annotations.NullMarked;
