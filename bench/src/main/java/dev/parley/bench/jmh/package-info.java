/// JMH benchmarks of single parts, without a server around them: `./parley bench jmh`.
@NullMarked
package dev.parley.bench.jmh;

import org.jspecify.annotations.NullMarked;
