/// What is measured: servers as child processes, and the data they serve.
@NullMarked
package dev.parley.bench.server;

import org.jspecify.annotations.NullMarked;
