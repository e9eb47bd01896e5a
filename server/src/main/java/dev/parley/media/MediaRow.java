package dev.parley.media;

import dev.parley.chat.MediaFile;
import dev.parley.chat.WaId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A [MediaRecord] in the form that stores keep: the fields by which they search, and a body that
/// they do not interpret.
///
/// @param id the id of the file, see [MediaFile#id]
/// @param blob the name of its bytes; null before they are stored and after they were removed
/// @param chat the chat in which it arrived; null if a client uploaded it
/// @param dueAt the time of the next attempt to fetch it, if it is [MediaFile.Status#WAITING]
/// @param at the time at which it arrived
/// @param body the other fields as JSON
public record MediaRow(
    String id,
    MediaFile.Status status,
    @Nullable BlobId blob,
    @Nullable WaId chat,
    Instant dueAt,
    Instant at,
    String body) {
  /// The same row of a file whose message is in another chat now.
  MediaRow in(WaId other) {
    return new MediaRow(id, status, blob, other, dueAt, at, body);
  }
}
