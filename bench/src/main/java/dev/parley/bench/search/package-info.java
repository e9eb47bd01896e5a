/// Measures search: how long it takes to build the index, how long searches take, and how far the
/// index is behind while messages arrive.
///
/// Start at [dev.parley.bench.search.SearchSession].
@NullMarked
package dev.parley.bench.search;

import org.jspecify.annotations.NullMarked;
