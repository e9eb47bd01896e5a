package dev.parley.http;

import dev.parley.limits.Cost;
import java.util.function.BooleanSupplier;

/// `GET /health/live` and `/health/ready`: one word for the programs that restart servers or route
/// requests to them. Runs on the event loop.
record HealthProbe(BooleanSupplier ok) implements NonBlockingEndpoint {
  @Override
  public Cost cost() {
    return Cost.FREE;
  }

  @Override
  public Response.Whole handle(Request request) {
    boolean well = ok.getAsBoolean();
    return Response.json(
        well ? 200 : 503,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", well ? "OK" : "UNAVAILABLE");
          json.writeEndObject();
        });
  }
}
