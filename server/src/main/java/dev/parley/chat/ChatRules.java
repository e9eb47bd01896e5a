package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatLedger.SilentPart;
import dev.parley.chat.ChatLedger.UnreadPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What happens in one atomic step, written once for every store. A store makes one for each step,
/// calls one method, commits the ledger, and then tells the [#changes].
///
/// Used by one thread. Throws only when the ledger does.
public final class ChatRules {
  /// Of what waits for one message: more only comes from somebody who wants to hold up the store.
  private static final int MOST_AMENDMENTS = 4_096;

  private final ChatLedger ledger;
  private final Instant now;
  private final List<Change> changes = new ArrayList<>();

  public ChatRules(ChatLedger ledger, Instant now) {
    this.ledger = ledger;
    this.now = now;
  }

  /// What the step changed, in order: to be told after the commit.
  public List<Change> changes() {
    return List.copyOf(changes);
  }

  /// Applies what came in, each element on its own, in order.
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

  /// Applies what was once kept as unprocessed, and forgets the entry when nothing is left over.
  public Ingested replay(long number, Inbound inbound) {
    Ingested understood = ingest(new Inbound(inbound.events(), null));
    Unprocessed leftover = inbound.leftover();
    if (leftover == null) {
      ledger.forgetUnprocessed(number);
      return understood;
    }
    return understood.plus(new Ingested(0, 0, 0, 0, leftover.elements()));
  }

  /// Stores a message that a client sent, unless its id is there already.
  public SendOutcome send(Draft draft) {
    Optional<Message> there = ledger.message(draft.id());
    if (there.isPresent()) {
      return SendOutcome.compare(there.get(), draft);
    }
    return store(draft)
        .<SendOutcome>map(SendOutcome.Stored::new)
        .orElseThrow(() -> new IllegalStateException("an id was taken within the step"));
  }

  /// Marks the next unread incoming messages of `chat` as read, at most `limit` of them.
  ///
  /// @param from where the step before ended; null for the first
  public ReadPart markRead(WaId chat, ReadPart.@Nullable Rest from, int limit) {
    ChatSummary before = summary(chat);
    if (before.unread() == 0) {
      return new ReadPart(List.of(), null);
    }
    long lastSeq = from == null ? before.lastSeq() : from.lastSeq();
    MessagePosition after =
        from == null ? new MessagePosition(before.unreadSince(), 0) : from.after();
    UnreadPart part = ledger.unread(chat, after, limit);
    ChatSummary summary = summary(chat); // reading may have counted again
    List<Message> unread =
        part.messages().stream()
            .filter(message -> message.seq() <= lastSeq)
            .sorted(Comparator.comparingLong(Message::seq))
            .toList();
    for (Message message : unread) {
      StatusReport seen = new StatusReport(message.id(), Status.READ, now, null);
      ledger.update(message.with(message.delivery().after(seen), now));
    }
    List<MessageId> read = unread.stream().map(Message::id).toList();
    boolean nothingNew = summary.lastSeq() == lastSeq;
    MessagePosition rest = nothingNew && summary.unread() <= read.size() ? null : part.rest();
    if (nothingNew && rest == null) {
      ledger.save(summary.allRead());
    } else if (!read.isEmpty()) {
      // a message that came meanwhile may be older than the rest
      Instant since = nothingNew && rest != null ? rest.timestamp() : summary.unreadSince();
      ledger.save(summary.read(read.size(), since));
    }
    if (!read.isEmpty()) {
      changes.add(new Change.ChatRead(chat, read, now));
    }
    return new ReadPart(read, rest == null ? null : new ReadPart.Rest(rest, lastSeq));
  }

  /// Makes or changes a contact.
  public Contact saveContact(ContactUpdate update) {
    Optional<Contact> old = ledger.contact(update.waId());
    Contact contact = update.applyTo(old, now);
    if (!old.equals(Optional.of(contact))) {
      ledger.save(contact);
      changes.add(new Change.ContactSaved(contact));
    }
    return contact;
  }

  /// Notes that `people` are connected, or no longer are. They were seen now, either way.
  ///
  /// @return those of them who have a contact; of the others nothing is kept
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
    ledger.save(contact);
    if (old.online() != contact.online()) {
      changes.add(new Change.PresenceChanged(contact));
    }
  }

  /// Takes the next contacts offline from whom nothing was heard since `unseenSince`, at most
  /// `limit` of them.
  ///
  /// @param after where the step before ended; null for the first
  public GonePart expire(Instant unseenSince, @Nullable WaId after, int limit) {
    SilentPart silent = ledger.onlineButUnseenSince(unseenSince, after, limit);
    for (Contact contact : silent.contacts()) {
      Contact offline = contact.withOnline(false, now);
      ledger.save(offline);
      changes.add(new Change.PresenceChanged(offline));
    }
    return new GonePart(silent.contacts().size(), silent.rest());
  }

  /// Forgets statuses that have waited for their message since before `waitingSince`, about `limit`
  /// of them.
  ///
  /// @return whether there may be more
  public boolean forgetStatuses(Instant waitingSince, int limit) {
    return ledger.forgetReportsBefore(waitingSince, limit);
  }

  private Ingested apply(InboundEvent event) {
    return switch (event) {
      case InboundEvent.Arrived(var draft) -> store(draft).isPresent() ? MESSAGE : DUPLICATE;
      case InboundEvent.StatusReported(var report) -> report(report);
      case InboundEvent.Amended amended -> amend(amended);
      case InboundEvent.Moved moved -> move(moved);
    };
  }

  private static final Ingested MESSAGE = new Ingested(1, 0, 0, 0, 0);
  private static final Ingested STATUS = new Ingested(0, 1, 0, 0, 0);
  private static final Ingested DUPLICATE = new Ingested(0, 0, 1, 0, 0);
  private static final Ingested IGNORED = new Ingested(0, 0, 0, 1, 0);

  /// Empty when the message is there already.
  private Optional<Message> store(Draft draft) {
    WaId person = address(draft.person());
    WaId chat = draft.group() == null ? person : draft.group();
    MessageId metaId = draft.metaId() == null ? draft.id() : draft.metaId();
    Optional<Contact> known = ledger.contact(person);
    ChatSummary summary = summary(chat);
    Message message =
        new Message(
            draft.id(),
            metaId,
            chat,
            summary.lastSeq() + 1,
            draft.direction(),
            new Party(
                nameOn(draft, person, known),
                phone(draft.person(), person),
                draft.from(),
                draft.to()),
            draft.body(),
            draft.timestamp(),
            Delivery.starting(draft.status(), draft.timestamp()),
            List.of(),
            now,
            now);
    List<StatusReport> early = reportsFor(message);
    message = withWhatWaited(message, early, person.value());
    if (!ledger.add(message, draft.webhookData())) {
      return Optional.empty();
    }
    if (!early.isEmpty()) {
      names(message).forEach(ledger::forgetReportsFor);
    }
    ledger.save(summary.with(message));
    changes.add(new Change.MessageStored(message));
    meet(draft, person, known);
    return Optional.of(message);
  }

  /// With the statuses and amendments that came before it.
  private Message withWhatWaited(Message message, List<StatusReport> early, String author) {
    Delivery delivery = message.delivery();
    for (StatusReport report : early) {
      delivery = delivery.after(report);
    }
    return Amendment.applyAll(message.with(delivery, now), amendmentsOf(message), author, now);
  }

  /// What others may call a message: statuses and amendments use either.
  private static List<MessageId> names(Message message) {
    return message.metaId().equals(message.id())
        ? List.of(message.id())
        : List.of(message.id(), message.metaId());
  }

  private List<StatusReport> reportsFor(Message message) {
    return names(message).stream().flatMap(name -> ledger.reportsFor(name).stream()).toList();
  }

  private List<Amendment> amendmentsOf(Message message) {
    return names(message).stream()
        .flatMap(name -> ledger.amendmentsOf(name, MOST_AMENDMENTS).stream())
        .toList();
  }

  private static String nameOn(Draft draft, WaId person, Optional<Contact> known) {
    if (draft.direction() == Direction.OUTGOING) {
      return Party.YOU;
    }
    String told = draft.person().profileName();
    return told != null
        ? told
        : known.map(Contact::name).orElseGet(() -> Contact.placeholderName(person));
  }

  private static @Nullable String phone(Person person, WaId address) {
    return person.phone() != null ? person.phone() : address.phone();
  }

  /// Refreshes the contact behind a new message: whoever writes is there; whoever is named is known
  /// by that name.
  private void meet(Draft draft, WaId waId, Optional<Contact> known) {
    boolean wrote = draft.direction() == Direction.INCOMING;
    String told = draft.person().profileName();
    if (!wrote && told == null) {
      return;
    }
    String name =
        told != null
            ? told
            : known.map(Contact::name).orElseGet(() -> Contact.placeholderName(waId));
    Contact contact =
        known
            .map(old -> wrote ? old.seen(name, now) : old.renamed(name, now))
            .orElseGet(() ->
                new Contact(waId, name, phone(draft.person(), waId), null, now, wrote, now, now));
    if (known.isPresent() && known.get().saysAsMuchAs(contact)) {
      return;
    }
    ledger.save(contact);
    if (known.isEmpty() || !known.get().name().equals(name)) {
      changes.add(new Change.ContactSaved(contact));
    }
    if (wrote && !known.map(Contact::online).orElse(false)) {
      changes.add(new Change.PresenceChanged(contact));
    }
  }

  private Ingested report(StatusReport report) {
    Optional<Message> found = ledger.message(report.message());
    if (found.isEmpty()) {
      keepEarly(report);
      return STATUS;
    }
    Message before = found.get();
    Delivery delivery = before.delivery().after(report);
    if (delivery.equals(before.delivery())) {
      return IGNORED;
    }
    Message after = before.with(delivery, now);
    update(before, after);
    if (delivery.status() == before.delivery().status()) {
      return IGNORED;
    }
    changes.add(new Change.StatusChanged(after));
    return STATUS;
  }

  private void keepEarly(StatusReport report) {
    for (StatusReport kept : ledger.reportsFor(report.message())) {
      if (kept.status() == report.status() && StatusReport.first(kept, report).equals(kept)) {
        return;
      }
    }
    ledger.keep(report, now);
  }

  private Ingested amend(InboundEvent.Amended event) {
    WaId person = address(event.person());
    WaId chat = event.group() == null ? person : event.group();
    String by = event.direction() == Direction.OUTGOING ? Reaction.US : person.value();
    Amendment amendment =
        new Amendment(
            event.event(), event.target(), chat, by, event.direction(), event.at(), event.what());
    Optional<Amendment> latest = ledger.latestLike(amendment);
    if (latest.isPresent() && isPassed(amendment, latest.get())) {
      return ledger.amendment(event.event()).isPresent() ? DUPLICATE : IGNORED;
    }
    if (!ledger.keep(amendment)) {
      return DUPLICATE;
    }
    if (latest.isPresent()) {
      ledger.forgetEarlier(amendment);
    }
    ledger
        .message(event.target())
        .filter(
            message -> amendment.mayChange(message, event.group() == null ? by : author(message)))
        .ifPresent(before -> {
          Message after = amendment.applyTo(before, now);
          if (!after.equals(before)) {
            update(before, after);
            changes.add(new Change.MessageAmended(after));
          }
        });
    return MESSAGE;
  }

  /// Whether `latest`, which is like it, leaves it without effect.
  private static boolean isPassed(Amendment amendment, Amendment latest) {
    return amendment.what() instanceof Amendment.What.Revoke
        || amendment.at().isBefore(latest.at());
  }

  /// The address of the customer who wrote a message in a group; "" when it does not tell.
  private String author(Message message) {
    String from = message.party().from();
    if (from == null || !WaId.isValid(from)) {
      return "";
    }
    WaId sender = new WaId(from);
    return ledger.addressOf(sender).orElse(sender).value();
  }

  private void update(Message before, Message after) {
    ledger.update(after);
    ledger.save(summary(after.chat()).changed(before, after));
  }

  private Ingested move(InboundEvent.Moved move) {
    WaId from = move.fromNumber();
    if (from == null && move.fromUserId() != null) {
      from = ledger.addressOf(move.fromUserId()).orElse(move.fromUserId());
    }
    WaId to = move.toNumber() != null ? move.toNumber() : from;
    if (to == null) {
      return IGNORED;
    }
    if (move.toUserId() != null && !move.toUserId().equals(to)) {
      ledger.learn(move.toUserId(), to);
    }
    if (from != null && !from.equals(to)) {
      Optional<Contact> old = ledger.contact(from);
      Optional<Contact> already = ledger.contact(to);
      if (old.isPresent() && already.isEmpty()) {
        Contact contact = old.get().at(to, now);
        ledger.save(contact);
        changes.add(new Change.ContactSaved(contact));
      }
    }
    return IGNORED;
  }

  /// Where a person's chat is: at their number, or where their user id was last seen with one, or
  /// at the id.
  private WaId address(Person person) {
    WaId number = person.number();
    WaId userId = person.userId();
    if (userId == null) {
      return Objects.requireNonNull(number);
    }
    Optional<WaId> learnt = ledger.addressOf(userId);
    if (number == null) {
      return learnt.orElse(userId);
    }
    if (!number.equals(userId) && !learnt.equals(Optional.of(number))) {
      ledger.learn(userId, number);
    }
    return number;
  }

  private ChatSummary summary(WaId chat) {
    return ledger.summary(chat).orElseGet(() -> ChatSummary.empty(chat));
  }
}
