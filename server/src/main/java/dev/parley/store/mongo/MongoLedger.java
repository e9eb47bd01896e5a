package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.parley.accounts.AccountLedger;
import dev.parley.chat.AgentDay;
import dev.parley.chat.Alias;
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
import dev.parley.chat.Note;
import dev.parley.chat.PendingPart;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.StatusReport;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.WaId;
import dev.parley.hooks.HookLedger;
import dev.parley.media.MediaLedger;
import dev.parley.outbox.OutboxLedger;
import dev.parley.stream.CursorLedger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows of a group of steps: read from MongoDB when a step asks for them, changed in memory,
/// and written by the [Journal] once all steps of the group have run. Each step sees the changes of
/// earlier steps in the group; a step that fails is undone alone. The rows of each kind are
/// [LedgerRows].
///
/// Used by the writer's thread.
final class MongoLedger implements ChatLedger {
  /// The maximum number of rows that are read ahead: a query for more would not fit into a message.
  private static final int MOST_WANTED = 20_000;

  private final MongoDatabase database;
  private final MessageLookups lookups;
  private final Deque<Runnable> opposites = new ArrayDeque<>();
  private final MessageRows messages;
  private final AmendmentRows amendments;
  private final EarlyStatusRows earlyStatuses;
  private final IdentityRows identities;
  private final ContactRows contacts;
  private final UnprocessedRows unprocessed;
  private final OutboxRows outbox;
  private final AccountRows accounts;
  private final CursorRows cursors;
  private final MediaRows media;
  private final HookRows hooks;
  private final SharedRows shared;
  private final NoteRows notes;
  private final StatisticsRows statistics;
  private final ChatRows chats;

  /// All of the above, in the order of [StoredKinds#ALL].
  private final List<LedgerRows> all;

  private long lastChange;
  private boolean logBegins;

  /// @param damages logs damaged documents, which are skipped
  /// @param head the state of the journal
  /// @param recentSeconds the time, in seconds since 1970, from which messages of other programs
  ///   are published as changes
  MongoLedger(MongoDatabase database, DamageLog damages, Journal.Head head, long recentSeconds) {
    this.database = database;
    this.lookups = new MessageLookups(database);
    this.chats = new ChatRows(database, lookups, opposites);
    this.messages = new MessageRows(lookups, chats, recentSeconds, opposites);
    this.amendments = new AmendmentRows(database, opposites);
    this.earlyStatuses = new EarlyStatusRows(database, damages, opposites);
    this.identities = new IdentityRows(database, opposites);
    this.contacts = new ContactRows(database, opposites);
    this.unprocessed = new UnprocessedRows(database, head.lastUnprocessed(), opposites);
    this.outbox = new OutboxRows(database, damages, opposites);
    this.accounts = new AccountRows(database, damages, opposites);
    this.cursors = new CursorRows(database, damages, opposites);
    this.media = new MediaRows(database, damages, opposites);
    this.hooks = new HookRows(database, damages, opposites);
    this.shared = new SharedRows(database, damages, opposites);
    this.notes = new NoteRows(database, damages, opposites);
    this.statistics = new StatisticsRows(database, damages, opposites);
    this.all =
        List.of(
            messages,
            amendments,
            earlyStatuses,
            identities,
            contacts,
            unprocessed,
            outbox,
            accounts,
            cursors,
            media,
            hooks,
            shared,
            notes,
            statistics,
            chats);
    this.lastChange = head.lastChange();
  }

  /// Reads the rows that steps will need, one kind at a time. Damaged rows are not recorded: the
  /// step that needs one finds the damage, and fails alone.
  void read(ExpectedReads wanted) {
    messages.use(wanted.webhooks());
    if (wanted.messages().size() + wanted.carried().size() + wanted.people().size() > MOST_WANTED) {
      return;
    }
    if (!wanted.messages().isEmpty()) { // messages change the summaries of chats
      messages.readAll(wanted.messages(), wanted.chats());
      earlyStatuses.readAll(wanted.messages());
      amendments.readAbout(wanted.messages());
    }
    if (!wanted.free().isEmpty()) {
      messages.readById(wanted.free(), wanted.chats());
    }
    if (!wanted.carried().isEmpty()) {
      messages.readCarried(wanted.carried(), wanted.chats());
    }
    if (!wanted.people().isEmpty()) {
      Set<WaId> people = new LinkedHashSet<>(wanted.people());
      people.addAll(identities.readAll(wanted.people()));
      contacts.readAll(people);
      wanted.chats().addAll(people);
    }
    if (!wanted.chats().isEmpty()) {
      Set<WaId> ready = new LinkedHashSet<>(wanted.chats());
      ready.removeAll(lookups.chatsToAdoptIn(wanted.chats()));
      chats.readAll(ready);
    }
    if (!wanted.events().isEmpty()) {
      amendments.readEvents(wanted.events());
    }
    keepStep();
  }

  /// Keeps the changes of the step so far, in this ledger.
  void keepStep() {
    opposites.clear();
  }

  /// Keeps the changes of the step.
  ///
  /// @param changes the number of its changes
  void keepStep(int changes) {
    keepStep();
    lastChange += changes;
  }

  /// Undoes the changes of the step.
  void undoStep() {
    while (!opposites.isEmpty()) {
      opposites.pop().run();
    }
  }

  /// All writes of the steps.
  List<Write> writes() {
    List<Write> writes = new ArrayList<>();
    all.forEach(rows -> rows.addWrites(writes));
    return writes;
  }

  @Override
  public long lastChange() {
    return lastChange;
  }

  /// Runs immediately, not with the commit: old entries can be removed whether or not the commit
  /// succeeds.
  @Override
  public boolean forgetChanges(Instant before, long kept, int limit) {
    return new ChangeLogRows(database, new MongoQueries(database)).forget(before, kept, limit);
  }

  /// Numbers the changes for adopted documents of another program, after all steps.
  ///
  /// @return the changes to publish in addition to those of the steps
  List<Change> touched() {
    return messages.touched(lastChange);
  }

  /// Starts a new log with this commit, if it writes anything.
  void beginLog() {
    logBegins = true;
  }

  boolean logBegins() {
    return logBegins;
  }

  /// See [MessageRows#isLogBroken].
  boolean isLogBroken() {
    return messages.isLogBroken();
  }

  /// See [UnprocessedRows#last].
  long lastUnprocessed() {
    return unprocessed.last();
  }

  /// The rows of the outbox within the same steps.
  OutboxLedger outbox() {
    return outbox;
  }

  /// The rows of files within the same steps.
  MediaLedger media() {
    return media;
  }

  /// The rows of the accounts within the same steps.
  AccountLedger accounts() {
    return accounts;
  }

  /// The rows of the outgoing webhooks within the same steps.
  HookLedger hooks() {
    return hooks;
  }

  /// The cursors of durable subscribers within the same steps.
  CursorLedger cursors() {
    return cursors;
  }

  /// See [MessageRows#adopt].
  int adopt(WaId chat, int limit) {
    return messages.adopt(chat, limit);
  }

  /// See [MessageRows#recount].
  int recount(List<Object> keys) {
    return messages.recount(keys);
  }

  /// See [MessageRows#hasTakenOver].
  boolean hasTakenOver() {
    return messages.hasTakenOver();
  }

  @Override
  public Optional<Message> message(MessageId id) {
    return messages.of(id);
  }

  @Override
  public void readAhead(Collection<MessageId> wanted) {
    messages.readAll(wanted, new HashSet<>());
  }

  @Override
  public boolean add(Message message, @Nullable String webhookData) {
    return messages.add(message, webhookData);
  }

  @Override
  public Optional<String> webhookData(Message message) {
    return messages.webhookData(message);
  }

  @Override
  public void update(Message message) {
    messages.update(message);
  }

  @Override
  public void identify(Message message) {
    messages.identify(message);
  }

  @Override
  public PendingPart pending(@Nullable String after, int limit) {
    return messages.pending(after, limit);
  }

  @Override
  public UnreadPart unread(WaId chat, MessagePosition after, int limit) {
    return messages.unread(chat, after, limit);
  }

  @Override
  public Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before) {
    return messages.newest(chat, direction, after, before);
  }

  @Override
  public Optional<ChatSummary> summary(WaId chat) {
    return messages.summary(chat);
  }

  @Override
  public void save(ChatSummary summary) {
    chats.save(summary);
  }

  @Override
  public List<WaId> snoozedUntil(Instant now, int limit) {
    return chats.snoozedUntil(now, limit);
  }

  @Override
  public List<WaId> labelled(String label, int limit) {
    return chats.labelled(label, limit);
  }

  @Override
  public Optional<SharedRecord> shared(SharedRecord.Kind kind, String id) {
    return shared.find(kind, id);
  }

  @Override
  public List<SharedRecord> shared(SharedRecord.Kind kind) {
    return shared.all(kind);
  }

  @Override
  public void save(SharedRecord what) {
    shared.save(what);
  }

  @Override
  public void remove(SharedRecord.Kind kind, String id) {
    shared.remove(kind, id);
  }

  @Override
  public void keep(StatusReport report, Instant receivedAt) {
    earlyStatuses.keep(report, receivedAt);
  }

  @Override
  public Optional<Note> note(String id) {
    return notes.find(id);
  }

  @Override
  public List<Note> notes(WaId chat, int limit) {
    return notes.of(chat, limit);
  }

  @Override
  public void save(Note note) {
    notes.save(note);
  }

  @Override
  public void removeNote(String id) {
    notes.remove(id);
  }

  @Override
  public List<StatusReport> reportsFor(MessageId message) {
    return earlyStatuses.reportsFor(message);
  }

  @Override
  public void forgetReportsFor(MessageId message) {
    earlyStatuses.forgetReportsFor(message);
  }

  @Override
  public boolean forgetReportsBefore(Instant moment, int limit) {
    return earlyStatuses.forgetReportsBefore(moment, limit);
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
    amendments.forgetEarlier(latest);
  }

  @Override
  public List<Amendment> amendmentsOf(MessageId message, int limit) {
    return amendments.about(message, limit);
  }

  @Override
  public Optional<Contact> contact(WaId waId) {
    return contacts.of(waId);
  }

  @Override
  public void save(Contact contact) {
    contacts.save(contact);
  }

  @Override
  public SilentPart onlineButUnseenSince(Instant moment, @Nullable WaId after, int limit) {
    return contacts.onlineButUnseenSince(moment, limit);
  }

  @Override
  public Optional<WaId> addressOf(WaId userId) {
    return identities.addressOf(userId);
  }

  @Override
  public List<Alias> aliasesOf(WaId address) {
    return identities.aliasesOf(address);
  }

  @Override
  public void save(Alias alias) {
    identities.save(alias);
  }

  /// Amendments are changed immediately, not with the commit: both addresses belong to the same
  /// person, so the change does no harm if the commit fails.
  @Override
  public void redirect(WaId from, WaId to) {
    identities.redirect(from, to);
    amendments.redirect(from, to);
  }

  @Override
  public void move(Message before, Message after) {
    messages.move(before, after);
  }

  @Override
  public void forget(WaId address) {
    chats.erase(address);
    contacts.erase(address);
  }

  @Override
  public void keep(Unprocessed what, Instant now) {
    unprocessed.keep(what, now);
  }

  @Override
  public Optional<KeptUnprocessed> unprocessed(long number) {
    return unprocessed.of(number);
  }

  @Override
  public boolean add(KeptUnprocessed entry) {
    return unprocessed.add(entry);
  }

  @Override
  public OptionalLong forgetUnprocessed(long number) {
    return unprocessed.forget(number);
  }

  @Override
  public Optional<AgentDay> counted(AgentDay.Key key) {
    return statistics.find(key);
  }

  @Override
  public void save(AgentDay day) {
    statistics.save(day);
  }

  @Override
  public List<Message> oldest(WaId chat, @Nullable Instant before, int limit) {
    return messages.oldest(chat, before, limit);
  }

  @Override
  public Optional<Message> newest(WaId chat) {
    return messages.newest(chat);
  }

  /// Removes data about the message immediately, because it has to be removed whether or not the
  /// commit succeeds.
  @Override
  public void erase(Message message, List<MessageId> names) {
    database
        .getCollection(EarlyStatusDocument.COLLECTION)
        .deleteMany(Lookups.ofMessages(EarlyStatusDocument.MESSAGE_ID, names));
    database
        .getCollection(AmendmentDocument.COLLECTION)
        .deleteMany(Lookups.ofMessages(AmendmentDocument.TARGET, names));
    messages.erase(message);
  }

  @Override
  public boolean shows(String file) {
    return messages.shows(file);
  }

  /// Notes and amendments are removed immediately, as in [#erase].
  @Override
  public void eraseChat(WaId chat) {
    for (String collection : List.of(NoteDocument.COLLECTION, AmendmentDocument.COLLECTION)) {
      database.getCollection(collection).deleteMany(Filters.eq(FieldNames.WA_ID, chat.value()));
    }
    chats.erase(chat);
  }

  /// Ids and amendments are removed immediately, as in [#erase].
  @Override
  public void erasePerson(WaId address) {
    database
        .getCollection(IdentityDocument.COLLECTION)
        .deleteMany(
            Filters.or(
                Filters.eq(FieldNames.KEY, address.value()),
                Filters.eq(IdentityDocument.ADDRESS, address.value())));
    // Amendments that wait for a message do not belong to a chat yet.
    database
        .getCollection(AmendmentDocument.COLLECTION)
        .deleteMany(ContactQueries.numbersOf(FieldNames.WA_ID, address));
    contacts.erase(address);
  }

  /// Runs immediately, as [#erase] does.
  @Override
  public void rewriteChanges(long last, String changes) {
    new ChangeLogRows(database, new MongoQueries(database)).rewrite(last, changes);
  }
}
