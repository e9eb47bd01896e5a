package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.MediaFile;
import dev.parley.chat.Refusal;

/// `GET /{version}/{media id}` returns the address of a file, as Meta's Cloud API does: a file that
/// was uploaded, or that a customer sent, by Parley's id. The address is a signed link to `GET
/// /api/media/:id`.
final class MetaMedia implements MetaEndpoint {
  private final HttpApi.Files files;

  MetaMedia(HttpApi.Files files) {
    this.files = files;
  }

  @Override
  public Response handle(Request request) {
    MediaFile file =
        files
            .visible()
            .find(request.caller(), request.pathValue("media_id"))
            .filter(it -> it.status() == MediaFile.Status.READY)
            .orElseThrow(() ->
                new Refusal(
                    ErrorCode.NOT_FOUND,
                    "Parley has no file with this id: it must be one that Parley gave"));
    String url = files.links().url(file);
    String address = url.startsWith("/") ? "http://" + request.header("Host") + url : url;
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("messaging_product", "whatsapp");
          json.writeStringField("url", address);
          json.writeStringField("mime_type", file.mimeType());
          json.writeStringField("sha256", file.sha256());
          json.writeNumberField("file_size", file.size() == null ? 0 : file.size());
          json.writeStringField("id", file.id());
          json.writeEndObject();
        });
  }
}
