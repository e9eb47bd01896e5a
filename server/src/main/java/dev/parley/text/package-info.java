/// Text from outside: checks for blank texts, cuts texts, and removes characters that no store or
/// client accepts.
///
/// A foundation: it knows the JDK alone, and every other package may know it.
@NullMarked
package dev.parley.text;

import org.jspecify.annotations.NullMarked;
