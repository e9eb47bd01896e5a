package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rules for joining two chats that are found to be with the same person: the person wrote with
/// a hidden number at first, and their number already had a chat. The messages of the chat under
/// the user id move to the other chat, where they get the next values of `seq`; then the chat under
/// the user id is removed. Part of [ChatRules].
///
/// A chat with few messages is moved in the step that finds the other chat. A longer chat needs
/// further steps; until they are done, a [SharedRecord] stores the task. Each step can be repeated.
///
/// Used by one thread.
public final class JoinRules {
  /// The maximum number of messages that one step moves. A step blocks all others.
  private static final int MOST_MESSAGES = 50;

  private static final String FROM = "from";
  private static final String TO = "to";

  private final StepState state;
  private final ChatLedger ledger;
  private final ErasureRules erasure;
  private final Instant now;
  private int left = MOST_MESSAGES;

  JoinRules(StepState state, ErasureRules erasure) {
    this.state = state;
    this.ledger = state.ledger;
    this.erasure = erasure;
    this.now = state.now;
  }

  /// Two chats of one person.
  ///
  /// @param from the chat that is removed
  /// @param to the chat that stays
  record Join(WaId from, WaId to) {
    private static Join of(SharedRecord task) {
      return new Join(
          new WaId(String.valueOf(task.fields().text(FROM))),
          new WaId(String.valueOf(task.fields().text(TO))));
    }

    private SharedRecord asRecord() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put(FROM, from.value());
      fields.put(TO, to.value());
      return new SharedRecord(SharedRecord.Kind.JOIN, id(from), new PlainJson(fields));
    }
  }

  /// The result of a step.
  private enum Progress {
    /// Only one of the two chats is left.
    DONE,
    /// More messages can be moved.
    MORE,
    /// The task has to wait: see [#isHeldUp].
    WAITING
  }

  /// The id of the task to remove the chat at `from`.
  static String id(WaId from) {
    return SharedRecord.Kind.JOIN.word() + "_" + from.value();
  }

  /// Joins two chats, or at least begins to. From now on, new messages for the chat that will be
  /// removed go to the chat that stays.
  void begin(Join join) {
    redirect(join);
    if (advance(join) != Progress.DONE) {
      ledger.save(join.asRecord());
    }
  }

  private void redirect(Join join) {
    ledger.redirect(join.from, join.to);
    if (!ledger.addressOf(join.from).equals(Optional.of(join.to))) {
      ledger.save(new Alias(join.from, join.to, Instant.EPOCH));
    }
  }

  /// Plans to join two chats of one person that earlier versions left separate, if the chat at
  /// `userId` is one of them.
  ///
  /// @return whether the chat at `userId` will be joined to another one
  public boolean plan(WaId userId) {
    Optional<Join> found = state.identities.separated(userId).map(it -> new Join(userId, it));
    found.ifPresent(it -> ledger.save(it.asRecord()));
    return found.isPresent();
  }

  /// Continues a task, with as much work as fits into one step.
  ///
  /// @return whether the next step can continue immediately
  public boolean next(SharedRecord task) {
    if (ledger.shared(SharedRecord.Kind.JOIN, task.id()).isEmpty()) {
      return false; // another process has finished it
    }
    Join planned = Join.of(task);
    // the chat that was to stay may have become part of another one meanwhile
    Join join = new Join(planned.from, ledger.addressOf(planned.from).orElse(planned.to));
    if (!isHeldUp(join)) {
      redirect(join); // an earlier version may have planned the task without redirecting
    }
    Progress progress = advance(join);
    if (progress == Progress.DONE) {
      ledger.remove(SharedRecord.Kind.JOIN, task.id());
    }
    return progress == Progress.MORE;
  }

  private Progress advance(Join join) {
    if (ledger.summary(join.from).isEmpty()) {
      return Progress.DONE;
    }
    if (isHeldUp(join)) {
      return Progress.WAITING;
    }
    if (left == 0) {
      return Progress.MORE;
    }
    List<WaId> addresses = List.of(join.from, join.to);
    List<Message> oldest = ledger.oldest(join.from, null, left);
    Set<MessageId> names = new LinkedHashSet<>();
    oldest.forEach(it -> names.addAll(MessageFinder.names(it, addresses, false)));
    ledger.readAhead(names);
    ChatSummary rest = state.summary(join.from);
    for (Message message : oldest) {
      move(message, join.to, addresses);
      rest = rest.without(message);
      left--;
    }
    Optional<Message> newest = ledger.newest(join.from);
    if (newest.isPresent()) {
      ledger.save(rest.endingWith(newest.get()));
      return Progress.MORE;
    }
    finish(join);
    return Progress.DONE;
  }

  /// Whether the task has to wait, because a message of the chat is being sent, or because a person
  /// with one of the chats is being erased: the erasure could miss a message that moves meanwhile.
  private boolean isHeldUp(Join join) {
    return state.outbox.isWaiting(join.from)
        || ledger.shared(SharedRecord.Kind.ERASURE).stream()
            .map(it -> Erasure.of(it).people())
            .anyMatch(it -> it.contains(join.from) || it.contains(join.to));
  }

  private void move(Message before, WaId to, List<WaId> addresses) {
    List<MessageId> names = MessageFinder.names(before, addresses, false);
    // Amendments may have been stored for the new chat before the message moved there.
    EarlyNews news = EarlyNews.of(ledger, names);
    Optional<Message> twin = twin(before, to, names);
    if (twin.isPresent()) {
      fold(before, twin.get(), news, addresses);
    } else {
      ChatSummary there = state.summary(to);
      Message moved = before.movedTo(to, there.lastSeq() + 1, metaId(before, addresses), now);
      Message after = news.applyTo(moved, addresses, now).as(state.rev());
      ledger.move(before, after);
      ledger.save(there.with(after));
      MediaFile file = after.body().file();
      if (file != null) {
        state.files.moved(file, to);
      }
      state.tell(new Change.MessageTouched(after));
    }
    news.forgetReports();
  }

  /// The copy of a message in the other chat, if the message arrived in both: WhatsApp's id of the
  /// message contains the customer's user id in one chat, and their number in the other.
  private Optional<Message> twin(Message message, WaId to, List<MessageId> names) {
    return names.stream()
        .flatMap(name -> ledger.message(name).stream())
        .filter(it -> !it.id().equals(message.id()))
        .filter(it -> it.chat().equals(to) && it.direction() == message.direction())
        .findFirst();
  }

  /// Adds the statuses and amendments of one copy of a message to the other, and removes the first.
  private void fold(Message copy, Message kept, EarlyNews news, List<WaId> addresses) {
    Delivery delivery = kept.delivery().joinedWith(copy.delivery(), kept.id());
    Message after = news.applyTo(kept.with(delivery, now), addresses, now).as(state.rev());
    state.update(kept, after);
    state.tell(new Change.MessageTouched(after));
    erasure.removeCopy(copy, MessageFinder.names(copy));
  }

  /// WhatsApp's id of a message with the number instead of the user id, unless it is taken.
  private MessageId metaId(Message message, List<WaId> addresses) {
    MessageId id = ScopedIds.canonical(message.metaId(), addresses);
    return id.equals(message.metaId()) || ledger.message(id).isEmpty() ? id : message.metaId();
  }

  private void finish(Join join) {
    ChatSummary there = state.summary(join.to);
    ChatSummary gone = state.summary(join.from);
    for (Note note : ledger.notes(join.from, Note.MOST)) {
      Note moved = note.in(join.to, there.lastSeq()).as(state.rev());
      ledger.save(moved);
      state.tell(new Change.NoteSaved(moved));
    }
    joinContacts(join);
    remove(join.from, gone);
    ChatState both = both(there.state(), gone.state());
    Conversation conversation = there.conversation();
    ledger.save(there.with(both).in(conversation == null ? gone.conversation() : conversation));
    Answerers before = Answerers.of(there.state());
    state.tell(new Change.ChatUpdated(join.to, before.equals(Answerers.of(both)) ? null : before));
  }

  private void remove(WaId chat, ChatSummary summary) {
    // Tells callers who saw the chat that it is gone, and tells programs the chat that replaces it.
    Answerers saw = Answerers.of(summary.state());
    state.tell(new Change.ChatUpdated(chat, saw.equals(Answerers.NOBODY) ? null : saw));
    boolean known = ledger.contact(chat).isPresent();
    ledger.forget(chat);
    if (known) {
      state.tell(new Change.Removed(Change.Removed.Kind.CONTACT, chat, List.of()));
    }
    state.tell(Change.Removed.chat(chat));
  }

  private void joinContacts(Join join) {
    Contact other = ledger.contact(join.from).orElse(null);
    if (other == null) {
      return;
    }
    Contact known = ledger.contact(join.to).orElse(null);
    Contact joined = known == null ? other.at(join.to, now) : known.joinedWith(other, now);
    if (!joined.equals(known)) {
      Contact saved = joined.as(state.rev());
      ledger.save(saved);
      state.tell(new Change.ContactSaved(saved));
    }
  }

  /// The combined state of the team's work on both chats. The chat is open if one of them is. The
  /// chat that stays keeps its assignee and team; if it has none, it gets those of the other.
  private static ChatState both(ChatState there, ChatState gone) {
    boolean open =
        there.progress() == ChatState.Progress.OPEN || gone.progress() == ChatState.Progress.OPEN;
    ChatState answered = Answerers.of(there).equals(Answerers.NOBODY) ? gone : there;
    List<String> labels = new ArrayList<>(there.labels());
    gone.labels().stream().filter(it -> !labels.contains(it)).forEach(labels::add);
    return new ChatState(
        open ? ChatState.Progress.OPEN : there.progress(),
        open ? null : there.snoozedUntil(),
        answered.assignee(),
        answered.team(),
        labels.subList(0, Math.min(labels.size(), ChatState.MOST_LABELS)),
        there.pinned() || gone.pinned(),
        there.muted() && gone.muted());
  }
}
