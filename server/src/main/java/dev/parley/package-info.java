/// Where the parts of Parley are put together; nothing else lives here.
///
/// Only `dev.parley.cli` knows this package, and this package may know every other.
@NullMarked
package dev.parley;

import org.jspecify.annotations.NullMarked;
