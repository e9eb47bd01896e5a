/// What is measured: servers as child processes, their stores, and the data they serve.
@NullMarked
package dev.parley.bench.server;

import org.jspecify.annotations.NullMarked;
