package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The rows of a [MemoryChatStore]: maps of immutable values. Every write is remembered with its
/// opposite until [#commit], so that [#rollback] leaves nothing of a failed step.
///
/// Used under the store's lock.
final class MemoryLedger implements ChatLedger {
  /// The position of a message: sorted by chat, then as it is shown.
  record SortKey(WaId chat, Instant timestamp, long seq) {
    static final Comparator<SortKey> ORDER =
        Comparator.comparing((SortKey place) -> place.chat.value())
            .thenComparing(SortKey::timestamp)
            .thenComparingLong(SortKey::seq);
  }

  /// A status that waits for its message.
  record Waiting(StatusReport report, Instant receivedAt) {}

  final Map<MessageId, Message> messages = new HashMap<>();
  final NavigableMap<SortKey, MessageId> places = new TreeMap<>(SortKey.ORDER);
  final Map<MessageId, String> webhookData = new HashMap<>();
  final Map<WaId, ChatSummary> summaries = new HashMap<>();
  final Map<WaId, Contact> contacts = new HashMap<>();
  final NavigableMap<String, SharedRecord> shared = new TreeMap<>();
  final NavigableMap<String, Note> notes = new TreeMap<>();

  /// By day, then agent.
  final NavigableMap<String, AgentDay> statistics = new TreeMap<>();

  final NavigableMap<Long, ChatHistory.KeptUnprocessed> unprocessed = new TreeMap<>();

  /// Ids and WhatsApp's ids, which are one name space.
  private final Map<MessageId, MessageId> names = new HashMap<>();

  final Map<MessageId, Map<String, Waiting>> waiting = new HashMap<>();
  final Map<MessageId, List<Amendment>> amendments = new HashMap<>();
  private final Map<MessageId, Amendment> amendmentEvents = new HashMap<>();
  final Map<WaId, Alias> aliases = new HashMap<>();
  private final Deque<Runnable> opposites = new ArrayDeque<>();
  private long lastUnprocessed;

  final NavigableMap<Long, ChangeLog.Entry> entries =
      new TreeMap<>(Map.of(0L, new ChangeLog.Entry(0, 0, 0, Instant.EPOCH, "")));

  void commit() {
    opposites.clear();
  }

  void rollback() {
    while (!opposites.isEmpty()) {
      opposites.pop().run();
    }
  }

  long earlyStatuses() {
    return waiting.values().stream().mapToLong(Map::size).sum();
  }

  @Override
  public long lastChange() {
    return entries.lastKey();
  }

  @Override
  public boolean forgetChanges(Instant before, long kept, int limit) {
    long last = lastChange();
    List<Long> old =
        entries.values().stream()
            .limit(limit)
            .filter(
                it -> it.last() < last && (it.at().isBefore(before) || it.last() <= last - kept))
            .map(ChangeLog.Entry::last)
            .toList();
    entries.keySet().removeAll(old);
    return old.size() == limit;
  }

  /// The commit's entry in the log.
  Commit log(List<Change> changes, Instant now) {
    Commit commit = new Commit(lastChange() + 1, lastChange() % 7, changes);
    entries.put(
        commit.last(),
        new ChangeLog.Entry(
            commit.last(), changes.size(), commit.token(), now, ChangeReference.write(changes)));
    return commit;
  }

  @Override
  public Optional<Message> message(MessageId id) {
    return Optional.ofNullable(names.get(id)).map(messages::get);
  }

  @Override
  public void readAhead(Collection<MessageId> wanted) {} // everything is in memory

  @Override
  public boolean add(Message message, @Nullable String data) {
    if (names.containsKey(message.id()) || names.containsKey(message.metaId())) {
      return false;
    }
    checkTime(message.timestamp());
    put(names, message.id(), message.id());
    put(names, message.metaId(), message.id());
    put(messages, message.id(), message);
    put(places, placeOf(message), message.id());
    if (data != null) {
      put(webhookData, message.id(), data);
    }
    return true;
  }

  /// Every store keeps times as milliseconds since 1970; a time outside of that range fails the
  /// step.
  private static void checkTime(Instant time) {
    if (time.toEpochMilli() == Long.MIN_VALUE) {
      throw new ArithmeticException("a time out of range");
    }
  }

  static SortKey placeOf(Message message) {
    return new SortKey(message.chat(), message.timestamp(), message.seq());
  }

  @Override
  public Optional<String> webhookData(Message message) {
    return Optional.ofNullable(webhookData.get(message.id()));
  }

  @Override
  public void update(Message message) {
    put(messages, message.id(), message);
  }

  @Override
  public void identify(Message message) {
    put(names, message.metaId(), message.id());
    update(message);
  }

  @Override
  public PendingPart pending(@Nullable String after, int limit) {
    return new PendingPart(messages.values().stream().filter(Message::isPending).toList(), null);
  }

  @Override
  public UnreadPart unread(WaId chat, MessagePosition after, int limit) {
    List<Message> unread =
        places
            .subMap(
                new SortKey(chat, after.timestamp(), after.seq()),
                false,
                new SortKey(chat, Instant.MAX, Long.MAX_VALUE),
                true)
            .values()
            .stream()
            .map(this::known)
            .filter(Message::unread)
            .limit(limit)
            .toList();
    return new UnreadPart(
        unread,
        unread.size() < limit
            ? null
            : new MessagePosition(unread.getLast().timestamp(), unread.getLast().seq()));
  }

  /// The messages of a chat as they are shown.
  List<Message> of(WaId chat) {
    return places
        .subMap(new SortKey(chat, Instant.MIN, 0), new SortKey(chat, Instant.MAX, Long.MAX_VALUE))
        .values()
        .stream()
        .map(this::known)
        .toList();
  }

  Message known(MessageId id) {
    return Optional.ofNullable(messages.get(id)).orElseThrow();
  }

  @Override
  public Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before) {
    return of(chat).stream()
        .filter(message -> message.direction() == direction)
        .map(Message::timestamp)
        .filter(at -> at.isAfter(after) && at.isBefore(before))
        .max(Comparator.naturalOrder());
  }

  @Override
  public Optional<ChatSummary> summary(WaId chat) {
    return Optional.ofNullable(summaries.get(chat));
  }

  @Override
  public void save(ChatSummary summary) {
    put(summaries, summary.waId(), summary);
  }

  @Override
  public List<WaId> snoozedUntil(Instant now, int limit) {
    return chats(it -> it.snoozedUntil() != null && !it.snoozedUntil().isAfter(now), limit);
  }

  @Override
  public List<WaId> labelled(String label, int limit) {
    return chats(it -> it.labels().contains(label), limit);
  }

  private List<WaId> chats(Predicate<ChatState> fits, int limit) {
    return summaries.values().stream()
        .filter(it -> fits.test(it.state()))
        .map(ChatSummary::waId)
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<SharedRecord> shared(SharedRecord.Kind kind, String id) {
    return Optional.ofNullable(shared.get(id)).filter(it -> it.kind() == kind);
  }

  @Override
  public List<SharedRecord> shared(SharedRecord.Kind kind) {
    return shared.values().stream().filter(it -> it.kind() == kind).toList();
  }

  @Override
  public void save(SharedRecord what) {
    put(shared, what.id(), what);
  }

  @Override
  public void remove(SharedRecord.Kind kind, String id) {
    remove(shared, id);
  }

  @Override
  public Optional<Note> note(String id) {
    return Optional.ofNullable(notes.get(id));
  }

  @Override
  public List<Note> notes(WaId chat, int limit) {
    return notes.values().stream()
        .filter(it -> it.chat().equals(chat))
        .sorted(Comparator.comparing(Note::at).thenComparing(Note::id))
        .limit(limit)
        .toList();
  }

  @Override
  public void save(Note note) {
    put(notes, note.id(), note);
  }

  @Override
  public void removeNote(String id) {
    remove(notes, id);
  }

  @Override
  public void keep(StatusReport report, Instant receivedAt) {
    Map<String, Waiting> reports = new TreeMap<>(waiting.getOrDefault(report.message(), Map.of()));
    reports.put(report.status() + " " + report.participant(), new Waiting(report, receivedAt));
    put(waiting, report.message(), reports);
  }

  @Override
  public List<StatusReport> reportsFor(MessageId message) {
    return waiting.getOrDefault(message, Map.of()).values().stream()
        .map(Waiting::report)
        .sorted(Comparator.comparing(StatusReport::status))
        .toList();
  }

  @Override
  public void forgetReportsFor(MessageId message) {
    remove(waiting, message);
  }

  @Override
  public boolean forgetReportsBefore(Instant moment, int limit) {
    List<MessageId> old =
        waiting.entrySet().stream()
            .filter(entry ->
                entry.getValue().values().stream().anyMatch(it -> it.receivedAt.isBefore(moment)))
            .map(Map.Entry::getKey)
            .limit(limit)
            .toList();
    for (MessageId message : old) {
      Map<String, Waiting> left = new TreeMap<>(waiting.getOrDefault(message, Map.of()));
      left.values().removeIf(report -> report.receivedAt.isBefore(moment));
      if (left.isEmpty()) {
        remove(waiting, message);
      } else {
        put(waiting, message, left);
      }
    }
    return !old.isEmpty();
  }

  @Override
  public boolean keep(Amendment amendment) {
    if (amendmentEvents.containsKey(amendment.event())) {
      return false;
    }
    put(amendmentEvents, amendment.event(), amendment);
    List<Amendment> all = new ArrayList<>(amendments.getOrDefault(amendment.target(), List.of()));
    all.add(amendment);
    put(amendments, amendment.target(), List.copyOf(all));
    return true;
  }

  @Override
  public Optional<Amendment> amendment(MessageId event) {
    return Optional.ofNullable(amendmentEvents.get(event));
  }

  @Override
  public Optional<Amendment> latestLike(Amendment amendment) {
    Amendment latest = null;
    for (Amendment other : amendments.getOrDefault(amendment.target(), List.of())) {
      if (other.isLike(amendment) && (latest == null || !other.at().isBefore(latest.at()))) {
        latest = other;
      }
    }
    return Optional.ofNullable(latest);
  }

  @Override
  public void forgetEarlier(Amendment latest) {
    List<Amendment> left = new ArrayList<>();
    int same = 0;
    for (Amendment other : amendments.getOrDefault(latest.target(), List.of()).reversed()) {
      if (other.isLike(latest)
          && (other.at().isBefore(latest.at()) || ++same > ChatLedger.REMEMBERED)) {
        remove(amendmentEvents, other.event());
      } else {
        left.add(other);
      }
    }
    put(amendments, latest.target(), List.copyOf(left.reversed()));
  }

  @Override
  public List<Amendment> amendmentsOf(MessageId message, int limit) {
    return amendments.getOrDefault(message, List.of()).stream()
        .sorted(Comparator.comparing(it -> it.what() instanceof Amendment.Action.React))
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<Contact> contact(WaId waId) {
    return Optional.ofNullable(contacts.get(waId));
  }

  @Override
  public void save(Contact contact) {
    put(contacts, contact.waId(), contact);
  }

  @Override
  public SilentPart onlineButUnseenSince(Instant moment, @Nullable WaId after, int limit) {
    List<Contact> silent =
        contacts.values().stream()
            .filter(contact -> contact.online() && contact.lastSeen().isBefore(moment))
            .sorted(Comparator.comparing(contact -> contact.waId().value()))
            .limit(limit)
            .toList();
    return new SilentPart(silent, silent.size() < limit ? null : silent.getLast().waId());
  }

  @Override
  public Optional<WaId> addressOf(WaId userId) {
    return Optional.ofNullable(aliases.get(userId)).map(Alias::address);
  }

  @Override
  public List<Alias> aliasesOf(WaId address) {
    return aliases.values().stream().filter(it -> it.address().equals(address)).toList();
  }

  @Override
  public void save(Alias alias) {
    put(aliases, alias.id(), alias);
  }

  @Override
  public void redirect(WaId from, WaId to) {
    aliasesOf(from).forEach(it -> save(new Alias(it.id(), to, it.at())));
    List.copyOf(amendments.entrySet())
        .forEach(it ->
            put(
                amendments,
                it.getKey(),
                it.getValue().stream()
                    .map(one -> one.chat().equals(from) ? one.movedTo(from, to) : one)
                    .toList()));
  }

  @Override
  public void move(Message before, Message after) {
    remove(places, placeOf(before));
    put(places, placeOf(after), after.id());
    if (!before.metaId().equals(before.id())) {
      remove(names, before.metaId());
    }
    identify(after);
  }

  @Override
  public void forget(WaId address) {
    remove(summaries, address);
    remove(contacts, address);
  }

  @Override
  public void keep(Unprocessed what, Instant now) {
    for (ChatHistory.KeptUnprocessed kept : unprocessed.values()) {
      if (Arrays.equals(kept.what().body(), what.body())) {
        put(
            unprocessed,
            kept.number(),
            new ChatHistory.KeptUnprocessed(
                kept.number(), kept.firstAt(), now, kept.times() + 1, kept.what()));
        return;
      }
    }
    lastUnprocessed++;
    put(
        unprocessed,
        lastUnprocessed,
        new ChatHistory.KeptUnprocessed(lastUnprocessed, now, now, 1, what));
  }

  @Override
  public Optional<ChatHistory.KeptUnprocessed> unprocessed(long number) {
    return Optional.ofNullable(unprocessed.get(number));
  }

  @Override
  public boolean add(ChatHistory.KeptUnprocessed entry) {
    boolean taken =
        unprocessed.containsKey(entry.number())
            || unprocessed.values().stream()
                .anyMatch(it -> Arrays.equals(it.what().body(), entry.what().body()));
    if (taken) {
      return false;
    }
    lastUnprocessed = Math.max(lastUnprocessed, entry.number());
    put(unprocessed, entry.number(), entry);
    return true;
  }

  @Override
  public OptionalLong forgetUnprocessed(long number) {
    ChatHistory.KeptUnprocessed entry = unprocessed.get(number);
    if (entry == null) {
      return OptionalLong.empty();
    }
    remove(unprocessed, number);
    return OptionalLong.of(entry.what().body().length);
  }

  @Override
  public Optional<AgentDay> counted(AgentDay.Key key) {
    return Optional.ofNullable(statistics.get(key.toString()));
  }

  @Override
  public void save(AgentDay day) {
    put(statistics, day.key().toString(), day);
  }

  @Override
  public List<Message> oldest(WaId chat, @Nullable Instant before, int limit) {
    return of(chat).stream()
        .filter(it -> before == null || it.timestamp().isBefore(before))
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<Message> newest(WaId chat) {
    List<Message> all = of(chat);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  @Override
  public void erase(Message message, List<MessageId> called) {
    for (MessageId name : called) {
      remove(waiting, name);
      for (Amendment amendment : amendments.getOrDefault(name, List.of())) {
        remove(amendmentEvents, amendment.event());
      }
      remove(amendments, name);
    }
    remove(names, message.id());
    remove(names, message.metaId());
    remove(messages, message.id());
    remove(places, placeOf(message));
    remove(webhookData, message.id());
  }

  @Override
  public boolean shows(String file) {
    return messages.values().stream()
        .map(it -> it.body().file())
        .anyMatch(it -> it != null && it.id().equals(file));
  }

  @Override
  public void eraseChat(WaId chat) {
    notes(chat, Note.MOST).forEach(it -> removeNote(it.id()));
    remove(summaries, chat);
  }

  @Override
  public void erasePerson(WaId address) {
    remove(contacts, address);
    remove(aliases, address);
    aliasesOf(address).forEach(it -> remove(aliases, it.id()));
    List.copyOf(amendments.entrySet())
        .forEach(it -> {
          List<Amendment> ofOthers =
              it.getValue().stream().filter(one -> !isOf(one.chat(), address)).toList();
          put(amendments, it.getKey(), ofOthers);
        });
  }

  private static boolean isOf(WaId chat, WaId address) {
    return chat.equals(address) || chat.value().startsWith(address.value() + "@");
  }

  @Override
  public void rewriteChanges(long last, String changes) {
    ChangeLog.Entry old = entries.get(last);
    if (old != null) {
      put(entries, last, new ChangeLog.Entry(last, old.count(), old.token(), old.at(), changes));
    }
  }

  private <K, V> void put(Map<K, V> map, K key, V value) {
    V old = map.put(key, value);
    opposites.push(() -> restore(map, key, old));
  }

  private <K, V> void remove(Map<K, V> map, K key) {
    V old = map.remove(key);
    opposites.push(() -> restore(map, key, old));
  }

  private static <K, V> void restore(Map<K, V> map, K key, @Nullable V old) {
    if (old == null) {
      map.remove(key);
    } else {
      map.put(key, old);
    }
  }
}
