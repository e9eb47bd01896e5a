/// What Parley counts and times, for Prometheus: [dev.parley.metrics.Metrics] listens at the edges.
/// No other package knows this one, but the wiring.
@NullMarked
package dev.parley.metrics;

import org.jspecify.annotations.NullMarked;
