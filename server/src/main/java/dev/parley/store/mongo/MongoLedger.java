package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.chat.Amendment;
import dev.parley.chat.Change;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatLedger;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.chat.StatusReport;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.WaId;
import dev.parley.store.mongo.ContactDocument.HeldContact;
import dev.parley.store.mongo.EarlyStatusDocument.Waiting;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// The rows of a group of steps: read from MongoDB when a step asks for them, changed in memory,
/// and written by the [Journal] once all steps of the group have run. Each step sees what those
/// before it in the group did; one that fails is taken back by itself.
///
/// Used by the writer's thread.
final class MongoLedger implements ChatLedger {
  /// More than this is read as it is asked for: the question would not fit into a message.
  private static final int MOST_WANTED = 20_000;

  private static final Comparator<MessagePosition> ORDER =
      Comparator.comparing(MessagePosition::timestamp).thenComparingLong(MessagePosition::seq);

  private final MongoDatabase database;
  private final Lookups lookups;
  private final BulkLookups bulk;
  private final Deque<Runnable> opposites = new ArrayDeque<>();
  private final Table<MessageId, Object> names = new Table<>(opposites);
  private final Table<Object, Held> messages = new Table<>(opposites);
  private final Table<WaId, ChatSummary> summaries = new Table<>(opposites);
  private final Table<WaId, HeldContact> contacts = new Table<>(opposites);
  private final Table<WaId, WaId> addresses = new Table<>(opposites);
  private final Table<MessageId, Map<Status, Waiting>> reports = new Table<>(opposites);
  private final Amendments amendments;
  private final Table<String, KeptUnprocessed> unprocessed = new Table<>(opposites);

  /// What becomes of the JSON of webhooks, as far as callers have made it.
  private Map<String, WebhookData> webhooks = Map.of();

  private final long recentSeconds;
  private long lastUnprocessed;
  private long lastChange;
  private int recounted;
  private boolean logBroken;
  private boolean logBegins;

  /// Documents of another program that got their place, or were counted anew, and are to be told.
  private final Set<Object> touched = new LinkedHashSet<>();

  /// @param damages names documents that are left out
  /// @param head where the journal stands
  /// @param recentSeconds since when, in seconds since 1970, what another program stores is told
  MongoLedger(MongoDatabase database, DamageLog damages, Journal.Head head, long recentSeconds) {
    this.database = database;
    this.lookups = new Lookups(database, damages);
    this.bulk = new BulkLookups(database);
    this.amendments = new Amendments(lookups, opposites);
    this.lastUnprocessed = head.lastUnprocessed();
    this.lastChange = head.lastChange();
    this.recentSeconds = recentSeconds;
  }

  /// Reads what steps will ask for, a kind at once. What is damaged is not learned: the step that
  /// asks for it meets the damage, and fails alone.
  void read(Wanted wanted) {
    webhooks = wanted.webhooks();
    if (wanted.messages().size() + wanted.carried().size() + wanted.people().size() > MOST_WANTED) {
      return;
    }
    if (!wanted.messages().isEmpty()) {
      readMessages(wanted);
    }
    if (!wanted.free().isEmpty()) {
      learnMessages(wanted, wanted.free(), bulk.messagesById(wanted.free()));
    }
    if (!wanted.carried().isEmpty()) {
      readCarried(wanted);
    }
    if (!wanted.people().isEmpty()) {
      Map<WaId, WaId> moved = bulk.addresses(wanted.people());
      Set<WaId> people = new LinkedHashSet<>(wanted.people());
      people.addAll(moved.values());
      learnAll(addresses, wanted.people(), moved);
      learnAll(contacts, people, bulk.contacts(people));
      wanted.chats().addAll(people);
    }
    if (!wanted.chats().isEmpty()) {
      Set<WaId> ready = new LinkedHashSet<>(wanted.chats());
      ready.removeAll(bulk.chatsToAdoptIn(wanted.chats()));
      learnAll(summaries, ready, bulk.summaries(ready));
    }
    if (!wanted.events().isEmpty()) {
      amendments.learnEvents(wanted.events(), bulk.events(wanted.events()));
    }
    keepStep();
  }

  /// Those that are there will change the summaries of their chats.
  private void readMessages(Wanted wanted) {
    learnMessages(wanted, wanted.messages(), bulk.messages(wanted.messages()));
    learnAll(reports, wanted.messages(), bulk.reports(wanted.messages()));
    bulk.amendments(wanted.messages())
        .ifPresent(found -> amendments.learnWhole(wanted.messages(), found));
  }

  /// By their ids; only what is not found so is looked for by WhatsApp's id.
  private void readCarried(Wanted wanted) {
    Map<MessageId, Lookups.Found> found = bulk.messagesById(wanted.carried());
    Map<MessageId, Lookups.Found> all = new HashMap<>(found);
    for (Lookups.Found one : found.values()) {
      if (one.held() != null) {
        all.putIfAbsent(one.held().message().metaId(), one);
      }
    }
    Set<MessageId> left = new LinkedHashSet<>(wanted.carried());
    left.removeAll(all.keySet());
    if (!left.isEmpty()) {
      bulk.messagesByMetaId(left).forEach(all::putIfAbsent);
    }
    learnMessages(wanted, wanted.carried(), all);
  }

  private void learnMessages(
      Wanted wanted, Set<MessageId> all, Map<MessageId, Lookups.Found> found) {
    for (MessageId name : all) {
      Lookups.Found one = found.get(name);
      if (one == null) {
        if (!ObjectId.isValid(name.value())) { // else it may be the key of a document
          names.learn(name, Optional.empty());
        }
      } else if (one.held() == null) {
        names.learn(name, Optional.of(one.key()));
      } else if (one.placed()) {
        try {
          meet(one.held());
          names.learn(name, Optional.of(one.key()));
          wanted.chats().add(one.held().message().chat());
        } catch (Damage ofItsChat) {
          // Not learned: the step that asks for the message finds the damage again.
        }
      }
    }
  }

  private <K, V> void learnAll(Table<K, V> table, Set<K> wanted, Map<K, V> found) {
    for (K key : wanted) {
      if (!bulk.damaged().contains(key)) {
        table.learn(key, Optional.ofNullable(found.get(key)));
      }
    }
  }

  /// What the step did so far stays, as far as this ledger goes.
  void keepStep() {
    opposites.clear();
  }

  /// What the step did stays.
  ///
  /// @param changes how many it made
  void keepStep(int changes) {
    keepStep();
    lastChange += changes;
  }

  @Override
  public long lastChange() {
    return lastChange;
  }

  /// At once, and not with the commit: what is old may go whether or not the commit is made.
  @Override
  public boolean forgetChanges(Instant before, long kept, int limit) {
    return new Log(database, new Queries(database)).forget(before, kept, limit);
  }

  /// Gives what was taken over of another program its number, after all steps.
  ///
  /// @return what has to be told beside what the steps changed
  List<Change> touched() {
    List<Change> changes = new ArrayList<>();
    for (Object key : touched) {
      Held held = messages.get(key, _ -> Optional.empty()).orElse(null);
      if (held != null) {
        Message message = held.message().as(lastChange + changes.size() + 1);
        messages.put(key, held.with(message));
        changes.add(new Change.MessageTouched(message));
      }
    }
    return changes;
  }

  /// The log begins anew with this commit, if that writes anything.
  void beginLog() {
    logBegins = true;
  }

  boolean logBegins() {
    return logBegins;
  }

  /// Whether old documents of another program got their place, which is not told: the log has to
  /// begin anew.
  boolean isLogBroken() {
    return logBroken;
  }

  /// What the step did is taken back.
  void undoStep() {
    while (!opposites.isEmpty()) {
      opposites.pop().run();
    }
  }

  long lastUnprocessed() {
    return lastUnprocessed;
  }

  @Override
  public Optional<Message> message(MessageId id) {
    Optional<Object> key = keyOf(id);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    Optional<Held> held = messages.get(key.get(), _ -> Optional.empty());
    return held.map(Held::message);
  }

  /// The key of the document that has this name; also of one that cannot be read as a message.
  private Optional<Object> keyOf(MessageId name) {
    return names.get(name, this::find);
  }

  private Optional<Object> find(MessageId name) {
    Optional<Lookups.Found> found = lookups.message(name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Object key = found.get().key();
    Held held = found.get().held();
    if (held != null) {
      if (found.get().placed()) {
        meet(held);
      } else if (!messages.knows(key)) {
        adopt(held.message().chat(), Integer.MAX_VALUE);
      }
    }
    return Optional.of(key);
  }

  @Override
  public boolean add(Message message, @Nullable String webhookData) {
    if (keyOf(message.id()).isPresent() || keyOf(message.metaId()).isPresent()) {
      return false;
    }
    WebhookData data = webhookData == null ? null : stored(webhookData);
    Sizes.check(MessageDocument.whole(message, data));
    ObjectId key = new ObjectId();
    messages.put(key, new Held(key, message, data, Held.Met.NEW, message.delivery().status()));
    names.put(message.id(), key);
    names.put(message.metaId(), key);
    return true;
  }

  @Override
  public Optional<String> webhookData(Message message) {
    Held held = heldOf(message);
    if (held.met() != Held.Met.NEW) {
      return lookups.webhookData(held.key());
    }
    return Optional.ofNullable(held.webhookData())
        .map(data ->
            data.value() instanceof RawBsonDocument document
                ? document.toJson()
                : data.value().toString());
  }

  private WebhookData stored(String webhookData) {
    WebhookData ready = webhooks.get(webhookData);
    return ready == null ? WebhookData.of(webhookData) : ready;
  }

  @Override
  public void update(Message message) {
    Held held = heldOf(message);
    Sizes.check(MessageDocument.changing(message));
    messages.put(held.key(), held.with(message));
  }

  /// By its place where several documents of another program have its id.
  private Held heldOf(Message message) {
    return keyOf(message.id())
        .flatMap(key -> messages.get(key, _ -> Optional.empty()))
        .filter(held -> isAt(held, message))
        .or(() -> messages.known().stream().filter(held -> isAt(held, message)).findFirst())
        .orElseThrow(() -> new IllegalStateException("a message that is not there changed"));
  }

  private static boolean isAt(Held held, Message message) {
    return held.message().seq() == message.seq() && held.message().chat().equals(message.chat());
  }

  @Override
  public UnreadPart unread(WaId chat, MessagePosition after, int limit) {
    List<Held> stored = lookups.unread(chat, after, limit);
    Map<Object, Message> unread = new LinkedHashMap<>();
    for (Held held : stored) {
      meet(held);
      names.learn(held.message().id(), Optional.of(held.key()));
      messages
          .get(held.key(), _ -> Optional.empty())
          .ifPresent(now -> unread.put(now.key(), now.message()));
    }
    for (Held written : messages.written()) {
      unread.put(written.key(), written.message());
    }
    MessagePosition rest = stored.size() < limit ? null : position(stored.getLast().message());
    return new UnreadPart(
        unread.values().stream()
            .filter(it -> it.chat().equals(chat) && it.unread())
            .filter(it -> ORDER.compare(position(it), after) > 0)
            .filter(it -> rest == null || ORDER.compare(position(it), rest) <= 0)
            .sorted(Comparator.comparing(MongoLedger::position, ORDER))
            .toList(),
        rest);
  }

  private static MessagePosition position(Message message) {
    return new MessagePosition(message.timestamp(), message.seq());
  }

  @Override
  public Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before) {
    Stream<Instant> written =
        messages.written().stream()
            .map(Held::message)
            .filter(it -> it.chat().equals(chat) && it.direction() == direction)
            .map(Message::timestamp);
    return Stream.concat(lookups.newest(chat, direction, after, before).stream(), written)
        .filter(at -> at.isAfter(after) && at.isBefore(before))
        .max(Comparator.naturalOrder());
  }

  @Override
  public Optional<ChatSummary> summary(WaId chat) {
    if (!summaries.knows(chat)) {
      summaries.learn(chat, lookups.summary(chat));
      adopt(chat, Lookups.BATCH);
    }
    return summaries.get(chat, _ -> Optional.empty());
  }

  /// Gives documents of the replaced backend a place in their chat, in the order in which they were
  /// stored.
  ///
  /// @param limit at most about so many
  /// @return how many
  int adopt(WaId chat, int limit) {
    ChatSummary summary =
        summaries
            .get(chat, lookups::summary)
            .orElseGet(() -> new ChatSummary(chat, 0, 0, Instant.MIN, 0, Instant.EPOCH, 0));
    int adopted = 0;
    List<Held> batch = lookups.unplaced(chat, Math.min(limit, Lookups.BATCH), null);
    while (!batch.isEmpty()) {
      for (Held found : batch) {
        if (!messages.knows(found.key())) {
          Message placed = Lookups.at(found.message(), summary.lastSeq() + 1);
          messages.learn(found.key(), Optional.of(found));
          messages.put(
              found.key(),
              new Held(found.key(), placed, null, Held.Met.ADOPTED, placed.delivery().status()));
          names.learn(placed.id(), Optional.of(found.key()));
          if (found.key() instanceof ObjectId made
              && Integer.toUnsignedLong(made.getTimestamp()) >= recentSeconds) {
            touched.add(found.key());
          } else {
            logBroken = true;
          }
          summary = summary.with(placed);
          adopted++;
        }
      }
      summaries.put(chat, summary);
      batch =
          adopted >= limit
              ? List.of()
              : lookups.unplaced(chat, Lookups.BATCH, batch.getLast().key());
    }
    return adopted;
  }

  @Override
  public void save(ChatSummary summary) {
    summaries.put(summary.waId(), summary);
  }

  @Override
  public void keep(StatusReport report, Instant receivedAt) {
    Sizes.check(EarlyStatusDocument.of(new Waiting(report, receivedAt)));
    Map<Status, Waiting> kept = new EnumMap<>(Status.class);
    kept.putAll(waiting(report.message()));
    kept.put(report.status(), new Waiting(report, receivedAt));
    reports.put(report.message(), Map.copyOf(kept));
  }

  @Override
  public List<StatusReport> reportsFor(MessageId message) {
    return waiting(message).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getValue().report())
        .toList();
  }

  private Map<Status, Waiting> waiting(MessageId message) {
    return reports.get(message, lookups::reports).orElse(Map.of());
  }

  @Override
  public void forgetReportsFor(MessageId message) {
    if (!waiting(message).isEmpty()) {
      reports.remove(message);
    }
  }

  @Override
  public boolean forgetReportsBefore(Instant moment, int limit) {
    Set<MessageId> awaited = lookups.messagesAwaitedBefore(moment, limit);
    for (MessageId message : awaited) {
      Map<Status, Waiting> left = new EnumMap<>(Status.class);
      left.putAll(waiting(message));
      left.values().removeIf(it -> it.receivedAt().isBefore(moment));
      reports.put(message, Map.copyOf(left));
    }
    return !awaited.isEmpty();
  }

  @Override
  public boolean keep(Amendment amendment) {
    return amendments.keep(amendment);
  }

  @Override
  public Optional<Amendment> amendment(MessageId event) {
    return amendments.of(event);
  }

  @Override
  public Optional<Amendment> latestLike(Amendment amendment) {
    return amendments.latestLike(amendment);
  }

  @Override
  public void forgetEarlier(Amendment latest) {
    amendments.forgetEarlier(latest, REMEMBERED);
  }

  @Override
  public List<Amendment> amendmentsOf(MessageId message, int limit) {
    return amendments.about(message, limit);
  }

  @Override
  public Optional<Contact> contact(WaId waId) {
    return contacts.get(waId, lookups::contact).map(HeldContact::contact);
  }

  @Override
  public void save(Contact contact) {
    Sizes.check(ContactDocument.whole(contact));
    Object key =
        contacts
            .get(contact.waId(), lookups::contact)
            .map(HeldContact::key)
            .orElseGet(ObjectId::new);
    contacts.put(contact.waId(), new HeldContact(key, contact));
  }

  @Override
  public SilentPart onlineButUnseenSince(Instant moment, @Nullable WaId after, int limit) {
    List<HeldContact> stored = lookups.onlineButUnseenSince(moment, limit);
    stored.forEach(held -> contacts.learn(held.contact().waId(), Optional.of(held)));
    List<Contact> silent =
        contacts.known().stream()
            .map(HeldContact::contact)
            .filter(contact -> contact.online() && contact.lastSeen().isBefore(moment))
            .sorted(Comparator.comparing(contact -> contact.waId().value()))
            .toList();
    // those that go offline are not found again
    return new SilentPart(
        silent, stored.size() < limit || silent.isEmpty() ? null : silent.getLast().waId());
  }

  @Override
  public Optional<WaId> addressOf(WaId userId) {
    return addresses.get(userId, lookups::address);
  }

  @Override
  public void learn(WaId userId, WaId address) {
    addressOf(userId);
    addresses.put(userId, address);
  }

  @Override
  public void keep(Unprocessed what, Instant now) {
    byte[] digest = Sizes.sha256(what.body());
    String key = HexFormat.of().formatHex(digest);
    Optional<KeptUnprocessed> old = unprocessed.get(key, _ -> lookups.unprocessed(digest));
    KeptUnprocessed kept =
        old.map(it ->
                new KeptUnprocessed(it.number(), it.firstAt(), now, it.times() + 1, it.what()))
            .orElseGet(() -> new KeptUnprocessed(lastUnprocessed + 1, now, now, 1, what));
    Sizes.check(UnprocessedDocument.of(kept, digest));
    if (old.isEmpty()) {
      lastUnprocessed++; // stays given out where the step fails
    }
    unprocessed.put(key, kept);
  }

  @Override
  public Optional<KeptUnprocessed> unprocessed(long number) {
    Optional<KeptUnprocessed> added =
        unprocessed.written().stream().filter(entry -> entry.number() == number).findFirst();
    return added.isPresent() ? added : lookups.unprocessed(number);
  }

  @Override
  public boolean add(KeptUnprocessed entry) {
    byte[] digest = Sizes.sha256(entry.what().body());
    String key = HexFormat.of().formatHex(digest);
    if (unprocessed(entry.number()).isPresent()
        || unprocessed.get(key, _ -> lookups.unprocessed(digest)).isPresent()) {
      return false;
    }
    Sizes.check(UnprocessedDocument.of(entry, digest));
    lastUnprocessed = Math.max(lastUnprocessed, entry.number());
    unprocessed.put(key, entry);
    return true;
  }

  @Override
  public OptionalLong forgetUnprocessed(long number) {
    Optional<Lookups.BodyLess> found = lookups.bodyLess(number);
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    String key = found.get().digest();
    Optional<KeptUnprocessed> entry = unprocessed.get(key, _ -> Optional.of(found.get().entry()));
    if (entry.isEmpty() || entry.get().number() != number) { // a step before has forgotten it
      return OptionalLong.empty();
    }
    unprocessed.remove(key);
    return OptionalLong.of(0); // a body costs nothing that is neither read nor written
  }

  /// Takes note of a message that was read. Where another program has moved its status since it was
  /// counted, the summary of its chat follows.
  private void meet(Held held) {
    if (messages.knows(held.key())) {
      return;
    }
    Optional<ChatSummary> counted =
        held.moved() ? summary(held.message().chat()) : Optional.empty();
    messages.learn(held.key(), Optional.of(held));
    if (held.moved()) {
      messages.put(held.key(), held.with(held.message()));
      counted.ifPresent(
          it -> summaries.put(it.waId(), it.recounted(held.countedAsUnread(), held.message())));
      recounted++;
      touched.add(held.key());
    }
  }

  /// Counts messages anew whose status another program has moved.
  ///
  /// @return of how many that was so
  int recount(List<Object> keys) {
    int before = recounted;
    lookups.placed(keys).forEach(this::meet);
    return recounted - before;
  }

  /// Whether documents that another program wrote got their place, or were counted anew.
  boolean hasTakenOver() {
    return recounted > 0
        || messages.written().stream().anyMatch(held -> held.met() == Held.Met.ADOPTED);
  }

  /// Everything that is to be written.
  List<Write> writes() {
    List<Write> writes = new ArrayList<>();
    messages.changes().forEach(it -> MessageDocument.write(it, writes));
    amendments.addWrites(writes);
    reports.changes().forEach(it -> EarlyStatusDocument.write(it, writes));
    addresses.changes().forEach(it -> IdentityDocument.write(it, writes));
    contacts.changes().forEach(it -> ContactDocument.write(it, writes));
    unprocessed.changes().forEach(it -> UnprocessedDocument.write(it, writes));
    summaries.changes().forEach(it -> ChatDocument.write(it, writes));
    return writes;
  }
}
