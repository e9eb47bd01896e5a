/// The systems under test: servers as child processes, their stores, and their data.
@NullMarked
package dev.parley.bench.server;

import org.jspecify.annotations.NullMarked;
