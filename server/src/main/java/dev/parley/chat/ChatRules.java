package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatLedger.SilentPart;
import dev.parley.chat.ChatLedger.UnreadPart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules for one atomic step, the same for every store; [ArrivalRules], [StatusRules],
/// [AmendmentRules], [CallRules], [TeamworkRules], [VisibilityRules], [ErasureRules] and
/// [JoinRules] are parts of it. A store creates one for each step, lets the caller's step call one
/// method, commits the ledger, and then publishes the [#changes].
///
/// Used by one thread. Throws only when the ledger does.
public final class ChatRules {
  // The maximum number of messages that one step reads. A step blocks all others, so it works for
  // some milliseconds only and leaves the rest.
  private static final int MOST_READ = 200;
  private static final int MOST_GONE = 200;
  private static final int MOST_STATUSES_FORGOTTEN = 500;
  private static final int MOST_ENTRIES_FORGOTTEN = 200;
  private static final int MOST_DISMISSED = 50;
  private static final long MOST_DISMISSED_BYTES = 4 << 20;

  /// A customer who wrote within this time probably waits for an answer.
  private static final Duration LIVE = Duration.ofHours(1);

  private static final String TEMPLATE = "template";

  private final StepState state;
  private final ChatLedger ledger;
  private final Outbox outbox;
  private final Identities identities;
  private final Instant now;
  private final MessageFinder finder;
  private final ArrivalRules arrivals;
  private final StatusRules reports;
  private final AmendmentRules amendments;
  private final CallRules calls;
  private final TeamworkRules teamwork;
  private final VisibilityRules visibility;
  private final ErasureRules erasure;
  private final JoinRules joins;

  /// @param outbox receives messages that become `pending`
  public ChatRules(ChatLedger ledger, Outbox outbox, Instant now) {
    this(ledger, outbox, IncomingFiles.NONE, now);
  }

  /// @param outbox receives messages that become `pending`
  /// @param files receives files that have to be fetched
  public ChatRules(ChatLedger ledger, Outbox outbox, IncomingFiles files, Instant now) {
    this.state = new StepState(ledger, outbox, files, now);
    this.ledger = ledger;
    this.outbox = outbox;
    this.identities = state.identities;
    this.now = now;
    this.finder = new MessageFinder(ledger);
    this.amendments = new AmendmentRules(state, finder);
    this.erasure = new ErasureRules(state);
    this.reports = new StatusRules(state, finder, amendments, erasure);
    this.arrivals = new ArrivalRules(state, finder, reports);
    this.calls = new CallRules(state, arrivals);
    this.teamwork = new TeamworkRules(state);
    this.visibility = new VisibilityRules(state);
    this.joins = new JoinRules(state, erasure);
  }

  /// The changes of the step, in order. The store publishes them after the commit.
  public List<Change> changes() {
    return state.changes();
  }

  /// The measurements of the step. The store adds them to the statistics of the same days and
  /// people.
  public List<AgentDay> measured() {
    return state.measured();
  }

  /// The rules for the work of a team on chats, and for the records that it shares.
  public TeamworkRules teamwork() {
    return teamwork;
  }

  /// The rules for which chats callers see.
  public VisibilityRules visibility() {
    return visibility;
  }

  /// The rules for removing data for good.
  public ErasureRules erasure() {
    return erasure;
  }

  /// The rules for joining two chats of the same person.
  public JoinRules joins() {
    return joins;
  }

  /// Applies the events of a webhook one by one, in order.
  public Ingested ingest(Inbound inbound) {
    Ingested all = Ingested.NOTHING;
    for (InboundEvent event : inbound.events()) {
      all = all.plus(apply(event));
    }
    Unprocessed leftover = inbound.leftover();
    if (leftover != null) {
      ledger.keep(leftover, now);
      all = all.plus(new Ingested(0, 0, 0, 0, leftover.elements()));
    }
    return all;
  }

  /// Applies a body that was kept as unprocessed, and removes it if all of it was understood.
  public Ingested replay(long number, Inbound inbound) {
    Ingested understood = ingest(new Inbound(inbound.events(), null));
    Unprocessed leftover = inbound.leftover();
    if (leftover == null) {
      ledger.forgetUnprocessed(number);
      return understood;
    }
    return understood.plus(new Ingested(0, 0, 0, 0, leftover.elements()));
  }

  /// Removes unprocessed bodies: as many of `numbers` as fit into some milliseconds, at least one.
  public DismissedPart dismiss(List<Long> numbers) {
    List<Long> dismissed = new ArrayList<>();
    long bytes = 0;
    int looked = 0;
    while (looked < numbers.size() && looked < MOST_DISMISSED && bytes < MOST_DISMISSED_BYTES) {
      long number = numbers.get(looked++);
      OptionalLong forgotten = ledger.forgetUnprocessed(number);
      if (forgotten.isPresent()) {
        dismissed.add(number);
        bytes += forgotten.getAsLong();
      }
    }
    return new DismissedPart(dismissed, numbers.subList(looked, numbers.size()));
  }

  /// Stores a message that a client sent. Does not store it if its id is taken, or if it is not a
  /// template, goes to WhatsApp, and the service window of its chat is closed.
  public SendOutcome send(Draft draft) {
    return send(draft, null);
  }

  /// Stores a message as [#send(Draft)] does, unless its chat has newer messages than the last one
  /// that its author has seen.
  ///
  /// @param expectSeq the `seq` of the last message that the author has seen; null: store it in any
  ///   case
  public SendOutcome send(Draft draft, @Nullable Long expectSeq) {
    if (expectSeq != null) {
      WaId chat = identities.find(draft.person()).address();
      if (state.summary(chat).lastSeq() > expectSeq) {
        return stored(draft).orElseGet(() -> new SendOutcome.Overtaken(chat));
      }
    }
    if (draft.status() == Status.PENDING && outbox.reaction(draft.id()).isPresent()) {
      return new SendOutcome.IdTaken(draft.id());
    }
    Optional<Instant> closed = closedFor(draft);
    if (closed.isPresent()) {
      return stored(draft).orElseGet(() -> new SendOutcome.WindowClosed(closed.get()));
    }
    Optional<Message> stored = arrivals.store(draft);
    if (stored.isEmpty()) {
      return stored(draft)
          .orElseGet(() -> {
            if (draft.metaId() != null) {
              throw new IllegalStateException("an id was taken within the step");
            }
            return new SendOutcome.IdTaken(draft.id());
          });
    }
    Message message = stored.get();
    if (message.isPending()) {
      outbox.add(message, draft.payload(), urgency(message));
    }
    return new SendOutcome.Stored(message);
  }

  private Outbox.Urgency urgency(Message message) {
    return message.body().type().equals(TEMPLATE) ? Outbox.Urgency.BULK : urgency(message.chat());
  }

  private Outbox.Urgency urgency(WaId chat) {
    boolean live =
        ledger.newest(chat, Direction.INCOMING, now.minus(LIVE), now.plus(LIVE)).isPresent();
    return live ? Outbox.Urgency.LIVE : Outbox.Urgency.BULK;
  }

  /// Sets or removes a reaction of the business on a message, unless the id of the reaction is
  /// taken.
  ///
  /// @param id the id of the reaction, which no message has
  /// @param to the customer in whose chat the message is
  /// @param first the first status: `pending` if the message goes to WhatsApp, otherwise `sent`
  public SendOutcome react(MessageId id, WaId to, OutgoingReaction reaction, Status first) {
    WaId chat = identities.find(Person.at(to)).address();
    if (first == Status.PENDING && outbox.reaction(id).isEmpty()) {
      Optional<Instant> closed = ServiceWindow.closed(state.summary(chat), now);
      if (closed.isPresent()) {
        return new SendOutcome.WindowClosed(closed.get());
      }
    }
    return amendments.react(id, to, reaction, first, urgency(chat));
  }

  /// Removes a reaction of the business because WhatsApp refused it. Called by the sender.
  public void withdraw(MessageId id, CarriedReaction reaction) {
    amendments.withdraw(id, reaction);
  }

  /// Whether WhatsApp has a message and its WhatsApp id is known.
  public boolean isAtWhatsApp(Message message) {
    return AmendmentRules.isAtWhatsApp(message);
  }

  /// Sends a failed message of the business again.
  ///
  /// @param first the first status: `pending` if the message goes to WhatsApp, otherwise `sent`
  public RetryOutcome retry(MessageId id, Status first) {
    Optional<Message> found = ledger.message(id);
    if (found.isEmpty()) {
      return new RetryOutcome.Unknown();
    }
    Message failed = found.get();
    if (failed.direction() != Direction.OUTGOING || failed.delivery().status() != Status.FAILED) {
      return new RetryOutcome.NotFailed(failed);
    }
    if (first == Status.PENDING) {
      if (!outbox.hasContent(failed)) {
        return new RetryOutcome.Forgotten(failed);
      }
      Optional<Instant> closed =
          ServiceWindow.closedFor(failed.body(), state.summary(failed.chat()), now);
      if (closed.isPresent()) {
        return new RetryOutcome.WindowClosed(closed.get());
      }
    }
    Message message = failed.with(Delivery.starting(first, now), now).as(state.rev());
    state.update(failed, message);
    if (message.isPending()) {
      outbox.sendAgain(message, urgency(message));
    }
    state.tell(new Change.StatusChanged(message));
    return new RetryOutcome.Retried(message);
  }

  /// Records WhatsApp's answer to a message of the business, or that no answer came, in the same
  /// way as a reported status. Called by the sender.
  ///
  /// @param metaId WhatsApp's id, if WhatsApp returned one
  public void report(
      MessageId message, @Nullable MessageId metaId, Status status, @Nullable Failure failure) {
    MessageId name = metaId == null ? message : metaId;
    var _ =
        reports.report(
            new InboundEvent.StatusReported(
                new StatusReport(name, status, now, failure),
                metaId == null ? null : message,
                null,
                null));
  }

  /// Records that WhatsApp accepted a message of the business, and the address under which it knows
  /// the customer, for example another spelling of their number. Messages from that address belong
  /// to the same chat, unless the address already leads to another chat. Called by the sender.
  ///
  /// @param metaId WhatsApp's id of the message
  /// @param status sent, or held
  /// @param customer the customer in WhatsApp's answer, which does not name the number of the
  ///   business; null if the answer has none
  public void accepted(
      MessageId message, MessageId metaId, Status status, @Nullable Person customer) {
    report(message, metaId, status, null);
    if (customer != null) {
      ledger
          .message(message)
          .map(Message::chat)
          .ifPresent(chat -> introduce(customer, chat.ourNumber(), chat));
    }
  }

  private void introduce(Person customer, @Nullable String ourNumber, WaId chat) {
    identities.introduce(ourNumber == null ? customer : customer.through(ourNumber), chat);
  }

  /// The next messages that are `pending`, as many as one step may look at.
  ///
  /// @param after the position at which the previous step ended; null for the first step
  public PendingPart pending(@Nullable String after) {
    return ledger.pending(after, MOST_READ);
  }

  /// Records that Parley's copy of a message's file has changed. Does nothing if the message has
  /// another file now, or none.
  public void fileChanged(MessageId message, MediaFile file) {
    Message before = ledger.message(message).orElse(null);
    MediaFile old = before == null ? null : before.body().file();
    if (before != null && old != null && old.id().equals(file.id()) && !old.equals(file)) {
      state.amend(before, before.with(before.body().with(file), before.reactions(), now));
    }
  }

  /// The address to which WhatsApp delivers the messages of a chat: see [Identities#recipient].
  public WaId recipient(WaId chat) {
    return identities.recipient(chat);
  }

  /// The chat that somebody means by `address`: see [ChatHistory#chatOf].
  public WaId chatOf(WaId address) {
    return identities.chatOf(address);
  }

  /// The message with this id, as it is now.
  public Optional<Message> message(MessageId id) {
    return ledger.message(id);
  }

  /// Announces that the step will read these messages: see [ChatLedger#readAhead].
  public void readAhead(Collection<MessageId> messages) {
    ledger.readAhead(messages);
  }

  /// The time at which the service window closed, if a draft for WhatsApp needs an open window;
  /// empty if the draft can be sent.
  private Optional<Instant> closedFor(Draft draft) {
    return draft.status() == Status.PENDING
        ? ServiceWindow.closedFor(
            draft.body(), state.summary(identities.find(draft.person()).address()), now)
        : Optional.empty();
  }

  /// The outcome for a draft whose id is the id, or the WhatsApp id, of a stored message; empty if
  /// the id is free.
  private Optional<SendOutcome> stored(Draft draft) {
    WaId chat = identities.find(draft.person()).address();
    return finder
        .find(draft.id(), MessageFinder.addresses(draft.person(), chat))
        .map(there ->
            SendOutcome.compare(
                there, draft, identities.areOne(there.chat(), chat) ? there.chat() : chat));
  }

  /// The message of a customer with this id, Parley's or WhatsApp's, and the range of its chat to
  /// mark as read; empty if there is no such message.
  public Optional<ReadUpTo> readUpTo(MessageId message) {
    return ledger
        .message(message)
        .filter(it -> it.direction() == Direction.INCOMING)
        .map(it -> {
          MessagePosition begin = new MessagePosition(state.summary(it.chat()).unreadSince(), 0);
          return new ReadUpTo(it, new ReadPart.Rest(begin, it.seq()));
        });
  }

  /// A message up to which a chat is marked as read.
  ///
  /// @param all the range to pass to [#markRead]
  public record ReadUpTo(Message message, ReadPart.Rest all) {}

  /// Marks the next unread incoming messages of `chat` as read, as many as fit into one step.
  ///
  /// @param from the position at which the previous step ended; null for the first step
  public ReadPart markRead(WaId chat, ReadPart.@Nullable Rest from) {
    ChatSummary before = state.summary(chat);
    if (before.unread() == 0) {
      return new ReadPart(List.of(), null);
    }
    long lastSeq = from == null ? before.lastSeq() : from.lastSeq();
    MessagePosition after =
        from == null ? new MessagePosition(before.unreadSince(), 0) : from.after();
    UnreadPart part = ledger.unread(chat, after, MOST_READ);
    ChatSummary summary = state.summary(chat); // the counts may have changed while reading
    List<Message> unread =
        part.messages().stream()
            .filter(message -> message.seq() <= lastSeq)
            .sorted(Comparator.comparingLong(Message::seq))
            .toList();
    for (Message message : unread) {
      StatusReport seen = new StatusReport(message.id(), Status.READ, now, null);
      ledger.update(message.with(message.delivery().after(seen), now).as(state.rev()));
    }
    List<MessageId> read = unread.stream().map(Message::id).toList();
    boolean nothingNew = summary.lastSeq() == lastSeq;
    MessagePosition rest = nothingNew && summary.unread() <= read.size() ? null : part.rest();
    if (nothingNew && rest == null) {
      ledger.save(summary.allRead());
    } else if (!read.isEmpty()) {
      // a message that arrived meanwhile may be older than the rest
      Instant since = nothingNew && rest != null ? rest.timestamp() : summary.unreadSince();
      ledger.save(summary.read(read.size(), since));
    }
    if (!read.isEmpty()) {
      state.tell(new Change.ChatRead(chat, read, now));
    }
    return new ReadPart(read, rest == null ? null : new ReadPart.Rest(rest, lastSeq));
  }

  /// Creates or changes a contact.
  public Contact saveContact(ContactUpdate update) {
    Optional<Contact> old = ledger.contact(update.waId());
    Contact changed = update.applyTo(old, now);
    if (old.equals(Optional.of(changed))) {
      return changed;
    }
    Contact contact = changed.as(state.rev());
    ledger.save(contact);
    state.tell(new Change.ContactSaved(contact));
    return contact;
  }

  /// Records that `people` have connected or disconnected. In both cases they were last seen now.
  ///
  /// @return the people who have a contact; nothing is stored for the others
  public Set<WaId> presence(Set<WaId> people, boolean online) {
    Set<WaId> known = new HashSet<>();
    for (WaId person : people) {
      Optional<Contact> old = ledger.contact(person);
      if (old.isPresent()) {
        known.add(person);
        note(old.get(), old.get().present(online, now));
      }
    }
    return known;
  }

  private void note(Contact old, Contact contact) {
    if (old.saysAsMuchAs(contact)) {
      return;
    }
    Contact noted = contact.as(state.rev());
    ledger.save(noted);
    state.tell(
        old.online() == noted.online()
            ? new Change.ContactSeen(noted)
            : new Change.PresenceChanged(noted));
  }

  /// Marks the next contacts without activity since `unseenSince` as offline, as many as fit into
  /// one step.
  ///
  /// @param after the position at which the previous step ended; null for the first step
  public GonePart expire(Instant unseenSince, @Nullable WaId after) {
    SilentPart silent = ledger.onlineButUnseenSince(unseenSince, after, MOST_GONE);
    for (Contact contact : silent.contacts()) {
      Contact offline = contact.withOnline(false, now).as(state.rev());
      ledger.save(offline);
      state.tell(new Change.PresenceChanged(offline));
    }
    return new GonePart(silent.contacts().size(), silent.rest());
  }

  /// Removes statuses that have waited for their message since before `waitingSince`, as many as
  /// fit into one step.
  ///
  /// @return whether there may be more
  public boolean forgetStatuses(Instant waitingSince) {
    return ledger.forgetReportsBefore(waitingSince, MOST_STATUSES_FORGOTTEN);
  }

  /// Removes entries of the log of changes, as many as fit into one step: entries older than
  /// `before`, and entries before the newest `kept` changes. The last entry always stays.
  ///
  /// @return whether there may be more
  public boolean forgetChanges(Instant before, long kept) {
    return ledger.forgetChanges(before, kept, MOST_ENTRIES_FORGOTTEN);
  }

  private Ingested apply(InboundEvent event) {
    Ingested result = applied(event);
    identities.takeJoins().forEach(joins::begin);
    return result;
  }

  private Ingested applied(InboundEvent event) {
    return switch (event) {
      case InboundEvent.Arrived arrived -> arrivals.arrive(arrived);
      case InboundEvent.StatusReported reported -> reports.report(reported);
      case InboundEvent.Amended amended -> amendments.amend(amended);
      case InboundEvent.Called called -> calls.report(called);
      case InboundEvent.Moved moved -> move(moved);
      case InboundEvent.Listed listed -> list(listed);
    };
  }

  /// Sets the name of a contact that has none yet, and creates the contact if it does not exist.
  private Ingested list(InboundEvent.Listed listed) {
    Person person = listed.person();
    Identities.FoundPerson found = identities.find(person);
    if (!found.settled()) {
      identities.introduce(person, found.address());
    }
    WaId address = found.address();
    String name = person.profileName() != null ? person.profileName() : person.username();
    if (name == null) {
      return Ingested.IGNORED;
    }
    Optional<Contact> known = found.contact();
    if (known.isEmpty()) {
      Instant at = listed.at().isAfter(now) ? now : listed.at();
      saveListed(new Contact(address, name, address.phone(), null, at, false, now, now, 0));
    } else if (known.get().name().equals(Contact.placeholderName(address))) {
      saveListed(known.get().renamed(name, now));
    }
    return Ingested.IGNORED;
  }

  private void saveListed(Contact contact) {
    Contact saved = contact.as(state.rev());
    ledger.save(saved);
    state.tell(new Change.ContactSaved(saved));
  }

  private Ingested move(InboundEvent.Moved moved) {
    if (moved.notice() == null || !arrivals.wasThere(moved.notice())) {
      identities.learn(moved).ifPresent(this::takeContactAlong);
    }
    return Ingested.IGNORED;
  }

  private void takeContactAlong(Identities.Move move) {
    WaId from = move.from();
    if (from == null || from.equals(move.to())) {
      return;
    }
    Optional<Contact> old = ledger.contact(from);
    if (old.isPresent() && ledger.contact(move.to()).isEmpty()) {
      Contact contact = old.get().at(move.to(), now).as(state.rev());
      ledger.save(contact);
      state.tell(new Change.ContactSaved(contact));
    }
  }
}
