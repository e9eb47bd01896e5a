package dev.parley.http;

import dev.parley.api.ErrorBody;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.MediaFile;
import dev.parley.chat.OurNumbers;
import dev.parley.chat.Refusal;
import dev.parley.media.MediaLibrary;

/// `POST /{version}/{phone number id}/media` with the form fields of Meta's Cloud API
/// (`messaging_product=whatsapp`, `file`) stores a file like `POST /api/media`. The answer, `{"id":
/// "med_..."}`, and errors have the same JSON format as Meta's; the id is Parley's, and can be sent
/// with `POST /{version}/{phone number id}/messages`.
final class MetaUpload implements UploadEndpoint {
  private final MediaLibrary library;
  private final OurNumbers numbers;

  /// @param numbers the business's numbers
  MetaUpload(MediaLibrary library, OurNumbers numbers) {
    this.library = library;
    this.numbers = numbers;
  }

  @Override
  public Response.Whole error(ErrorBody error) {
    return Response.metaError(error);
  }

  @Override
  public Response.Whole handle(Request request, UploadedBody body) {
    if (!numbers.has(request.pathValue("phone_number_id"))) {
      throw new Refusal(
          ErrorCode.NOT_FOUND,
          "Parley does not serve this phone number id: it must be one of those in PHONE_NUMBER_ID");
    }
    MediaFile stored = UploadMedia.store(library, request, body);
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("id", stored.id());
          json.writeEndObject();
        });
  }
}
