package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.access.Audience;
import dev.parley.access.Principal;
import dev.parley.access.VisibleChats;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.StreamPosition;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A position in the order of all changes, as Parley gives it to a caller: for example
/// `2s-1k9x0f3`, or `2s-1k9x0f3.mk3f0a7c`. The part after the dot identifies the set of chats that
/// the caller sees, or the time at which that set last changed. A caller that resumed from a
/// position with another mark would miss chats, or keep chats that are hidden now.
///
/// @param mark the part after the dot; "" if it is absent, as in events, which are the same for all
///   callers
record CallerPosition(StreamPosition position, String mark) {
  /// The clocks of all processes on one store differ by less than this, and each process learns of
  /// a change to the caller's chats within this time.
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final int HASH_BYTES = 5;

  /// The text that `caller` receives for a position.
  static String of(StreamPosition position, Principal caller) {
    String mark = mark(caller);
    return mark.isEmpty() ? position.toString() : position + "." + mark;
  }

  /// Parses a position that [#of] returned or that an event carried; empty for any other text.
  static Optional<CallerPosition> parse(String text) {
    int dot = text.indexOf('.');
    String place = dot < 0 ? text : text.substring(0, dot);
    String mark = dot < 0 ? "" : text.substring(dot + 1);
    return StreamPosition.parse(place).map(it -> new CallerPosition(it, mark));
  }

  /// The mark of a caller. If another program identifies the caller, Parley does not know when
  /// their visible chats last changed, so the mark is a hash of the chats.
  private static String mark(Principal caller) {
    VisibleChats chats = caller.chats();
    Instant since = chats.since();
    if (since != null) {
      return Long.toString(since.toEpochMilli(), Character.MAX_RADIX);
    }
    return chats.areAll() ? "" : "x" + hash(chats);
  }

  private static String hash(VisibleChats chats) {
    List<String> audiences = chats.audiences().stream().map(Audience::toString).sorted().toList();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(audiences.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }

  /// Whether the caller still sees the same chats as when they received this position. Blocks.
  boolean continues(ChatHistory store, Principal caller) {
    Instant since = caller.chats().since();
    if (!mark.isEmpty() || since == null) {
      return mark.equals(mark(caller));
    }
    return store
        .positionBefore(since.plus(MARGIN))
        .filter(before -> before.number() >= position.number())
        .isEmpty();
  }
}
