package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatLedger.SilentPart;
import dev.parley.chat.ChatLedger.UnreadPart;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What happens in one atomic step, written once for every store. A store makes one for each step,
/// has the caller's step call one method, commits the ledger, and then tells the [#changes].
///
/// Used by one thread. Throws only when the ledger does.
public final class ChatRules {
  /// Of what waits for one message: more only comes from somebody who wants to hold up the store.
  private static final int MOST_AMENDMENTS = 4_096;

  // A step holds up all others: it does what takes some milliseconds, and leaves the rest.
  private static final int MOST_READ = 200;
  private static final int MOST_GONE = 200;
  private static final int MOST_STATUSES_FORGOTTEN = 500;
  private static final int MOST_ENTRIES_FORGOTTEN = 200;
  private static final int MOST_DISMISSED = 50;
  private static final long MOST_DISMISSED_BYTES = 4 << 20;

  private final ChatLedger ledger;
  private final Identities identities;
  private final Instant now;
  private final List<Change> changes = new ArrayList<>();

  /// Messages of this step that were there already: what they say beside themselves is old news.
  private final Set<MessageId> duplicates = new HashSet<>();

  public ChatRules(ChatLedger ledger, Instant now) {
    this.ledger = ledger;
    this.identities = new Identities(ledger);
    this.now = now;
  }

  /// What the step changed, in order: to be told after the commit.
  public List<Change> changes() {
    return List.copyOf(changes);
  }

  /// The number that the next change will have.
  private long rev() {
    return ledger.lastChange() + changes.size() + 1;
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

  /// Forgets unprocessed bodies, as many of `numbers` as take some milliseconds; at least one.
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

  /// Stores a message that a client sent, unless its id is there already.
  public SendOutcome send(Draft draft) {
    return store(draft)
        .<SendOutcome>map(SendOutcome.Stored::new)
        .orElseGet(() -> compareWithStored(draft));
  }

  /// Its id is there, or the same message under its other id of WhatsApp's.
  private SendOutcome compareWithStored(Draft draft) {
    WaId chat = identities.find(draft.person()).address();
    return find(draft.id(), addresses(draft.person(), chat))
        .map(there -> SendOutcome.compare(there, draft, chat))
        .orElseGet(() -> {
          if (draft.metaId() != null) {
            throw new IllegalStateException("an id was taken within the step");
          }
          return new SendOutcome.IdTaken(draft.id());
        });
  }

  /// Marks the next unread incoming messages of `chat` as read, as many as one step may.
  ///
  /// @param from where the step before ended; null for the first
  public ReadPart markRead(WaId chat, ReadPart.@Nullable Rest from) {
    ChatSummary before = summary(chat);
    if (before.unread() == 0) {
      return new ReadPart(List.of(), null);
    }
    long lastSeq = from == null ? before.lastSeq() : from.lastSeq();
    MessagePosition after =
        from == null ? new MessagePosition(before.unreadSince(), 0) : from.after();
    UnreadPart part = ledger.unread(chat, after, MOST_READ);
    ChatSummary summary = summary(chat); // reading may have counted again
    List<Message> unread =
        part.messages().stream()
            .filter(message -> message.seq() <= lastSeq)
            .sorted(Comparator.comparingLong(Message::seq))
            .toList();
    for (Message message : unread) {
      StatusReport seen = new StatusReport(message.id(), Status.READ, now, null);
      ledger.update(message.with(message.delivery().after(seen), now).as(rev()));
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
    Contact changed = update.applyTo(old, now);
    if (old.equals(Optional.of(changed))) {
      return changed;
    }
    Contact contact = changed.as(rev());
    ledger.save(contact);
    changes.add(new Change.ContactSaved(contact));
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
    Contact noted = contact.as(rev());
    ledger.save(noted);
    changes.add(
        old.online() == noted.online()
            ? new Change.ContactSeen(noted)
            : new Change.PresenceChanged(noted));
  }

  /// Takes the next contacts offline from whom nothing was heard since `unseenSince`, as many as
  /// one step may.
  ///
  /// @param after where the step before ended; null for the first
  public GonePart expire(Instant unseenSince, @Nullable WaId after) {
    SilentPart silent = ledger.onlineButUnseenSince(unseenSince, after, MOST_GONE);
    for (Contact contact : silent.contacts()) {
      Contact offline = contact.withOnline(false, now).as(rev());
      ledger.save(offline);
      changes.add(new Change.PresenceChanged(offline));
    }
    return new GonePart(silent.contacts().size(), silent.rest());
  }

  /// Forgets statuses that have waited for their message since before `waitingSince`, as many as
  /// one step may.
  ///
  /// @return whether there may be more
  public boolean forgetStatuses(Instant waitingSince) {
    return ledger.forgetReportsBefore(waitingSince, MOST_STATUSES_FORGOTTEN);
  }

  /// Forgets entries of the log of changes, as many as one step may: those that are older than
  /// `before`, and those before the newest `kept` changes. The last entry always stays.
  ///
  /// @return whether there may be more
  public boolean forgetChanges(Instant before, long kept) {
    return ledger.forgetChanges(before, kept, MOST_ENTRIES_FORGOTTEN);
  }

  private Ingested apply(InboundEvent event) {
    return switch (event) {
      case InboundEvent.Arrived arrived -> arrive(arrived);
      case InboundEvent.StatusReported reported -> report(reported);
      case InboundEvent.Amended amended -> amend(amended);
      case InboundEvent.Moved moved -> move(moved);
    };
  }

  private static final Ingested MESSAGE = new Ingested(1, 0, 0, 0, 0);
  private static final Ingested STATUS = new Ingested(0, 1, 0, 0, 0);
  private static final Ingested DUPLICATE = new Ingested(0, 0, 1, 0, 0);
  private static final Ingested IGNORED = new Ingested(0, 0, 0, 1, 0);

  private static final Ingested UNPROCESSED = new Ingested(0, 0, 0, 0, 1);

  private Ingested arrive(InboundEvent.Arrived arrived) {
    Draft draft = arrived.draft();
    if (store(draft).isPresent()) {
      return MESSAGE;
    }
    boolean kept =
        isTakenByAClient(draft)
            && IdOwner.instead(draft.id()).flatMap(id -> store(draft.named(id))).isPresent();
    if (kept) {
      return MESSAGE;
    }
    duplicates.add(draft.id());
    return arrived.reportsStatus() ? again(draft) : DUPLICATE;
  }

  /// A message that is there comes again with a status: it reports that status.
  private Ingested again(Draft draft) {
    WaId chat = identities.find(draft.person()).address();
    boolean same =
        ledger.message(draft.id()).filter(there -> IdOwner.same(there, draft, chat)).isPresent();
    StatusReport report = new StatusReport(draft.id(), draft.status(), draft.timestamp(), null);
    return same && report(new InboundEvent.StatusReported(report)).equals(STATUS)
        ? STATUS
        : DUPLICATE;
  }

  /// Whether a message of WhatsApp's is not the one that has its id: a client chose that id.
  private boolean isTakenByAClient(Draft draft) {
    if (!IdOwner.isWhatsApp(draft.webhookData())) {
      return false;
    }
    WaId chat = draft.group() == null ? identities.find(draft.person()).address() : draft.group();
    return ledger
        .message(draft.id())
        .filter(there -> !IdOwner.same(there, draft, chat))
        .filter(there -> !IdOwner.isWhatsApp(ledger.webhookData(there).orElse(null)))
        .isPresent();
  }

  /// Empty when the message is there already.
  private Optional<Message> store(Draft draft) {
    Identities.Found found = identities.find(draft.person());
    WaId person = found.address();
    WaId chat = draft.group() == null ? person : draft.group();
    List<WaId> addresses = addresses(draft.person(), person);
    // What has the id with the customer's user id is known by the one with their number as well.
    MessageId metaId =
        draft.metaId() == null ? ScopedIds.canonical(draft.id(), addresses) : draft.metaId();
    Optional<Contact> known = found.contact();
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
                draft.to(),
                draft.sentBy()),
            draft.body().replyingTo(quoted(draft, chat, addresses)),
            timestamp(draft, chat, summary),
            Delivery.starting(draft.status(), draft.timestamp()),
            List.of(),
            now,
            now,
            rev());
    List<MessageId> names = names(message, addresses, found.settled());
    boolean awaited = ledger.isAwaited(names);
    List<StatusReport> early = awaited ? reportsFor(names) : List.of();
    if (awaited) {
      message = withWhatWaited(message, names, early, addresses);
    }
    if (isThereByAnotherName(message, names) || !ledger.add(message, draft.webhookData())) {
      return Optional.empty();
    }
    if (!early.isEmpty()) {
      names.forEach(ledger::forgetReportsFor);
    }
    if (!found.settled()) {
      identities.learn(draft.person(), person, draft.timestamp());
    }
    ledger.save(summary.with(message));
    changes.add(new Change.MessageStored(message));
    meet(draft, person, known);
    return Optional.of(message);
  }

  private static List<WaId> addresses(Person person, WaId address) {
    List<WaId> addresses = person.addresses();
    addresses.add(address);
    return addresses;
  }

  /// An answer never stands before its question. Meta's times are whole seconds and clocks differ:
  /// an incoming message of the same second as one of ours that is stored already, or of up to 2
  /// seconds before, gets our message's time.
  private Instant timestamp(Draft draft, WaId chat, ChatSummary summary) {
    Instant at = draft.timestamp();
    if (draft.direction() == Direction.OUTGOING || !summary.newestTimestamp().isAfter(at)) {
      return at;
    }
    Instant end = at.truncatedTo(ChronoUnit.SECONDS).plusSeconds(3);
    return ledger.newest(chat, Direction.OUTGOING, at, end).orElse(at);
  }

  /// The quoted message by the id under which it is stored.
  private @Nullable MessageId quoted(Draft draft, WaId chat, List<WaId> addresses) {
    MessageId quoted = draft.body().replyTo();
    if (quoted == null || ScopedIds.others(quoted, addresses).isEmpty()) {
      return quoted;
    }
    return findIn(chat, quoted, addresses)
        .filter(message -> message.chat().equals(chat))
        .map(message -> quoted.equals(message.metaId()) ? quoted : message.id())
        .orElseGet(() -> ScopedIds.canonical(quoted, addresses));
  }

  /// With the statuses and amendments that came before it.
  ///
  /// @param addresses of its customer, the one that holds last; amendments may be from a time at
  ///   which another one held
  private Message withWhatWaited(
      Message message, List<MessageId> names, List<StatusReport> early, List<WaId> addresses) {
    Delivery delivery = message.delivery();
    for (StatusReport report : early) {
      delivery = delivery.after(report);
    }
    WaId author = addresses.getLast();
    WaId chat = message.chat();
    List<Amendment> amendments =
        amendmentsOf(names).stream()
            .map(it -> addresses.contains(it.chat()) ? it.moved(addresses, author, chat) : it)
            .toList();
    return Amendment.applyAll(message.with(delivery, now), amendments, author.value(), now);
  }

  /// What others may call a message: statuses and amendments use either.
  private static List<MessageId> names(Message message) {
    return message.metaId().equals(message.id())
        ? List.of(message.id())
        : List.of(message.id(), message.metaId());
  }

  /// The same, and the names under which it, or what waits for it, may have come before: with the
  /// number, and where that was not known at first, with the user id.
  private static List<MessageId> names(Message message, List<WaId> addresses, boolean settled) {
    Set<MessageId> names = new LinkedHashSet<>(names(message));
    names.add(ScopedIds.canonical(message.metaId(), addresses));
    if (!settled || addresses.getLast().phone() == null) {
      names.addAll(ScopedIds.others(message.metaId(), addresses));
    }
    return List.copyOf(names);
  }

  /// Whether the same message was stored under one of the names that it does not have itself.
  private boolean isThereByAnotherName(Message message, List<MessageId> names) {
    return names.stream()
        .filter(name -> !names(message).contains(name))
        .flatMap(name -> ledger.message(name).stream())
        .anyMatch(there ->
            there.chat().equals(message.chat()) && there.direction() == message.direction());
  }

  /// The message that somebody who knows the customer by these addresses calls so.
  private Optional<Message> find(MessageId id, List<WaId> addresses) {
    Optional<Message> found = ledger.message(id);
    if (found.isPresent()) {
      return found;
    }
    for (MessageId other : ScopedIds.others(id, addresses)) {
      Optional<Message> message = ledger.message(other).filter(it -> addresses.contains(it.chat()));
      if (message.isPresent()) {
        return message;
      }
    }
    return Optional.empty();
  }

  /// The same; where a client's message of another chat has the name, the one of `chat` that was
  /// kept under another id for it.
  private Optional<Message> findIn(WaId chat, MessageId id, List<WaId> addresses) {
    Optional<Message> found = find(id, addresses);
    return found.isEmpty() || found.get().chat().equals(chat)
        ? found
        : IdOwner.instead(id).flatMap(ledger::message).or(() -> found);
  }

  private List<StatusReport> reportsFor(List<MessageId> names) {
    return names.stream().flatMap(name -> ledger.reportsFor(name).stream()).toList();
  }

  private List<Amendment> amendmentsOf(List<MessageId> names) {
    return names.stream()
        .flatMap(name -> ledger.amendmentsOf(name, MOST_AMENDMENTS).stream())
        .toList();
  }

  private static String nameOn(Draft draft, WaId person, Optional<Contact> known) {
    return draft.direction() == Direction.OUTGOING
        ? Party.YOU
        : customerName(draft.person(), person, known);
  }

  /// What the customer calls themself, else what they are known as, else their username.
  private static String customerName(Person person, WaId address, Optional<Contact> known) {
    if (person.profileName() != null) {
      return person.profileName();
    }
    String placeholder = Contact.placeholderName(address);
    String name = known.map(Contact::name).orElse(placeholder);
    return name.equals(placeholder) && person.username() != null ? person.username() : name;
  }

  private static @Nullable String phone(Person person, WaId address) {
    return person.phone() != null ? person.phone() : address.phone();
  }

  /// Refreshes the contact behind a new message: whoever writes is there, at the time at which they
  /// wrote; whoever is named is known by that name.
  private void meet(Draft draft, WaId waId, Optional<Contact> known) {
    boolean wrote = draft.direction() == Direction.INCOMING;
    if (!wrote && draft.person().profileName() == null) {
      return;
    }
    String name = customerName(draft.person(), waId, known);
    Instant at = draft.timestamp().isAfter(now) ? now : draft.timestamp();
    boolean present = wrote && at.plus(Contact.PRESENT_FOR).isAfter(now);
    Contact met =
        known
            .map(old -> wrote ? old.wrote(name, at, present, now) : old.renamed(name, now))
            .orElseGet(() ->
                new Contact(
                    waId,
                    name,
                    phone(draft.person(), waId),
                    null,
                    wrote ? at : now,
                    present,
                    now,
                    now,
                    0));
    if (known.isPresent() && known.get().saysAsMuchAs(met)) {
      return;
    }
    Contact contact = met.as(rev());
    ledger.save(contact);
    boolean named = known.isEmpty() || !known.get().name().equals(name);
    boolean came = present && !known.map(Contact::online).orElse(false);
    if (named) {
      changes.add(new Change.ContactSaved(contact));
    }
    if (came) {
      changes.add(new Change.PresenceChanged(contact));
    }
    if (!named && !came) {
      changes.add(new Change.ContactSeen(contact));
    }
  }

  private Ingested report(InboundEvent.StatusReported reported) {
    Person recipient = reported.recipient();
    Optional<Message> found = ledger.message(reported.report().message());
    StatusReport report = reported.report();
    Person customer = found.isPresent() ? null : customer(report.message(), recipient);
    if (customer != null) {
      List<WaId> addresses = addresses(customer, identities.find(customer).address());
      found = find(report.message(), addresses);
      report = report.about(ScopedIds.canonical(report.message(), addresses));
    }
    if (found.isEmpty()) {
      keepEarly(report);
      introduce(recipient);
      if (reported.unlessKnown() == null) {
        return STATUS;
      }
      ledger.keep(reported.unlessKnown(), now);
      return UNPROCESSED;
    }
    Message before = found.get();
    Delivery delivery = before.delivery().after(report);
    if (delivery.equals(before.delivery())) {
      introduce(recipient);
      return IGNORED;
    }
    Message after = before.with(delivery, now).as(rev());
    update(before, after);
    if (delivery.status() == before.delivery().status()) {
      introduce(recipient);
      changes.add(new Change.MessageTouched(after));
      return IGNORED;
    }
    changes.add(new Change.StatusChanged(after));
    if (recipient != null && recipient.number() != null && !recipient.userIds().isEmpty()) {
      meet(recipient, after.chat(), report.at());
    }
    return STATUS;
  }

  /// To whom a message of this id went, where nobody says: the id may tell.
  private static @Nullable Person customer(MessageId id, @Nullable Person recipient) {
    WaId told = recipient == null ? ScopedIds.customer(id) : null;
    return told == null ? recipient : Person.at(told);
  }

  /// A status that changes nothing may be an old one: it tells user ids of which nothing is known,
  /// and never replaces what is.
  private void introduce(@Nullable Person recipient) {
    if (recipient != null && recipient.number() != null && !recipient.userIds().isEmpty()) {
      Identities.Found found = identities.find(recipient);
      if (!found.settled()) {
        identities.introduce(recipient, found.address());
      }
    }
  }

  /// The status of a message to a number tells the user id behind it: the answer may have that
  /// alone.
  private void meet(Person recipient, WaId chat, Instant at) {
    Identities.Found found = identities.find(recipient);
    if (!found.settled() && found.address().equals(chat)) {
      identities.learn(recipient, chat, at);
    }
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
    Identities.Found person = identities.find(event.person());
    WaId chat = event.group() == null ? person.address() : event.group();
    List<WaId> addresses = addresses(event.person(), chat);
    Optional<Message> found = findIn(chat, event.target(), addresses);
    MessageId target =
        found
            .filter(message -> !names(message).contains(event.target()))
            .map(Message::id)
            .orElseGet(() ->
                found.isPresent()
                    ? event.target()
                    : ScopedIds.canonical(event.target(), addresses));
    String by = event.direction() == Direction.OUTGOING ? Reaction.US : person.address().value();
    Amendment amendment =
        new Amendment(event.event(), target, chat, by, event.direction(), event.at(), event.what());
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
    if (!person.settled()) {
      identities.learn(event.person(), person.address(), event.at());
    }
    found
        .filter(
            message -> amendment.mayChange(message, event.group() == null ? by : author(message)))
        .ifPresent(before -> {
          Message amended = amendment.applyTo(before, now);
          if (!amended.equals(before)) {
            Message after = amended.as(rev());
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

  private Ingested move(InboundEvent.Moved moved) {
    if (moved.notice() == null || !duplicates.contains(moved.notice())) {
      identities.learn(moved).ifPresent(this::takeContactAlong);
    }
    return IGNORED;
  }

  private void takeContactAlong(Identities.Move move) {
    WaId from = move.from();
    if (from == null || from.equals(move.to())) {
      return;
    }
    Optional<Contact> old = ledger.contact(from);
    if (old.isPresent() && ledger.contact(move.to()).isEmpty()) {
      Contact contact = old.get().at(move.to(), now).as(rev());
      ledger.save(contact);
      changes.add(new Change.ContactSaved(contact));
    }
  }

  private ChatSummary summary(WaId chat) {
    return ledger.summary(chat).orElseGet(() -> ChatSummary.empty(chat));
  }
}
