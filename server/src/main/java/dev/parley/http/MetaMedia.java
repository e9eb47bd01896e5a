package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;

/// `POST /{version}/{phone number id}/media` and `GET /{version}/{media id}`, where Meta keeps
/// files. Parley does not yet: what is sent names a file by its link, or by Meta's own id of it.
final class MetaMedia implements MetaEndpoint {
  @Override
  public Response handle(Request request) {
    throw new Refusal(
        ErrorCode.INVALID_REQUEST,
        "Parley keeps no files yet: send a file by link, or by the id that Meta gave when it was"
            + " uploaded there");
  }
}
