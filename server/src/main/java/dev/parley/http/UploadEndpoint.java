package dev.parley.http;

import dev.parley.offload.WorkKind;

/// An endpoint that reads the request's body while it comes, on a virtual thread: a body that is as
/// large as it likes takes little memory.
interface UploadEndpoint extends Endpoint {
  /// Answers, with a whole response. What is left of the body is thrown away.
  ///
  /// @param request without its body
  Response.Whole handle(Request request, UploadedBody body);

  @Override
  default Response handle(Request request) {
    throw new IllegalStateException("an upload is handled with its body");
  }

  @Override
  default WorkKind work(Request request) {
    return WorkKind.UPLOAD;
  }
}
