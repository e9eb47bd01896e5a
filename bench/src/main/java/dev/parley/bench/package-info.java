/// Measurements: JMH benchmarks of single parts, and a driver that loads a running server.
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
