package dev.parley.http;

import dev.parley.access.Sender;
import dev.parley.api.FileLinks;
import dev.parley.api.MediaJson;
import dev.parley.chat.MediaFile;
import dev.parley.chat.Refusal;
import dev.parley.media.MediaLibrary;

/// `POST /api/media` stores a file for sending: the part `file` of a form, or the whole body, under
/// the name in the parameter `name`.
///
/// 201 and the properties of the file; `too_large` or `unsupported_media_type` if WhatsApp would
/// not accept the file, which depends on its bytes.
final class UploadMedia implements UploadEndpoint {
  private final MediaLibrary library;
  private final FileLinks links;

  UploadMedia(MediaLibrary library, FileLinks links) {
    this.library = library;
    this.links = links;
  }

  @Override
  public Response.Whole handle(Request request, UploadedBody body) {
    MediaFile stored = store(library, request, body);
    return Response.json(201, json -> MediaJson.write(json, stored, links));
  }

  /// Stores the file of a request.
  static MediaFile store(MediaLibrary library, Request request, UploadedBody body) {
    UploadedBody.File described =
        body.file().orElseThrow(() -> Refusal.invalid("file", "is required"));
    try (MediaLibrary.Receiving receiving = library.receive()) {
      for (var block = body.next(); block != null; block = body.next()) {
        receiving.write(block.bytes(), block.count());
      }
      var _ = body.fields(); // reads the form to its end: it must have no other file
      String named = request.query("name");
      Sender by = request.caller().sender();
      return receiving.store(named == null ? described.name() : named, by == null ? null : by.id());
    }
  }
}
