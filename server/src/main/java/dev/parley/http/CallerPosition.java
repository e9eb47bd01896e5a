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

/// A place in the order of all changes, as a caller has it: for example `2s-1k9x0f3`, or
/// `2s-1k9x0f3.mk3f0a7c`, where the end says which chats the caller sees, or since when. Who goes
/// on from a place of before that would miss chats, or keep some that are hidden now.
///
/// @param mark the end; "" where there is none, as in events, which are the same for all callers
record CallerPosition(StreamPosition position, String mark) {
  /// Clocks of processes on one store differ by less, and a change is known to all of them sooner.
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final int HASH_BYTES = 5;

  /// What `caller` is given for a place.
  static String of(StreamPosition position, Principal caller) {
    String mark = mark(caller);
    return mark.isEmpty() ? position.toString() : position + "." + mark;
  }

  /// Reads what [#of] wrote, or an event said; empty for anything else.
  static Optional<CallerPosition> parse(String text) {
    int dot = text.indexOf('.');
    String place = dot < 0 ? text : text.substring(0, dot);
    String mark = dot < 0 ? "" : text.substring(dot + 1);
    return StreamPosition.parse(place).map(it -> new CallerPosition(it, mark));
  }

  /// Of callers that other programs know nobody knows since when they see what they see: their mark
  /// is made from the chats themselves.
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
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Whether the caller sees the same chats as when they were given this place. Blocks.
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
