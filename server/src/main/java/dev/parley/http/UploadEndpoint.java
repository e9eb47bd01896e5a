package dev.parley.http;

import dev.parley.offload.WorkKind;

/// An endpoint that reads the request's body while it arrives, on a virtual thread: a body of any
/// size takes little memory.
interface UploadEndpoint extends Endpoint {
  /// Answers the request. The response is never streamed. The part of the body that this method
  /// does not read is discarded.
  ///
  /// @param request the request without its body
  Response.Whole handle(Request request, UploadedBody body);

  @Override
  default Response handle(Request request) {
    throw new IllegalStateException("an upload needs its body: call handle(request, body)");
  }

  @Override
  default WorkKind work(Request request) {
    return WorkKind.UPLOAD;
  }
}
