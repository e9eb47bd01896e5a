/// Text from outside: checks for blank texts, cuts texts, and removes characters that no store or
/// client accepts.
///
/// A foundation: it depends only on the JDK, and every other package may use it.
@NullMarked
package dev.parley.text;

import org.jspecify.annotations.NullMarked;
