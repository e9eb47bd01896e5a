package dev.parley.http;

/// An endpoint that runs on the event loop: it must not block, and its answer is short and whole.
@FunctionalInterface
interface NonBlockingEndpoint extends Endpoint {
  @Override
  Response.Whole handle(Request request);
}
