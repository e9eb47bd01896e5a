package dev.parley.chat;

import dev.parley.access.Sender;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules for messages that arrive or are sent: they find duplicates, choose the chat, apply
/// statuses and amendments that arrived earlier, and update the contact.
///
/// Used by one thread.
final class ArrivalRules {
  private final StepState state;
  private final ChatLedger ledger;
  private final Identities identities;
  private final Instant now;
  private final MessageFinder finder;
  private final StatusRules reports;

  /// Messages in this step's webhook that were stored already. Other information about them in the
  /// webhook is outdated.
  private final Set<MessageId> duplicates = new HashSet<>();

  ArrivalRules(StepState state, MessageFinder finder, StatusRules reports) {
    this.state = state;
    this.ledger = state.ledger;
    this.identities = state.identities;
    this.now = state.now;
    this.finder = finder;
    this.reports = reports;
  }

  /// Whether a message of this step was stored already.
  boolean wasThere(MessageId message) {
    return duplicates.contains(message);
  }

  /// Stores a message that arrived, unless it is stored already.
  Ingested arrive(InboundEvent.Arrived arrived) {
    Draft draft = arrived.draft();
    if (store(draft).isPresent()) {
      return Ingested.MESSAGE;
    }
    boolean kept =
        (isTakenByAClient(draft) || isTakenByACall(draft))
            && IdOwner.substitute(draft.id()).flatMap(id -> store(draft.named(id))).isPresent();
    if (kept) {
      return Ingested.MESSAGE;
    }
    duplicates.add(draft.id());
    if (fill(draft)) {
      return Ingested.MESSAGE;
    }
    return arrived.reportsStatus() ? again(draft) : Ingested.DUPLICATE;
  }

  /// Applies the status of a message that is stored already.
  private Ingested again(Draft draft) {
    WaId chat = identities.find(draft.person()).address();
    boolean same =
        ledger.message(draft.id()).filter(there -> IdOwner.same(there, draft, chat)).isPresent();
    StatusReport report = new StatusReport(draft.id(), draft.status(), draft.timestamp(), null);
    return same && reports.report(new InboundEvent.StatusReported(report)).equals(Ingested.STATUS)
        ? Ingested.STATUS
        : Ingested.DUPLICATE;
  }

  /// Replaces a placeholder with content that WhatsApp delivers later.
  ///
  /// @return whether there was a placeholder
  private boolean fill(Draft draft) {
    if (draft.body().content() instanceof Content.Placeholder) {
      return false;
    }
    WaId chat = identities.find(draft.person()).address();
    Optional<Message> place =
        finder
            .find(draft.id(), MessageFinder.addresses(draft.person(), chat))
            .filter(it -> it.body().content() instanceof Content.Placeholder)
            .filter(it -> it.direction() == draft.direction());
    place.ifPresent(before -> {
      Body body = draft.body().replyingTo(before.body().replyTo()).from(before.body().origin());
      Message filled = before.with(body, before.reactions(), now);
      state.fetchFile(filled);
      state.amend(before, filled);
    });
    return place.isPresent();
  }

  /// Whether the id of a draft belongs to the message of a call: a voicemail has the same id as its
  /// call.
  private boolean isTakenByACall(Draft draft) {
    return ledger.message(draft.id()).filter(CallRules::isCall).isPresent();
  }

  /// Whether a draft from WhatsApp differs from the stored message with its id, because a client
  /// chose that id.
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

  /// Stores a message; empty if it is stored already.
  Optional<Message> store(Draft draft) {
    Identities.FoundPerson found = identities.find(draft.person());
    WaId person = found.address();
    WaId chat = draft.group() == null ? person : draft.group();
    List<WaId> addresses = MessageFinder.addresses(draft.person(), person);
    // A message whose id contains the customer's user id also has an id with their number.
    MessageId metaId =
        draft.metaId() == null ? ScopedIds.canonical(draft.id(), addresses) : draft.metaId();
    Optional<Contact> known = found.contact();
    boolean past = draft.body().origin() == Origin.HISTORY;
    ChatSummary summary = state.summary(chat);
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
            past
                ? new Delivery(draft.status(), StatusTimes.NONE, null)
                : Delivery.starting(draft.status(), draft.timestamp()),
            List.of(),
            now,
            now,
            state.rev());
    List<MessageId> names = MessageFinder.names(message, addresses, found.settled());
    EarlyNews early = EarlyNews.of(ledger, names);
    message = early.applyTo(message, addresses, now);
    if (finder.isThereByAnotherName(message, names) || !ledger.add(message, draft.webhookData())) {
      return Optional.empty();
    }
    state.fetchFile(message);
    early.forgetReports();
    ChatSummary grown = summary.with(message);
    boolean reopened =
        message.direction() == Direction.INCOMING
            && !past
            && grown.state().progress() != ChatState.Progress.OPEN;
    if (!past) {
      grown = measured(summary, grown, message);
    }
    ledger.save(reopened ? grown.with(grown.state().opened()) : grown);
    if (!found.settled()) {
      identities.learn(draft.person(), person, draft.timestamp());
    }
    state.tell(past ? new Change.MessageTouched(message) : new Change.MessageStored(message));
    if (reopened) {
      state.tell(new Change.ChatUpdated(chat));
    }
    refreshContact(draft, person, known);
    return Optional.of(message);
  }

  /// Adds a message to the statistics. If it is a first answer, also adds the time for which the
  /// customer waited.
  private ChatSummary measured(ChatSummary before, ChatSummary grown, Message message) {
    Instant at = message.timestamp().isAfter(now) ? now : message.timestamp();
    Conversation conversation = grown.conversation();
    if (message.direction() == Direction.INCOMING) {
      state.measure(AgentDay.received(at, grown.state().assignee()));
      boolean open = before.state().progress() == ChatState.Progress.OPEN;
      return grown.in(Conversation.after(open ? conversation : null, before.newestTimestamp(), at));
    }
    Sender by = message.party().sentBy();
    state.measure(AgentDay.sent(at, by));
    if (conversation == null || !conversation.isFirstAnswer(at)) {
      return grown;
    }
    state.measure(AgentDay.answered(at, by, Duration.between(conversation.since(), at)));
    return grown.in(new Conversation(conversation.since(), true));
  }

  /// Makes sure that an answer never precedes its question, although Meta's times are whole seconds
  /// and clocks differ: an incoming message that is from the same second as a stored message of the
  /// business, or up to 2 seconds earlier, gets the time of that message.
  private Instant timestamp(Draft draft, WaId chat, ChatSummary summary) {
    Instant at = draft.timestamp();
    if (draft.direction() == Direction.OUTGOING
        || draft.body().origin() == Origin.HISTORY
        || !summary.newestTimestamp().isAfter(at)) {
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
    return finder
        .findIn(chat, quoted, addresses)
        .filter(message -> message.chat().equals(chat))
        .map(message -> quoted.equals(message.metaId()) ? quoted : message.id())
        .orElseGet(() -> ScopedIds.canonical(quoted, addresses));
  }

  private static String nameOn(Draft draft, WaId person, Optional<Contact> known) {
    return draft.direction() == Direction.OUTGOING
        ? Party.YOU
        : customerName(draft.person(), person, known);
  }

  /// The name that the customer chose; otherwise the known name; otherwise their username.
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

  /// Updates the contact of a new message: the author was present when they wrote, and their name
  /// in the webhook becomes the name of the contact.
  private void refreshContact(Draft draft, WaId waId, Optional<Contact> known) {
    boolean wrote = draft.direction() == Direction.INCOMING;
    if (!wrote && draft.person().profileName() == null) {
      return;
    }
    String name = customerName(draft.person(), waId, known);
    Instant at = draft.timestamp().isAfter(now) ? now : draft.timestamp();
    boolean past = draft.body().origin() == Origin.HISTORY;
    boolean present = wrote && !past && at.plus(Contact.PRESENT_FOR).isAfter(now);
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
    Contact contact = met.as(state.rev());
    ledger.save(contact);
    boolean named = known.isEmpty() || !known.get().name().equals(name);
    boolean came = present && !known.map(Contact::online).orElse(false);
    if (named) {
      state.tell(new Change.ContactSaved(contact));
    }
    if (came) {
      state.tell(new Change.PresenceChanged(contact));
    }
    if (!named && !came) {
      state.tell(new Change.ContactSeen(contact));
    }
  }
}
