package dev.parley.http;

import dev.parley.api.ErrorBody;
import dev.parley.limits.Cost;
import dev.parley.offload.WorkKind;

/// Answers the requests of one route. Called on a virtual thread, where it may block, unless it is
/// a [NonBlockingEndpoint]. Throws [dev.parley.chat.Refusal] for an error of the client; any other
/// exception is a fault of Parley, is logged, and is answered `internal`.
@FunctionalInterface
interface Endpoint {
  Response handle(Request request);

  /// The kind of work that the request asks for. Called on the event loop.
  ///
  /// @throws dev.parley.chat.Refusal as `handle` does
  default WorkKind work(Request request) {
    return WorkKind.READ;
  }

  /// Whether the endpoint itself checks the permission of its row in the table of routes, because a
  /// signed link may replace the permission.
  default boolean admitsByItself() {
    return false;
  }

  /// The kind of request, which decides which of its caller's limits apply.
  default Cost cost() {
    return Cost.REQUEST;
  }

  /// The response for a refusal or any other failure of a request to this path.
  default Response.Whole error(ErrorBody error) {
    return Response.error(error);
  }
}
