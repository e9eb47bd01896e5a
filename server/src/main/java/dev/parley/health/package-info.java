/// Checks whether the parts of Parley that run on their own, such as the store's writer or an event
/// loop, still work.
@NullMarked
package dev.parley.health;

import org.jspecify.annotations.NullMarked;
