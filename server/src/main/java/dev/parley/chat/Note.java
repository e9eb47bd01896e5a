package dev.parley.chat;

import dev.parley.access.Sender;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A text that a member of the team wrote about a chat, for the team only: it is never sent and
/// does not count as a message.
///
/// @param id for example `note_4f7k2m9q3x`; never changes
/// @param seq the `seq` of the newest message of the chat when the note was written: notes have no
///   `seq` of their own
/// @param text 1 to [#LONGEST] characters, not blank
/// @param by the author; null: unknown
/// @param at the time at which it was written, by Parley's clock
/// @param editedAt the time at which its text was changed last; null: never
/// @param rev the number of its last change
public record Note(
    String id,
    WaId chat,
    long seq,
    String text,
    @Nullable Sender by,
    Instant at,
    @Nullable Instant editedAt,
    long rev) {
  /// The maximum number of code points of a text.
  public static final int LONGEST = 4_096;

  /// The maximum number of notes of a chat.
  public static final int MOST = 500;

  /// This note with another text.
  Note saying(String other, Instant now) {
    return new Note(id, chat, seq, other, by, at, now, rev);
  }

  /// The same note about another chat of the customer.
  Note in(WaId other, long newSeq) {
    return new Note(id, other, newSeq, text, by, at, editedAt, rev);
  }

  /// The same note with the number of its last change.
  public Note as(long change) {
    return new Note(id, chat, seq, text, by, at, editedAt, change);
  }
}
