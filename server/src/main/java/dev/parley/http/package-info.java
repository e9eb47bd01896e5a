/// Parley's HTTP server: REST, webhooks, documentation and metrics.
///
/// Start with [dev.parley.http.HttpApi], which listens, and its table of routes; each row names an
/// [dev.parley.http.Endpoint], a class of its own. An [dev.parley.http.Exchange] handles one
/// request from start to end: it reads the body within limits, calls the endpoint on a virtual
/// thread, and sends the answer. All refusals are sent as errors of the same form.
@NullMarked
package dev.parley.http;

import org.jspecify.annotations.NullMarked;
