/// Moments as other programs write them.
///
/// A foundation: it knows the JDK and `text`, and every other package may know it.
@NullMarked
package dev.parley.time;

import org.jspecify.annotations.NullMarked;
