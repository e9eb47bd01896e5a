/// The committed stream: every change of the store, in the one order of their numbers, handed to
/// whoever subscribed.
///
/// Start at [dev.parley.stream.ChangeStream].
@NullMarked
package dev.parley.stream;

import org.jspecify.annotations.NullMarked;
