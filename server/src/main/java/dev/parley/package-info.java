/// Puts the parts of Parley together, and does nothing else.
///
/// Only `dev.parley.cli` may use this package, and this package may use every other.
@NullMarked
package dev.parley;

import org.jspecify.annotations.NullMarked;
