package dev.parley.chat;

import dev.parley.access.Sender;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody of the team wrote about a chat, for the team alone: it is never sent, and counts
/// nowhere as a message.
///
/// @param id for example `note_4f7k2m9q3x`; never changes
/// @param seq of the newest message of the chat when it was written: it takes no place of its own
/// @param text 1 to [#LONGEST] characters, not blank
/// @param by who wrote it; null: nobody knows
/// @param at when it was written, by Parley's clock
/// @param editedAt when its text was changed last; null: never
/// @param rev the number of the change that it is as of: grows with each
public record Note(
    String id,
    WaId chat,
    long seq,
    String text,
    @Nullable Sender by,
    Instant at,
    @Nullable Instant editedAt,
    long rev) {
  /// The most code points of a text.
  public static final int LONGEST = 4_096;

  /// The most notes of a chat.
  public static final int MOST = 500;

  /// The same with another text.
  Note saying(String other, Instant now) {
    return new Note(id, chat, seq, other, by, at, now, rev);
  }

  /// The same note as of a change.
  public Note as(long change) {
    return new Note(id, chat, seq, text, by, at, editedAt, change);
  }
}
