package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

  /// How many people's reactions a message shows at most: a quarter of the members that the largest
  /// group may have. The ledger keeps the ones beyond.
  static final int MOST_REACTIONS = 256;

  /// Whether `other` is of the same kind, by the same person, about the same message in the same
  /// chat: then only the later one of the two matters.
  boolean isLike(Amendment other) {
    return target.equals(other.target)
        && chat.equals(other.chat)
        && by.equals(other.by)
        && what.getClass() == other.what.getClass();
  }

  /// The same, of a person who was known by any of `addresses`, and is at `by` now.
  ///
  /// @param in the chat
  Amendment moved(List<WaId> addresses, WaId by, WaId in) {
    boolean theirs = addresses.stream().anyMatch(address -> address.value().equals(this.by));
    return new Amendment(event, target, in, theirs ? by.value() : this.by, direction, at, what);
  }

  /// Whether this person may do this to `message`: everybody in its chat reacts, only its author
  /// edits it or takes it back.
  ///
  /// @param author the address of the customer who wrote `message`, if a customer did
  boolean mayChange(Message message, String author) {
    if (!chat.equals(message.chat())) {
      return false;
    }
    return what instanceof What.React
        || (direction == message.direction()
            && (direction == Direction.OUTGOING || by.equals(author)));
  }

  /// `message` with every one of `all` applied in the order of their times; amendments of the same
  /// time in the order in which they were received.
  static Message applyAll(Message message, List<Amendment> all, String author, Instant now) {
    List<Amendment> inOrder = new ArrayList<>(all);
    inOrder.removeIf(amendment -> !amendment.mayChange(message, author));
    inOrder.sort(Comparator.comparing(Amendment::at));
    Message changed = message;
    for (Amendment amendment : inOrder) {
      changed = amendment.applyTo(changed, now);
    }
    boolean same =
        changed.body().equals(message.body()) && changed.reactions().equals(message.reactions());
    return same ? message : changed;
  }

  /// `message` with this applied; the same object when that changes nothing. What `message` already
  /// shows of a later time stays, and a message that was taken back stays so.
  Message applyTo(Message message, Instant now) {
    Body body = message.body();
    return switch (what) {
      case What.React(var emoji) -> {
        List<Reaction> reactions = reacted(message.reactions(), emoji);
        yield reactions.equals(message.reactions()) ? message : message.with(body, reactions, now);
      }
      case What.Edit(var changed) -> {
        boolean late = body.editedAt() != null && at.isBefore(body.editedAt());
        Body edited = late || isRevoked(body) ? body : body.editedTo(changed, at);
        yield edited.equals(body) ? message : message.with(edited, message.reactions(), now);
      }
      case What.Revoke() ->
          isRevoked(body) ? message : message.with(body.revoked(), message.reactions(), now);
    };
  }

  private static boolean isRevoked(Body body) {
    return body.content() instanceof Content.Revoked;
  }

  /// `reactions` are in the order of their times, and stay so.
  private List<Reaction> reacted(List<Reaction> reactions, @Nullable String emoji) {
    List<Reaction> changed = new ArrayList<>(reactions);
    for (Reaction reaction : reactions) {
      if (reaction.by().equals(by)) {
        if (at.isBefore(reaction.at())) {
          return reactions;
        }
        changed.remove(reaction);
      }
    }
    if (emoji != null && changed.size() < MOST_REACTIONS) {
      int place = changed.size();
      while (place > 0 && at.isBefore(changed.get(place - 1).at())) {
        place--;
      }
      changed.add(place, new Reaction(by, emoji, at));
    }
    return changed;
  }
}
