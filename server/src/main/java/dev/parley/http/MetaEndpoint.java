package dev.parley.http;

import dev.parley.api.ErrorBody;

/// An endpoint for programs written for Meta's Cloud API: its errors have Meta's JSON format.
interface MetaEndpoint extends Endpoint {
  @Override
  default Response.Whole error(ErrorBody error) {
    return Response.metaError(error);
  }
}
