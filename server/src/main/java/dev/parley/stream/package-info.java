/// The committed stream: every change of the store, in the order of their numbers, passed to all
/// subscribers.
///
/// Start at [dev.parley.stream.ChangeStream].
@NullMarked
package dev.parley.stream;

import org.jspecify.annotations.NullMarked;
