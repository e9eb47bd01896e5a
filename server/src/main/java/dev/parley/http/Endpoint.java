package dev.parley.http;

import dev.parley.api.ErrorBody;
import dev.parley.limits.Cost;
import dev.parley.offload.WorkKind;

/// Answers the requests of one route. On a virtual thread, where it may block, unless it is
/// [AtOnce]. Throws [dev.parley.chat.Refusal] for what the client did wrong; whatever else it
/// throws is our fault, logged, and answered `internal`.
@FunctionalInterface
interface Endpoint {
  Response handle(Request request);

  /// The kind of work that the request asks for. Called on the event loop.
  ///
  /// @throws dev.parley.chat.Refusal as `handle` does
  default WorkKind work(Request request) {
    return WorkKind.READ;
  }

  /// Whether the endpoint sees to the permission of its row by itself: a signed link may stand for
  /// it.
  default boolean admitsByItself() {
    return false;
  }

  /// What a request counts as, for the limits of its caller.
  default Cost cost() {
    return Cost.REQUEST;
  }

  /// How a refusal looks here, and whatever else goes wrong with a request for this path.
  default Response.Whole error(ErrorBody error) {
    return Response.error(error);
  }
}
