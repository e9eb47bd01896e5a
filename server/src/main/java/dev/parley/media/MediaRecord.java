package dev.parley.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.MediaFile;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that Parley knows about a file.
///
/// @param source the message and the id by which it is fetched; null if a client uploaded it
/// @param chat the chat in which it arrived; null if a client uploaded it
/// @param dueAt the time of the next attempt to fetch it, if it is waiting
/// @param at the time at which it arrived
/// @param uploads the copies that were uploaded to WhatsApp, the latest last
/// @param uploadedBy the id of the [dev.parley.access.Sender] that uploaded it; null if unknown, or
///   if it arrived in a chat
public record MediaRecord(
    MediaFile file,
    @Nullable Source source,
    @Nullable WaId chat,
    Instant dueAt,
    Instant at,
    List<Upload> uploads,
    @Nullable String uploadedBy) {
  /// The source of a file that a customer sent, and the state of fetching it.
  ///
  /// @param message the id of the message that shows it
  /// @param mediaId WhatsApp's id of it
  /// @param sha256 the SHA-256 of its bytes according to the webhook, in hexadecimal digits or
  ///   base64
  /// @param attempts the number of attempts so far
  /// @param misses the number of consecutive attempts, up to the last one, that found no such file
  /// @param owner the process that fetches it now; null if none does
  public record Source(
      String message,
      String mediaId,
      @Nullable String sha256,
      int attempts,
      int misses,
      @Nullable String owner) {
    Source claimed(@Nullable String newOwner) {
      return new Source(message, mediaId, sha256, attempts, misses, newOwner);
    }

    Source after(int newAttempts, int newMisses) {
      return new Source(message, mediaId, sha256, newAttempts, newMisses, null);
    }
  }

  /// A copy that was uploaded to WhatsApp, which is necessary before a file can be sent.
  ///
  /// @param number WhatsApp's id of the business number for which it was uploaded
  /// @param id WhatsApp's id of the copy
  public record Upload(String number, String id, Instant at) {}

  public MediaRecord {
    uploads = List.copyOf(uploads);
  }

  /// See [MediaFile#id].
  public String id() {
    return file.id();
  }

  /// The name of its bytes; null if they are not stored.
  public @Nullable BlobId blob() {
    return file.status() == MediaFile.Status.READY && file.sha256() != null
        ? new BlobId(file.sha256())
        : null;
  }

  MediaRecord with(MediaFile newFile, @Nullable Source newSource, Instant newDue) {
    return new MediaRecord(newFile, newSource, chat, newDue, at, uploads, uploadedBy);
  }

  MediaRecord with(List<Upload> newUploads) {
    return new MediaRecord(file, source, chat, dueAt, at, newUploads, uploadedBy);
  }

  /// The record in the form that stores keep.
  MediaRow row() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("mime_type", file.mimeType()).put("size", file.size()).put("sha256", file.sha256());
    json.put("name", file.name()).put("reason", file.reason());
    MediaFile.Traits traits = file.traits();
    json.put("width", traits.width()).put("height", traits.height());
    json.put("duration", traits.duration());
    traits.waveform().forEach(json.withArray("waveform")::add);
    if (source != null) {
      json.put("message", source.message).put("media_id", source.mediaId);
      json.put("expected", source.sha256).put("attempts", source.attempts);
      json.put("misses", source.misses).put("owner", source.owner);
    }
    if (uploadedBy != null) {
      json.put("uploaded_by", uploadedBy);
    }
    for (Upload upload : uploads) {
      json.withArray("uploads")
          .addObject()
          .put("number", upload.number)
          .put("id", upload.id)
          .put("at", upload.at.toEpochMilli());
    }
    return new MediaRow(id(), file.status(), blob(), chat, dueAt, at, json.toString());
  }

  /// Reads a row that [#row] made. Missing fields become null or empty.
  ///
  /// @throws IllegalStateException if the body is damaged
  static MediaRecord of(MediaRow row) {
    JsonNode json;
    try {
      json = LooseJson.parse(row.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (LooseJson.Malformed damaged) {
      throw new IllegalStateException("the record of the file " + row.id() + " is damaged");
    }
    List<Integer> waveform = new ArrayList<>();
    json.path("waveform").forEach(it -> waveform.add(it.asInt()));
    MediaFile file =
        new MediaFile(
            row.id(),
            row.status(),
            text(json, "mime_type"),
            json.path("size").isNumber() ? json.path("size").longValue() : null,
            text(json, "sha256"),
            text(json, "name"),
            new MediaFile.Traits(
                json.path("width").isNumber() ? json.path("width").intValue() : null,
                json.path("height").isNumber() ? json.path("height").intValue() : null,
                json.path("duration").isNumber() ? json.path("duration").doubleValue() : null,
                waveform),
            text(json, "reason"));
    String message = text(json, "message");
    String mediaId = text(json, "media_id");
    Source source =
        message == null || mediaId == null
            ? null
            : new Source(
                message,
                mediaId,
                text(json, "expected"),
                json.path("attempts").asInt(),
                json.path("misses").asInt(),
                text(json, "owner"));
    List<Upload> uploads = new ArrayList<>();
    json.path("uploads")
        .forEach(it ->
            uploads.add(
                new Upload(
                    it.path("number").asText(),
                    it.path("id").asText(),
                    Instant.ofEpochMilli(it.path("at").asLong()))));
    return new MediaRecord(
        file, source, row.chat(), row.dueAt(), row.at(), uploads, text(json, "uploaded_by"));
  }

  private static @Nullable String text(JsonNode json, String name) {
    return json.path(name).textValue();
  }
}
