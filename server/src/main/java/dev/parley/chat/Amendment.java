package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change that somebody made to a message. The message itself may not have arrived yet.
///
/// @param event the id of the event in the webhook: an event that arrives twice is applied once
/// @param target the id of the changed message
/// @param chat the chat of the event; the event only changes a message of the same chat
/// @param by who changed it: the customer's address, or [Reaction#US]
/// @param direction the side of that person; an edit or revocation only changes a message of the
///   same direction
public record Amendment(
    MessageId event,
    MessageId target,
    WaId chat,
    String by,
    Direction direction,
    Instant at,
    Action what) {

  /// Kinds of amendment.
  public sealed interface Action {
    /// A reaction was set, or removed if `emoji` is null.
    record React(@Nullable String emoji) implements Action {}

    /// The text or caption was changed.
    record Edit(Body body) implements Action {}

    /// The sender deleted the message for everyone.
    record Revoke() implements Action {}
  }

  /// The maximum number of reactions that a message shows: a quarter of the members that the
  /// largest group may have. The ledger also keeps further reactions.
  static final int MOST_REACTIONS = 256;

  /// Whether `other` is of the same kind, by the same person, about the same message in the same
  /// chat: then only the later one of the two matters.
  boolean isLike(Amendment other) {
    return target.equals(other.target)
        && chat.equals(other.chat)
        && by.equals(other.by)
        && what.getClass() == other.what.getClass();
  }

  /// The same amendment after a customer's address has changed from one of `addresses` to `by`.
  ///
  /// @param in the chat to which the amendment belongs now
  Amendment moved(List<WaId> addresses, WaId by, WaId in) {
    boolean theirs = addresses.stream().anyMatch(address -> address.value().equals(this.by));
    return new Amendment(event, target, in, theirs ? by.value() : this.by, direction, at, what);
  }

  /// The same amendment after the chat at `from` became part of the chat at `to`.
  public Amendment movedTo(WaId from, WaId to) {
    return moved(List.of(from), to, to);
  }

  /// Whether the person may change `message` in this way: everybody in its chat can react, only its
  /// author can edit or revoke it.
  ///
  /// @param author the address of the customer who wrote `message`, if a customer did
  boolean mayChange(Message message, String author) {
    if (!chat.equals(message.chat())) {
      return false;
    }
    return what instanceof Action.React
        || (direction == message.direction()
            && (direction == Direction.OUTGOING || by.equals(author)));
  }

  /// `message` after all amendments in `all`, applied in the order of their times; those with the
  /// same time are applied in the order in which they were received.
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

  /// `message` with this amendment applied; the same object if nothing changes. An amendment that
  /// is older than a change already in `message` does not undo it, and a revoked message stays
  /// revoked.
  Message applyTo(Message message, Instant now) {
    Body body = message.body();
    return switch (what) {
      case Action.React(var emoji) -> {
        List<Reaction> reactions = reacted(message.reactions(), emoji);
        yield reactions.equals(message.reactions()) ? message : message.with(body, reactions, now);
      }
      case Action.Edit(var changed) -> {
        boolean late = body.editedAt() != null && at.isBefore(body.editedAt());
        Body edited = late || isRevoked(body) ? body : body.editedTo(changed, at);
        yield edited.equals(body) ? message : message.with(edited, message.reactions(), now);
      }
      case Action.Revoke() ->
          isRevoked(body) ? message : message.with(body.revoked(), message.reactions(), now);
    };
  }

  private static boolean isRevoked(Body body) {
    return body.content() instanceof Content.Revoked;
  }

  /// Applies this reaction to `reactions`. Both `reactions` and the result are sorted by time.
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
