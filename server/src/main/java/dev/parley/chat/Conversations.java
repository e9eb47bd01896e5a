package dev.parley.chat;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// All operations on conversations, for webhooks, REST, realtime and the command line.
///
/// Every method blocks until the result is on disk: call it on a virtual thread. Safe for use by
/// many threads. Throws [Refusal] if the request is wrong, the caller may not make it, or the store
/// cannot accept it. Parley itself calls the methods that have no `caller`: for webhooks, for the
/// connections of clients, and in scheduled work.
public final class Conversations {
  private static final Duration EARLY_STATUSES_WAIT = Duration.ofDays(7);

  /// The number of newest messages of a chat that are searched for the customer's last message, and
  /// for messages that a caller has not seen.
  private static final int LATELY = 50;

  /// The number of people whose presence one step writes.
  private static final int PEOPLE = 500;

  private final ChatStore store;
  private final Slices slices = new Slices();
  private final Line line;
  private final Clock clock;
  private final RandomGenerator random;

  /// @param random makes new ids; must be safe for use by many threads
  public Conversations(ChatStore store, Line line, Clock clock, RandomGenerator random) {
    this.store = store;
    this.line = line;
    this.clock = clock;
    this.random = random;
  }

  /// Applies the events of a webhook; they are on disk when this method returns. A large webhook is
  /// applied in slices: if this method throws, a part may be stored, and applying the webhook again
  /// completes it.
  public Ingested ingest(Inbound inbound) {
    return slices.apply(fetching(inbound), this::ingestSlice, this::ingestSlice);
  }

  /// Applies a body that was not understood earlier and was parsed again. The body is removed if
  /// all of it was understood.
  public Ingested replay(long number, Inbound inbound) {
    return slices.apply(
        fetching(inbound),
        this::ingestSlice,
        slice -> store.step(now(), ahead(slice), rules -> rules.replay(number, slice)));
  }

  /// If Parley is connected to WhatsApp, marks the files of messages as waiting to be fetched.
  private Inbound fetching(Inbound inbound) {
    return line.open() ? FilesToFetch.in(inbound) : inbound;
  }

  private Ingested ingestSlice(Inbound slice) {
    return store.step(now(), ahead(slice), rules -> rules.ingest(slice));
  }

  private static ReadAhead ahead(Inbound inbound) {
    return new ReadAhead.OfEvents(inbound.events());
  }

  /// Removes unprocessed bodies, in as many steps as necessary.
  ///
  /// @return the numbers of the bodies that existed
  public List<Long> dismiss(List<Long> numbers) {
    List<Long> dismissed = new ArrayList<>();
    List<Long> rest = numbers;
    while (!rest.isEmpty()) {
      List<Long> next = rest;
      DismissedPart part = slices.inTurn(() -> store.step(now(), rules -> rules.dismiss(next)));
      dismissed.addAll(part.dismissed());
      rest = part.rest();
    }
    return dismissed;
  }

  /// Sends a message or a reaction; it is on disk when this method returns. Sending the same one
  /// again with the same id does nothing. If a caller who sees only some chats begins a chat, it is
  /// assigned to them.
  ///
  /// @param caller needs [Permission#SEND]; the message records them as its sender
  /// @throws Refusal `not_found` if the caller does not see the chat; `conflict` if the chat has
  ///   newer messages than the request expects, with at most the newest 50 of them if the caller
  ///   may read them
  public SendOutcome send(Principal caller, SendRequest request) {
    Refusal.unlessMay(caller, Permission.SEND);
    return switch (request.what()) {
      case Outgoing what -> send(caller, request, what);
      case OutgoingReaction what -> {
        line.numbers().check(request.waId());
        Instant now = now();
        MessageId id = request.id() == null ? MessageId.make(now, random) : request.id();
        yield store.step(
            now,
            new ReadAhead.OfChat(request.waId()),
            rules -> {
              rules.visibility().checkCustomer(caller.chats(), request.waId());
              return rules.react(id, request.waId(), what, line.first());
            });
      }
    };
  }

  private SendOutcome send(Principal caller, SendRequest request, Outgoing what) {
    Instant now = now();
    boolean outgoing = request.direction() == Direction.OUTGOING;
    if (outgoing) {
      line.numbers().check(request.waId());
    }
    String customer = request.waId().customer().value();
    Draft draft =
        new Draft(
            request.id() == null ? MessageId.make(now, random) : request.id(),
            null,
            Person.at(request.waId()),
            null,
            request.direction(),
            outgoing ? null : customer,
            outgoing ? customer : null,
            what.body().replyingTo(request.replyTo()),
            request.timestamp() == null ? now : request.timestamp(),
            outgoing ? line.first() : Status.DELIVERED,
            null,
            outgoing ? caller.sender() : null,
            what.payload());
    Long expectSeq = request.expectSeq();
    SendOutcome outcome =
        store.step(
            now,
            new ReadAhead.OfDraft(draft),
            rules -> {
              Optional<String> beginner =
                  rules.visibility().checkOrBegin(caller.chats(), request.waId());
              SendOutcome sent = rules.send(draft, expectSeq);
              if (sent instanceof SendOutcome.Stored(var message)) {
                beginner.ifPresent(user -> rules.teamwork().give(message.chat(), user));
              }
              return sent;
            });
    if (outcome instanceof SendOutcome.Overtaken(var chat) && expectSeq != null) {
      List<Message> newest =
          caller.may(Permission.READ) ? store.messages(chat, null, LATELY) : List.of();
      throw Refusal.overtaken(newest.stream().filter(it -> it.seq() > expectSeq).toList());
    }
    return outcome;
  }

  /// Whether a message with this id is stored, by Parley's id or WhatsApp's.
  public boolean knows(MessageId id) {
    return !store.messages(Set.of(id)).isEmpty();
  }

  /// The message that a message quotes.
  public Quotes quotesOf(Message message) {
    return Quotes.of(store, List.of(message));
  }

  /// Sends a failed message again, with the same id and the same position in the chat.
  ///
  /// @param caller needs [Permission#SEND]
  /// @throws Refusal `not_found` if there is no such message; `not_failed` if it has not failed;
  ///   `window_closed` if only a template can be sent now; `conflict` if it is not a text and its
  ///   content is no longer kept; `invalid_request` if the number that sent it is no longer in the
  ///   settings
  public Message retry(Principal caller, MessageId id) {
    Refusal.unlessMay(caller, Permission.SEND);
    VisibleHistory.of(store, caller)
        .messages(Set.of(id))
        .values()
        .forEach(it -> line.numbers().check(it.chat()));
    RetryOutcome outcome =
        store.step(
            now(),
            rules -> {
              rules.visibility().check(caller.chats(), id);
              return rules.retry(id, line.first());
            });
    return switch (outcome) {
      case RetryOutcome.Retried(var message) -> message;
      case RetryOutcome.NotFailed(var message) ->
          throw new Refusal(
              ErrorCode.NOT_FAILED,
              message.direction() == Direction.INCOMING
                  ? "The message is from the customer: only a message of the business can be sent"
                      + " again"
                  : "The message did not fail: only one that failed can be sent again");
      case RetryOutcome.WindowClosed(var since) -> throw ServiceWindow.refusal(since);
      case RetryOutcome.Forgotten _ ->
          throw new Refusal(
              ErrorCode.CONFLICT,
              "Parley no longer has the content of this message, or another program sent it: send"
                  + " it as a new message");
      case RetryOutcome.Unknown() -> throw VisibleHistory.noMessage();
    };
  }

  /// Marks all current incoming messages of a chat as read. If there are many, it takes several
  /// steps, each with a separate [Change.ChatRead]. The customer is notified, if read receipts are
  /// enabled.
  ///
  /// @param caller needs [Permission#SEND]
  /// @return the messages that were unread
  public List<MessageId> markRead(Principal caller, WaId address) {
    Refusal.unlessMay(caller, Permission.SEND);
    WaId chat = store.chatOf(address);
    ReadPart part = readSome(caller, chat, null);
    List<MessageId> read = part.read();
    if (part.rest() != null) {
      read = new ArrayList<>(read);
      while (part.rest() != null) {
        ReadPart.Rest rest = part.rest();
        part = slices.inTurn(() -> readSome(caller, chat, rest));
        read.addAll(part.read());
      }
    }
    if (line.receipts() && !read.isEmpty()) {
      MessageId last = read.getLast();
      store.messages(Set.of(last)).values().forEach(it -> seen(it, false));
    }
    return read;
  }

  /// Marks a message of a customer as read, and all earlier messages of its chat. The customer is
  /// notified regardless of the setting for read receipts: a caller that names a message asks for
  /// that.
  ///
  /// @param caller needs [Permission#SEND]
  /// @param message any id of the message
  /// @param typing whether the customer also sees that somebody is typing
  /// @return empty if there is no such message of a customer
  public Optional<Message> markReadUpTo(Principal caller, MessageId message, boolean typing) {
    Refusal.unlessMay(caller, Permission.SEND);
    Optional<ChatRules.ReadUpTo> found =
        store.step(
            now(),
            rules ->
                rules.visibility().sees(caller.chats(), message)
                    ? rules.readUpTo(message)
                    : Optional.empty());
    found.ifPresent(it -> {
      ReadPart.Rest rest = it.all();
      while (rest != null) {
        ReadPart.Rest from = rest;
        rest = slices.inTurn(() -> readSome(caller, it.message().chat(), from)).rest();
      }
      seen(it.message(), typing);
    });
    return found.map(ChatRules.ReadUpTo::message);
  }

  /// Shows the customer of a chat that somebody is typing, and also that their messages were read,
  /// because WhatsApp does not do one without the other.
  ///
  /// @param caller needs [Permission#SEND]
  /// @return false if the customer has not written recently, or not through WhatsApp; always false
  ///   in groups
  public boolean showTyping(Principal caller, WaId address) {
    Refusal.unlessMay(caller, Permission.SEND);
    ChatHistory visible = VisibleHistory.of(store, caller);
    return visible.messages(visible.chatOf(address), null, LATELY).reversed().stream()
        .filter(it -> it.direction() == Direction.INCOMING)
        .findFirst()
        .filter(it -> seen(it, true))
        .isPresent();
  }

  private boolean seen(Message message, boolean typing) {
    if (!ScopedIds.isWhatsApps(message.metaId()) || message.chat().isGroup()) {
      return false; // the message is not from WhatsApp, or from a group
    }
    line.signals().seen(message.chat(), message.metaId(), typing);
    return true;
  }

  private ReadPart readSome(Principal caller, WaId chat, ReadPart.@Nullable Rest from) {
    return store.step(
        now(),
        new ReadAhead.OfChat(chat),
        rules -> {
          rules.visibility().check(caller.chats(), chat);
          return rules.markRead(chat, from);
        });
  }

  /// Creates or changes a contact.
  ///
  /// @param caller needs [Permission#EDIT_CONTACTS]
  public Contact saveContact(Principal caller, ContactUpdate update) {
    Refusal.unlessMay(caller, Permission.EDIT_CONTACTS);
    return store.step(
        now(),
        new ReadAhead.OfPeople(Set.of(update.waId())),
        rules -> {
          ContactUpdate theirs = update.of(rules.chatOf(update.waId()));
          rules.visibility().check(caller.chats(), theirs.waId());
          return rules.saveContact(theirs);
        });
  }

  /// Records that `people` have connected or disconnected. Callers must report people who stay
  /// connected again, before [#expire] marks them as offline.
  ///
  /// @return the people who have a contact; nothing is stored for the others
  public Set<WaId> presence(Set<WaId> people, boolean online) {
    if (people.size() <= PEOPLE) {
      return note(people, online);
    }
    List<WaId> all = List.copyOf(people);
    Set<WaId> known = new HashSet<>();
    for (int from = 0; from < all.size(); from += PEOPLE) {
      Set<WaId> some = Set.copyOf(all.subList(from, Math.min(all.size(), from + PEOPLE)));
      known.addAll(slices.inTurn(() -> note(some, online)));
    }
    return known;
  }

  private Set<WaId> note(Set<WaId> people, boolean online) {
    return store.step(
        now(), new ReadAhead.OfPeople(people), rules -> rules.presence(people, online));
  }

  /// Marks contacts without activity for `presence` as offline, and removes statuses whose message
  /// has not arrived for 7 days.
  ///
  /// @return the number of contacts that went offline
  public int expire(Duration presence) {
    Instant waitingSince = now().minus(EARLY_STATUSES_WAIT);
    boolean more;
    do {
      more = slices.inTurn(() -> store.step(now(), rules -> rules.forgetStatuses(waitingSince)));
    } while (more);
    Instant unseenSince = now().minus(presence);
    int gone = 0;
    WaId rest = null;
    do {
      WaId after = rest;
      GonePart part =
          slices.inTurn(() -> store.step(now(), rules -> rules.expire(unseenSince, after)));
      gone += part.contacts();
      rest = part.rest();
    } while (rest != null);
    return gone;
  }

  /// Continues to join chats of the same person. A long chat takes many steps; a chat from which a
  /// message is being sent waits until the outcome is known.
  ///
  /// @throws Refusal if a chat could not be read or written; the others are done
  public void joinChats() {
    Refusal failed = null;
    for (SharedRecord task : store.shared(SharedRecord.Kind.JOIN)) {
      try {
        boolean more;
        do {
          more = slices.inTurn(() -> store.step(now(), rules -> rules.joins().next(task)));
        } while (more);
      } catch (Refusal refused) { // a damaged chat must not delay the others
        failed = refused;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  /// Removes changes that are older than `age`, and those before the newest `kept`. Clients that
  /// were disconnected for longer have to read everything again.
  public void forgetChanges(Duration age, long kept) {
    Instant before = now().minus(age);
    boolean more;
    do {
      more = slices.inTurn(() -> store.step(now(), rules -> rules.forgetChanges(before, kept)));
    } while (more);
  }

  /// A new id, for a message without one.
  public MessageId makeId() {
    return MessageId.make(now(), random);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS); // the precision of every store
  }
}
