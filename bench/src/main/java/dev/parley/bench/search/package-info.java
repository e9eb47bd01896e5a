/// Measures search: how long the index takes to be built, how long questions take, and how far the
/// index is behind while messages come in.
///
/// Start at [dev.parley.bench.search.SearchSession].
@NullMarked
package dev.parley.bench.search;

import org.jspecify.annotations.NullMarked;
