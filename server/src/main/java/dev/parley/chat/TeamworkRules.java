package dev.parley.chat;

import dev.parley.access.Sender;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The rules for everything that a team does with chats, except writing messages, and for the
/// team's shared records. Part of [ChatRules].
///
/// Used by one thread.
public final class TeamworkRules {
  /// The maximum number of labels that there can be.
  public static final int MOST_LABELS = 200;

  /// The maximum number of canned replies that there can be.
  public static final int MOST_REPLIES = 1_000;

  // The maximum number of chats that one step changes. A step blocks all others, so it works for
  // some milliseconds only and leaves the rest.
  private static final int MOST_CHATS = 200;

  private final StepState state;
  private final ChatLedger ledger;

  TeamworkRules(StepState state) {
    this.state = state;
    this.ledger = state.ledger;
  }

  /// Changes the state of a chat.
  ///
  /// @param by who changes it; null: unknown
  /// @return false if there is no such chat
  /// @throws Refusal `invalid_request` for a label that does not exist
  public boolean update(WaId chat, ChatUpdate update, @Nullable Sender by) {
    Optional<ChatSummary> found = ledger.summary(chat).filter(it -> it.lastSeq() > 0);
    if (found.isEmpty()) {
      return false;
    }
    if (update.labels() != null) {
      update.labels().forEach(this::checkLabel);
    }
    ChatState after = update.applyTo(found.get().state());
    if (!after.equals(found.get().state())) {
      save(
          after.progress() == ChatState.Progress.DONE ? resolved(found.get(), by) : found.get(),
          after);
    }
    return true;
  }

  /// Assigns a new chat to the user who began it.
  ///
  /// @param user their id
  public void give(WaId chat, String user) {
    ChatSummary begun = state.summary(chat);
    save(begun, begun.state().answeredBy(user));
  }

  private ChatSummary resolved(ChatSummary chat, @Nullable Sender by) {
    Conversation conversation = chat.conversation();
    if (conversation == null) {
      return chat;
    }
    Duration took = Duration.between(conversation.since(), state.now);
    state.measure(AgentDay.resolved(state.now, by, took));
    return chat.in(null);
  }

  private void checkLabel(String id) {
    if (ledger.shared(SharedRecord.Kind.LABEL, id).isEmpty()) {
      throw Refusal.invalid("labels", "must be ids of labels, as GET /api/labels lists them");
    }
  }

  private void save(ChatSummary summary, ChatState after) {
    ledger.save(summary.with(after));
    Answerers before = Answerers.of(summary.state());
    state.tell(
        new Change.ChatUpdated(summary.waId(), before.equals(Answerers.of(after)) ? null : before));
  }

  /// Adds a note at the end of a chat.
  ///
  /// @param note the note; this method sets its `seq` and `rev`
  /// @return the note; empty if there is no such chat
  /// @throws Refusal `conflict` if the chat has too many notes
  public Optional<Note> add(Note note) {
    Optional<ChatSummary> found = ledger.summary(note.chat()).filter(it -> it.lastSeq() > 0);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (ledger.notes(note.chat(), Note.MOST).size() == Note.MOST) {
      throw new Refusal(
          ErrorCode.CONFLICT, "The chat has %d notes: remove some first".formatted(Note.MOST));
    }
    return Optional.of(
        save(
            new Note(
                note.id(),
                note.chat(),
                found.get().lastSeq(),
                note.text(),
                note.by(),
                note.at(),
                null,
                0)));
  }

  /// Changes the text of a note.
  ///
  /// @param mayChange whether the caller may change the note; if not, `forbidden` is thrown
  /// @return the note; empty if there is no such note in the chat
  public Optional<Note> change(WaId chat, String id, String text, Predicate<Note> mayChange) {
    Optional<Note> found = note(chat, id, mayChange);
    return found.map(it -> it.text().equals(text) ? it : save(it.saying(text, state.now)));
  }

  /// Removes a note.
  ///
  /// @param mayChange whether the caller may change the note; if not, `forbidden` is thrown
  /// @return false if there is no such note in the chat
  public boolean removeNote(WaId chat, String id, Predicate<Note> mayChange) {
    Optional<Note> found = note(chat, id, mayChange);
    found.ifPresent(it -> {
      ledger.removeNote(id);
      state.tell(new Change.Removed(Change.Removed.Kind.NOTE, chat, List.of(id)));
    });
    return found.isPresent();
  }

  private Optional<Note> note(WaId chat, String id, Predicate<Note> mayChange) {
    Optional<Note> found = ledger.note(id).filter(it -> it.chat().equals(chat));
    if (found.isPresent() && !mayChange.test(found.get())) {
      throw new Refusal(
          ErrorCode.FORBIDDEN, "Only its author and administrators may change a note");
    }
    return found;
  }

  private Note save(Note note) {
    Note saved = note.as(state.rev());
    ledger.save(saved);
    state.tell(new Change.NoteSaved(saved));
    return saved;
  }

  /// Opens the chats whose snooze has ended, as many as fit into one step.
  ///
  /// @return whether there may be more
  public boolean wake() {
    List<WaId> due = ledger.snoozedUntil(state.now, MOST_CHATS);
    for (WaId chat : due) {
      ChatSummary summary = state.summary(chat);
      if (summary.state().snoozedUntil() != null
          && !summary.state().snoozedUntil().isAfter(state.now)) {
        save(summary, summary.state().opened());
      }
    }
    return due.size() == MOST_CHATS;
  }

  /// Adds a label, or changes it.
  ///
  /// @param isNew true to add it: its id must be free; false to change it: its id must exist
  /// @return false if the label to change does not exist
  /// @throws Refusal `conflict` if another label has its name, or there are too many labels
  public boolean save(Label label, boolean isNew) {
    List<Label> all = ledger.shared(SharedRecord.Kind.LABEL).stream().map(Label::of).toList();
    if (!isNew && all.stream().noneMatch(it -> it.id().equals(label.id()))) {
      return false;
    }
    String name = label.name().toLowerCase(Locale.ROOT);
    if (all.stream()
        .anyMatch(
            it -> !it.id().equals(label.id()) && it.name().toLowerCase(Locale.ROOT).equals(name))) {
      throw new Refusal(ErrorCode.CONFLICT, "There is a label with this name");
    }
    if (isNew && all.size() >= MOST_LABELS) {
      throw new Refusal(
          ErrorCode.CONFLICT, "There are %d labels: remove some first".formatted(MOST_LABELS));
    }
    ledger.save(label.asRecord());
    return true;
  }

  /// Removes a label from the chats that have it, as many as fit into one step, and finally removes
  /// the label itself.
  ///
  /// @return whether this method has to be called again
  /// @throws Refusal `not_found` if there is no such label
  public boolean removeLabel(String id) {
    if (ledger.shared(SharedRecord.Kind.LABEL, id).isEmpty()) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is no such label");
    }
    List<WaId> chats = ledger.labelled(id, MOST_CHATS);
    for (WaId chat : chats) {
      ChatSummary summary = state.summary(chat);
      if (summary.state().labels().contains(id)) {
        List<String> left =
            summary.state().labels().stream().filter(label -> !label.equals(id)).toList();
        save(summary, summary.state().withLabels(left));
      }
    }
    boolean more = chats.size() == MOST_CHATS;
    if (!more) {
      ledger.remove(SharedRecord.Kind.LABEL, id);
    }
    return more;
  }

  /// Adds a canned reply, or changes it.
  ///
  /// @param isNew true to add it: its id must be free; false to change it: its id must exist
  /// @return false if the reply to change does not exist
  /// @throws Refusal `conflict` if another reply has its shortcut, or there are too many replies
  public boolean save(CannedReply reply, boolean isNew) {
    List<CannedReply> all =
        ledger.shared(SharedRecord.Kind.REPLY).stream().map(CannedReply::of).toList();
    if (!isNew && all.stream().noneMatch(it -> it.id().equals(reply.id()))) {
      return false;
    }
    if (all.stream()
        .anyMatch(it -> !it.id().equals(reply.id()) && it.shortcut().equals(reply.shortcut()))) {
      throw new Refusal(ErrorCode.CONFLICT, "There is a reply with this shortcut");
    }
    if (isNew && all.size() >= MOST_REPLIES) {
      throw new Refusal(
          ErrorCode.CONFLICT, "There are %d replies: remove some first".formatted(MOST_REPLIES));
    }
    ledger.save(reply.asRecord());
    return true;
  }

  /// Removes a canned reply.
  ///
  /// @throws Refusal `not_found`
  public void removeReply(String id) {
    if (ledger.shared(SharedRecord.Kind.REPLY, id).isEmpty()) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is no such reply");
    }
    ledger.remove(SharedRecord.Kind.REPLY, id);
  }
}
