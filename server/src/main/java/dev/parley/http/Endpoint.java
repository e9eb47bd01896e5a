package dev.parley.http;

/// Answers the requests of one route. On a virtual thread it may block; see [Routes] for the few
/// that run on the event loop. Throws [dev.parley.chat.Refusal] for what the client did wrong;
/// whatever else it throws is our fault, logged, and answered `internal`.
@FunctionalInterface
interface Endpoint {
  Response handle(Request request);
}
