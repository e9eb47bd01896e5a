/// Measures search: how long it takes to build the index, how long searches take, and how long it
/// takes until new messages are found.
///
/// Start at [dev.parley.bench.search.SearchSession].
@NullMarked
package dev.parley.bench.search;

import org.jspecify.annotations.NullMarked;
