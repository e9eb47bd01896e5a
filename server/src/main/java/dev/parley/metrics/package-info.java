/// Parley's measurements for Prometheus: [dev.parley.metrics.Metrics] listens to the other
/// packages. Only the wiring uses this package.
@NullMarked
package dev.parley.metrics;

import org.jspecify.annotations.NullMarked;
