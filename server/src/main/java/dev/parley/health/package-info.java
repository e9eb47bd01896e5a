/// Whether the parts of Parley that work on their own, such as the store's writer or an event loop,
/// still do.
@NullMarked
package dev.parley.health;

import org.jspecify.annotations.NullMarked;
