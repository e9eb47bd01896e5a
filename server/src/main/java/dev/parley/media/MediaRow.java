package dev.parley.media;

import dev.parley.chat.MediaFile;
import dev.parley.chat.WaId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A [MediaRecord] as stores keep it: what they search by, and a body of which they know nothing.
///
/// @param id as of [MediaFile]
/// @param blob the name of its bytes; null as long as they are not there, and once they are removed
/// @param chat in which it came; null: a client uploaded it
/// @param dueAt when it is fetched, where it is [MediaFile.Status#WAITING]
/// @param at when it came
/// @param body JSON
public record MediaRow(
    String id,
    MediaFile.Status status,
    @Nullable BlobId blob,
    @Nullable WaId chat,
    Instant dueAt,
    Instant at,
    String body) {}
