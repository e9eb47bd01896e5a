package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.ContentFields;
import dev.parley.chat.MediaFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A file as clients see it, in the answer to an upload and in `content.media` of a message.
///
/// ```json
/// {"id": "med_8c1f0e6a2b7d4395a0c8e2f14b6d7a93", "status": "ready",
///  "url": "/api/media/med_8c1f0e6a2b7d4395a0c8e2f14b6d7a93?ends=1796083200&key=q7&sig=Zm9v",
///  "mime_type": "image/jpeg", "size": 184320, "sha256": "9f86d081884c7d65", "name": "lid.jpg"}
/// ```
public final class MediaJson {
  private static final Set<String> WITH_THUMBNAIL = Set.of("image/jpeg", "image/png", "image/gif");

  private MediaJson() {}

  /// Writes a file.
  public static void write(JsonGenerator json, MediaFile file, FileLinks links) throws IOException {
    Json.tree(json, fields(file, links));
  }

  /// The fields of a file, and its URL if the file is ready.
  static Map<String, Object> fields(MediaFile file, FileLinks links) {
    Map<String, Object> fields = new LinkedHashMap<>(ContentFields.of(file));
    if (file.status() == MediaFile.Status.READY) {
      String url = links.url(file);
      fields.put("url", url);
      if (file.mimeType() != null && WITH_THUMBNAIL.contains(file.mimeType())) {
        fields.put("thumbnail_url", url + (url.contains("?") ? "&" : "?") + "size=thumb");
      }
    }
    return fields;
  }
}
