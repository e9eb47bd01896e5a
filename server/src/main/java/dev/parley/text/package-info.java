/// Text from outside: what is blank, how it is cut, and what no store or client takes.
///
/// A foundation: it knows the JDK alone, and every other package may know it.
@NullMarked
package dev.parley.text;

import org.jspecify.annotations.NullMarked;
