package dev.parley.chat;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Sender;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The operations by which a team shares its work: assigning chats and setting their progress,
/// labels, notes and canned replies.
///
/// Every method blocks until the result is on disk: call it on a virtual thread. Safe for use by
/// many threads. Throws [Refusal] if the request is wrong, the caller may not make it, or the store
/// cannot accept it.
public final class Teamwork {
  private final ChatStore store;
  private final Slices slices = new Slices();
  private final Clock clock;
  private final RandomGenerator random;

  /// @param random makes ids; must be safe for use by many threads
  public Teamwork(ChatStore store, Clock clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /// Changes the state of a chat.
  ///
  /// @param caller needs [Permission#SEND]
  /// @return the chat after the change, even if the caller no longer sees it because they have
  ///   reassigned it
  /// @throws Refusal `not_found` if there is no such chat, or the caller does not see it;
  ///   `invalid_request` for a label that does not exist, or for a snooze that ends in the past
  public ChatHead update(Principal caller, WaId address, ChatUpdate update) {
    Refusal.unlessMay(caller, Permission.SEND);
    Instant now = now();
    if (update.snoozedUntil() != null && !update.snoozedUntil().isAfter(now)) {
      throw Refusal.invalid("snoozed_until", "must be in the future");
    }
    Optional<WaId> updated =
        store.step(
            now,
            new ReadAhead.OfChat(address),
            rules -> {
              WaId chat = rules.chatOf(address);
              rules.visibility().check(caller.chats(), chat);
              return rules.teamwork().update(chat, update, caller.sender())
                  ? Optional.of(chat)
                  : Optional.empty();
            });
    return updated
        .flatMap(it -> store.heads(List.of(it)).stream().findFirst())
        .orElseThrow(VisibleHistory::noChat);
  }

  /// The message that the last message of a chat quotes.
  public Quotes quotesOf(ChatHead chat) {
    return Quotes.of(store, List.of(chat.lastMessage()));
  }

  /// Opens the chats whose snooze has ended.
  public void wake() {
    boolean more;
    do {
      more = slices.inTurn(() -> store.step(now(), rules -> rules.teamwork().wake()));
    } while (more);
  }

  /// Writes a note about a chat.
  ///
  /// @param caller needs [Permission#SEND]; the note names them as its author
  /// @throws Refusal `not_found` if there is no such chat; `conflict` if it has too many notes
  public Note addNote(Principal caller, WaId address, String text) {
    Refusal.unlessMay(caller, Permission.SEND);
    Instant now = now();
    String id = SharedRecord.makeId("note", random);
    return store
        .step(
            now,
            new ReadAhead.OfChat(address),
            rules -> {
              WaId chat = rules.chatOf(address);
              rules.visibility().check(caller.chats(), chat);
              return rules
                  .teamwork()
                  .add(new Note(id, chat, 0, text, caller.sender(), now, null, 0));
            })
        .orElseThrow(VisibleHistory::noChat);
  }

  /// Changes the text of a note.
  ///
  /// @param caller needs [Permission#SEND], and has to be its author or to have [Permission#MANAGE]
  /// @throws Refusal `not_found`; `forbidden`
  public Note changeNote(Principal caller, WaId address, String id, String text) {
    Refusal.unlessMay(caller, Permission.SEND);
    return store
        .step(
            now(),
            rules -> {
              WaId chat = rules.chatOf(address);
              rules.visibility().check(caller.chats(), chat);
              return rules.teamwork().change(chat, id, text, it -> mayChange(caller, it));
            })
        .orElseThrow(Teamwork::noNote);
  }

  /// Removes a note.
  ///
  /// @param caller needs the same permissions as for [#changeNote]
  /// @throws Refusal `not_found`; `forbidden`
  public void removeNote(Principal caller, WaId address, String id) {
    Refusal.unlessMay(caller, Permission.SEND);
    boolean found =
        store.step(
            now(),
            rules -> {
              WaId chat = rules.chatOf(address);
              rules.visibility().check(caller.chats(), chat);
              return rules.teamwork().removeNote(chat, id, it -> mayChange(caller, it));
            });
    if (!found) {
      throw noNote();
    }
  }

  private static boolean mayChange(Principal caller, Note note) {
    Sender sender = caller.sender();
    return caller.may(Permission.MANAGE)
        || (sender != null && note.by() != null && sender.id().equals(note.by().id()));
  }

  private static Refusal noNote() {
    return new Refusal(ErrorCode.NOT_FOUND, "There is no such note in the chat");
  }

  /// All labels, sorted by name.
  public List<Label> labels() {
    return store.shared(SharedRecord.Kind.LABEL).stream()
        .map(Label::of)
        .sorted(Comparator.comparing(Label::name))
        .toList();
  }

  /// Adds a label.
  ///
  /// @param caller needs [Permission#SEND]
  /// @throws Refusal `conflict` if another label has its name, or there are too many labels
  public Label addLabel(Principal caller, String name, @Nullable String color) {
    Refusal.unlessMay(caller, Permission.SEND);
    Label label = new Label(SharedRecord.Kind.LABEL.makeId(random), name, color);
    store.step(now(), rules -> rules.teamwork().save(label, true));
    return label;
  }

  /// Changes a label.
  ///
  /// @param caller needs [Permission#SEND]
  /// @throws Refusal `not_found`; `conflict` if another label has its name
  public Label changeLabel(Principal caller, Label label) {
    Refusal.unlessMay(caller, Permission.SEND);
    if (!store.step(now(), rules -> rules.teamwork().save(label, false))) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is no such label");
    }
    return label;
  }

  /// Removes a label, also from every chat.
  ///
  /// @param caller needs [Permission#SEND]
  /// @throws Refusal `not_found`
  public void removeLabel(Principal caller, String id) {
    Refusal.unlessMay(caller, Permission.SEND);
    boolean more;
    do {
      more = slices.inTurn(() -> store.step(now(), rules -> rules.teamwork().removeLabel(id)));
    } while (more);
  }

  /// All canned replies, sorted by shortcut.
  public List<CannedReply> replies() {
    return store.shared(SharedRecord.Kind.REPLY).stream()
        .map(CannedReply::of)
        .sorted(Comparator.comparing(CannedReply::shortcut))
        .toList();
  }

  /// Adds a canned reply.
  ///
  /// @param caller needs [Permission#EDIT_CONTACTS]
  /// @throws Refusal `conflict` if another reply has its shortcut, or there are too many replies
  public CannedReply addReply(Principal caller, String shortcut, String text, PlainJson content) {
    Refusal.unlessMay(caller, Permission.EDIT_CONTACTS);
    CannedReply reply =
        new CannedReply(SharedRecord.Kind.REPLY.makeId(random), shortcut, text, content);
    store.step(now(), rules -> rules.teamwork().save(reply, true));
    return reply;
  }

  /// Changes a canned reply.
  ///
  /// @param caller needs [Permission#EDIT_CONTACTS]
  /// @throws Refusal `not_found`; `conflict` if another reply has its shortcut
  public CannedReply changeReply(Principal caller, CannedReply reply) {
    Refusal.unlessMay(caller, Permission.EDIT_CONTACTS);
    if (!store.step(now(), rules -> rules.teamwork().save(reply, false))) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is no such reply");
    }
    return reply;
  }

  /// Removes a canned reply.
  ///
  /// @param caller needs [Permission#EDIT_CONTACTS]
  /// @throws Refusal `not_found`
  public void removeReply(Principal caller, String id) {
    Refusal.unlessMay(caller, Permission.EDIT_CONTACTS);
    store.step(
        now(),
        rules -> {
          rules.teamwork().removeReply(id);
          return true;
        });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS); // the precision of every store
  }
}
