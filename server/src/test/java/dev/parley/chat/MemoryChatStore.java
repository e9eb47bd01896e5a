package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps conversations in memory, for tests of code that uses a store. One lock protects
/// everything: steps and reads run one after another.
///
/// Loses everything when it is closed; otherwise it fulfils `ChatStoreContract`.
public final class MemoryChatStore implements SteppedStore {
  private static final Comparator<Position> NEWEST_FIRST =
      Comparator.comparing(Position::at)
          .reversed()
          .thenComparing(position -> position.waId().value());

  private final ReentrantLock lock = new ReentrantLock();
  private final MemoryLedger ledger = new MemoryLedger();
  private final ChatFeed feed;
  private boolean closed;

  public MemoryChatStore(ChatFeed feed) {
    this.feed = feed;
  }

  @Override
  public List<SharedRecord> shared(SharedRecord.Kind kind) {
    return read(() -> ledger.shared(kind));
  }

  @Override
  public Map<WaId, Answerers> answerers(Collection<WaId> chats) {
    return read(() -> found(chats, id -> ledger.summary(id).map(it -> Answerers.of(it.state()))));
  }

  @Override
  public List<ListedChat> chats(ChatCriterion criterion, @Nullable Position after, int limit) {
    return read(() ->
        page(
                ledger.summaries.values().stream().filter(criterion::fits).toList(),
                summary -> new Position(summary.newestTimestamp(), summary.waId()),
                after,
                limit)
            .stream()
            .map(this::listed)
            .toList());
  }

  @Override
  public Collection<ChatHead> heads(Collection<WaId> chats) {
    return read(() -> found(chats, id -> ledger.summary(id).map(this::head)).values());
  }

  @Override
  public Optional<Chat> chat(WaId chat, int messages) {
    return read(() ->
        ledger.summary(chat).map(summary -> new Chat(head(summary), newest(chat, null, messages))));
  }

  @Override
  public MessagePage page(WaId chat, @Nullable MessagePosition before, int limit) {
    return read(() -> newest(chat, before, limit));
  }

  @Override
  public MessageSlice slice(WaId chat, MessageSlice.Range part) {
    return read(() -> {
      MessageSlice.Builder slice = new MessageSlice.Builder(part);
      for (Message message : ledger.of(chat)) {
        if (!isBefore(message, part.from())
            && (message.position().equals(part.to()) || isBefore(message, part.to()))
            && !slice.add(message)) {
          break;
        }
      }
      return slice.build();
    });
  }

  @Override
  public MessageBatch everyMessage(@Nullable String after, int limit) {
    return read(() -> {
      List<Message> all =
          ledger.messages.values().stream()
              .sorted(Comparator.comparing(it -> it.id().value()))
              .toList();
      List<Message> batch =
          all.stream()
              .filter(it -> after == null || it.id().value().compareTo(after) > 0)
              .limit(limit)
              .toList();
      return batch.size() < limit
          ? new MessageBatch(batch, null, 1)
          : new MessageBatch(batch, batch.getLast().id().value(), 0.5);
    });
  }

  @Override
  public List<MessagePosition> placesAfter(WaId chat, MessagePosition after, int limit) {
    return read(() ->
        ledger.of(chat).stream()
            .filter(it -> !isBefore(it, after) && !it.position().equals(after))
            .map(Message::position)
            .limit(limit)
            .toList());
  }

  @Override
  public List<Message> answers(WaId chat, Collection<MessageId> names, int limit) {
    return read(() ->
        ledger.of(chat).stream()
            .filter(it -> it.body().replyTo() != null && names.contains(it.body().replyTo()))
            .limit(limit)
            .toList());
  }

  @Override
  public List<Note> notes(WaId chat) {
    return read(() -> ledger.notes(chat, Note.MOST));
  }

  @Override
  public Map<String, Note> notes(Collection<String> ids) {
    return read(() -> rows().notes(ids));
  }

  @Override
  public Map<MessageId, Message> messages(Collection<MessageId> ids) {
    return read(() -> rows().messages(ids));
  }

  @Override
  public Map<WaId, Contact> contacts(Collection<WaId> ids) {
    return read(() -> rows().contacts(ids));
  }

  @Override
  public Map<MessageId, String> webhookData(WaId chat, List<Message> messages) {
    return read(() -> {
      Map<MessageId, String> found = new HashMap<>();
      for (Message message : messages) {
        String data = ledger.webhookData.get(message.id());
        if (data != null && message.chat().equals(chat)) {
          found.put(message.id(), data);
        }
      }
      return found;
    });
  }

  @Override
  public List<Contact> contacts(@Nullable Position after, int limit) {
    return read(() ->
        page(
            ledger.contacts.values().stream().toList(),
            contact -> new Position(contact.lastSeen(), contact.waId()),
            after,
            limit));
  }

  @Override
  public List<KeptUnprocessed> unprocessed(long after, int limit) {
    return read(
        () -> ledger.unprocessed.tailMap(after, false).values().stream().limit(limit).toList());
  }

  @Override
  public Optional<KeptUnprocessed> unprocessed(long number) {
    return read(() -> Optional.ofNullable(ledger.unprocessed.get(number)));
  }

  @Override
  public StreamPosition position() {
    return read(() -> new ChangeLog(rows()).position());
  }

  @Override
  public Optional<WaId> addressOf(WaId id) {
    return read(() -> ledger.addressOf(id));
  }

  @Override
  public Set<WaId> addressesOf(WaId person) {
    return read(() -> {
      Set<WaId> all = new LinkedHashSet<>(Set.of(person));
      ledger.summaries.keySet().stream()
          .filter(it -> it.customer().equals(person))
          .forEach(all::add);
      ledger.contacts.keySet().stream()
          .filter(it -> it.customer().equals(person))
          .forEach(all::add);
      ledger
          .aliases
          .values()
          .forEach(it -> {
            if (all.contains(it.address()) || all.contains(it.id())) {
              all.add(it.id());
              all.add(it.address());
            }
          });
      return all;
    });
  }

  @Override
  public List<WaId> chatsOlderThan(Instant moment, @Nullable WaId after, int limit) {
    return read(() ->
        ledger.summaries.keySet().stream()
            .filter(it -> after == null || it.value().compareTo(after.value()) > 0)
            .filter(it -> !ledger.oldest(it, moment, 1).isEmpty())
            .sorted(Comparator.comparing(WaId::value))
            .limit(limit)
            .toList());
  }

  @Override
  public List<ChangeLog.Entry> changesFrom(long number, int limit) {
    return read(() -> rows().entriesFrom(number, limit));
  }

  @Override
  public Optional<Sync> sync(StreamPosition since, int limit) {
    return read(() -> new ChangeLog(rows()).sync(since, limit));
  }

  @Override
  public Optional<ChangeLog.Missed> missed(StreamPosition since, int limit) {
    return read(() -> new ChangeLog(rows()).missed(since, limit));
  }

  @Override
  public Optional<StreamPosition> positionBefore(Instant time) {
    return read(() -> new ChangeLog(rows()).before(time));
  }

  private ChangeLog.Rows rows() {
    return new ChangeLog.Rows() {
      @Override
      public ChangeLog.Entry newest() {
        return ledger.entries.lastEntry().getValue();
      }

      @Override
      public List<ChangeLog.Entry> entriesFrom(long number, int limit) {
        return ledger.entries.tailMap(number).values().stream().limit(limit).toList();
      }

      @Override
      public Map<MessageId, Message> messages(Collection<MessageId> ids) {
        return found(ids, ledger::message);
      }

      @Override
      public Map<WaId, Contact> contacts(Collection<WaId> ids) {
        return found(ids, ledger::contact);
      }

      @Override
      public Map<String, Note> notes(Collection<String> ids) {
        return found(ids, ledger::note);
      }
    };
  }

  private static <K, V> Map<K, V> found(Collection<K> keys, Function<K, Optional<V>> find) {
    Map<K, V> found = new LinkedHashMap<>();
    keys.forEach(key -> find.apply(key).ifPresent(value -> found.put(key, value)));
    return found;
  }

  @Override
  public List<AgentDay> counted(LocalDate from, LocalDate to) {
    return read(() ->
        ledger.statistics.values().stream()
            .filter(it -> !it.day().isBefore(from) && !it.day().isAfter(to))
            .toList());
  }

  @Override
  public Digest digest(WaId chat) {
    return read(() -> {
      Digest.Builder digest = new Digest.Builder();
      ledger.of(chat).stream()
          .sorted(Comparator.comparingLong(Message::seq))
          .forEach(it -> digest.add(it.seq(), it.id().value(), it.rev()));
      return digest.build();
    });
  }

  @Override
  public List<UnprocessedHead> unprocessedHeads(long after, int limit) {
    return unprocessed(after, limit).stream()
        .map(entry ->
            new UnprocessedHead(
                entry.number(), entry.lastAt(), entry.what().body().length, entry.what().routine()))
        .toList();
  }

  @Override
  public Audit audit() {
    return read(() -> {
      Map<Direction, Map<Status, Long>> counts = new EnumMap<>(Direction.class);
      for (Message message : ledger.messages.values()) {
        counts
            .computeIfAbsent(message.direction(), direction -> new EnumMap<>(Status.class))
            .merge(message.delivery().status(), 1L, Long::sum);
      }
      List<String> findings = new ArrayList<>();
      for (ChatSummary summary : ledger.summaries.values()) {
        if (!fits(summary)) {
          findings.add("A chat's summary is not what its messages say");
        }
      }
      return new Audit(
          counts,
          ledger.summaries.size(),
          ledger.contacts.size(),
          ledger.earlyStatuses(),
          ledger.unprocessed.size(),
          findings,
          List.of());
    });
  }

  @Override
  public int waiting() {
    return 0;
  }

  @Override
  public Duration oldestWaiting() {
    return Duration.ZERO;
  }

  @Override
  public Map<String, String> place() {
    return Map.of();
  }

  @Override
  public Health health() {
    return new Health("memory", null);
  }

  /// The archive of this store, for reading and adding records; added records are visible
  /// immediately.
  public MemoryArchive archive() {
    return new MemoryArchive(ledger);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public <T> T step(Instant now, ReadAhead ahead, Function<ChatRules, T> step) {
    return read(() -> {
      ChatRules rules = new ChatRules(ledger, Outbox.NONE, now);
      T result;
      try {
        result = step.apply(rules);
        ledger.count(rules.measured());
        ledger.commit();
      } catch (Error e) {
        throw new IllegalStateException("a step failed in the store", e);
      } finally {
        ledger.rollback();
      }
      if (!rules.changes().isEmpty()) {
        feed.publish(ledger.log(rules.changes(), now));
      }
      return result;
    });
  }

  private <R> R read(Supplier<R> read) {
    lock.lock();
    try {
      if (closed) {
        throw new Refusal(ErrorCode.STORE_UNAVAILABLE, "the store is closed");
      }
      return read.get();
    } finally {
      lock.unlock();
    }
  }

  private static <T> List<T> page(
      List<T> all, Function<T, Position> position, @Nullable Position after, int limit) {
    Predicate<T> isLater =
        element -> after == null || NEWEST_FIRST.compare(position.apply(element), after) > 0;
    return all.stream()
        .filter(isLater)
        .sorted(Comparator.comparing(position, NEWEST_FIRST))
        .limit(limit)
        .toList();
  }

  private ChatHead head(ChatSummary summary) {
    return new ChatHead(listed(summary), ledger.of(summary.waId()).getLast());
  }

  private ListedChat listed(ChatSummary summary) {
    return new ListedChat(summary, ledger.contact(summary.waId()));
  }

  private MessagePage newest(WaId chat, @Nullable MessagePosition before, int limit) {
    List<Message> shown =
        ledger.of(chat).stream()
            .filter(message -> isBefore(message, before))
            .toList()
            .reversed()
            .stream()
            .limit(limit + 1L)
            .toList();
    MessagePage.Builder page = new MessagePage.Builder(limit);
    for (Message message : shown) {
      if (!page.add(message)) {
        break;
      }
    }
    return page.build(() -> shown.stream().map(Message::position).toList());
  }

  private static boolean isBefore(Message message, @Nullable MessagePosition before) {
    if (before == null) {
      return true;
    }
    int order = message.timestamp().compareTo(before.timestamp());
    return order < 0 || (order == 0 && message.seq() < before.seq());
  }

  private boolean fits(ChatSummary summary) {
    List<Message> messages = ledger.of(summary.waId());
    Message newest = messages.getLast();
    return summary.lastSeq() == messages.size() + summary.removed()
        && summary.newestSeq() == newest.seq()
        && summary.newestTimestamp().equals(newest.timestamp())
        && summary.unread() == messages.stream().filter(Message::unread).count()
        && messages.stream()
            .flatMap(message -> ServiceWindow.openedBy(message).stream())
            .noneMatch(opened ->
                summary.windowOpenedAt() == null || opened.isAfter(summary.windowOpenedAt()));
  }
}
