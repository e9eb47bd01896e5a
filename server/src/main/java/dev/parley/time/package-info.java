/// Reads timestamps in the formats of other programs.
///
/// A foundation: it depends only on the JDK and `text`, and every other package may use it.
@NullMarked
package dev.parley.time;

import org.jspecify.annotations.NullMarked;
