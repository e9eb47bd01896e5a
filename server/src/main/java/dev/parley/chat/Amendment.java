package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What somebody did to a message that exists, or will.
///
/// @param event the id of the webhook's own message: the same event twice counts once
/// @param target the message it is about
/// @param chat where it happened; it only touches a message of the same chat
/// @param by who did it: the customer's address, or [Reaction#US]
/// @param direction that person's side; an edit or revocation only touches a message of the same
///   direction
public record Amendment(
    MessageId event,
    MessageId target,
    WaId chat,
    String by,
    Direction direction,
    Instant at,
    What what) {

  /// Kinds of amendment.
  public sealed interface What {
    /// A reaction set, or with a null `emoji` taken away.
    record React(@Nullable String emoji) implements What {}

    /// Another text or caption.
    record Edit(Body body) implements What {}

    /// Taken back by its sender.
    record Revoke() implements What {}
  }

  /// `message` with everything applied that was ever done to it. Which of two comes later is told
  /// by `at`, then by the order of `all`; a message taken back stays so whatever comes.
  ///
  /// @param all every amendment of the message, in the order in which they were received
  static Message applyAll(Message message, List<Amendment> all, Instant now) {
    List<Amendment> inOrder = new ArrayList<>(all);
    inOrder.removeIf(amendment -> !amendment.concerns(message));
    inOrder.sort(Comparator.comparing(Amendment::at));
    Body body = message.body();
    Map<String, Reaction> reactions = new LinkedHashMap<>();
    boolean revoked = false;
    for (Amendment amendment : inOrder) {
      switch (amendment.what) {
        case What.React(var emoji) -> {
          reactions.remove(amendment.by);
          if (emoji != null) {
            reactions.put(amendment.by, new Reaction(amendment.by, emoji, amendment.at));
          }
        }
        case What.Edit(var changed) -> body = body.editedTo(changed, amendment.at);
        case What.Revoke() -> revoked = true;
      }
    }
    Body last = revoked ? body.revoked() : body;
    List<Reaction> left = List.copyOf(reactions.values());
    boolean same = last.equals(message.body()) && left.equals(message.reactions());
    return same ? message : message.with(last, left, now);
  }

  private boolean concerns(Message message) {
    return chat.equals(message.chat())
        && (what instanceof What.React || direction == message.direction());
  }
}
