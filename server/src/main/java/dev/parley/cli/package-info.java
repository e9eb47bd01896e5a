/// The command line: one class for each command. Start at [dev.parley.cli.Main]. The only package
/// that may print to standard output.
@NullMarked
package dev.parley.cli;

import org.jspecify.annotations.NullMarked;
