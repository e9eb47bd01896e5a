package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.parley.chat.Amendment;
import dev.parley.chat.ChatLedger;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import dev.parley.store.mongo.AmendmentDocument.AmendmentKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;

/// The amendments in a [MongoLedger]. The amendments of one person to one message are one row, so
/// that the amendments of other people need not be read.
///
/// Used by the writer's thread.
final class AmendmentRows implements LedgerRows {
  /// The maximum number of amendments that are read ahead.
  private static final int MOST_AHEAD = 2_000;

  /// The maximum number of stored amendments of one person to one message that are read: earlier
  /// versions kept more than [#REMEMBERED].
  private static final int MOST_OF_ONE_PERSON = 200;

  /// The number of amendments with the same time that are kept.
  private static final int REMEMBERED = ChatLedger.REMEMBERED;

  private final MongoCollection<Document> amendments;
  private final StagedRows<MessageId, Event> events;
  private final StagedRows<AmendmentKey, List<Amendment>> byKey;

  /// Targets whose stored amendments were all read at once.
  private final Map<MessageId, List<Amendment>> whole = new HashMap<>();

  private final Map<MessageId, Set<AmendmentKey>> touched = new HashMap<>();
  private final Map<MessageId, Integer> places = new HashMap<>();

  /// The chats that became part of another one in this group of steps. Rows that were read or
  /// written before still have the old address.
  private final Map<WaId, WaId> redirected = new LinkedHashMap<>();

  private int nextPlace;

  /// An event that is known.
  ///
  /// @param amendment empty if it was removed
  record Event(Optional<Amendment> amendment) {}

  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  AmendmentRows(MongoDatabase database, Deque<Runnable> opposites) {
    this.amendments = database.getCollection(AmendmentDocument.COLLECTION);
    this.events = new StagedRows<>(opposites);
    this.byKey = new StagedRows<>(opposites);
  }

  /// Finds which of these events are not stored, and records that.
  void readEvents(Collection<MessageId> asked) {
    Set<MessageId> known = new HashSet<>();
    for (Document document :
        amendments
            .find(Lookups.ofMessages(FieldNames.KEY, asked))
            .projection(Projections.include(FieldNames.KEY))) {
      known.add(new MessageId(DocumentFields.text(document, FieldNames.KEY)));
    }
    for (MessageId event : asked) {
      if (!known.contains(event)) {
        events.noteRead(event, Optional.empty());
      }
    }
  }

  /// Reads ahead the amendments of some messages, unless there are very many.
  void readAbout(Collection<MessageId> targets) {
    BulkRead<MessageId, Amendment> read = new BulkRead<>(AmendmentDocument.KIND);
    List<Amendment> all = new ArrayList<>();
    int seen = 0;
    for (Document document :
        amendments
            .find(Lookups.ofMessages(AmendmentDocument.TARGET, targets))
            .sort(Sorts.ascending(FieldNames.REV, AmendmentDocument.PLACE))
            .limit(MOST_AHEAD)) {
      seen++;
      MessageId target = new MessageId(DocumentFields.text(document, AmendmentDocument.TARGET));
      read.read(target, document, AmendmentDocument::read).ifPresent(all::add);
    }
    if (seen < MOST_AHEAD) {
      Map<MessageId, List<Amendment>> found =
          all.stream().collect(Collectors.groupingBy(Amendment::target));
      for (MessageId target : targets) {
        if (!read.isDamaged(target)) {
          whole.put(target, List.copyOf(found.getOrDefault(target, List.of())));
        }
      }
    }
  }

  Optional<Amendment> of(MessageId event) {
    return events.get(event, this::loadEvent).flatMap(Event::amendment);
  }

  boolean keep(Amendment amendment) {
    if (events.get(amendment.event(), this::loadEvent).isPresent()) {
      return false;
    }
    Sizes.check(AmendmentDocument.of(amendment, 0));
    events.put(amendment.event(), new Event(Optional.of(amendment)));
    places.put(amendment.event(), nextPlace++);
    List<Amendment> all = new ArrayList<>(like(amendment));
    all.add(amendment);
    put(AmendmentKey.of(amendment), all);
    return true;
  }

  private void put(AmendmentKey key, List<Amendment> all) {
    byKey.put(key, List.copyOf(all));
    touched.computeIfAbsent(key.target(), _ -> new LinkedHashSet<>()).add(key);
  }

  Optional<Amendment> latestLike(Amendment amendment) {
    Amendment latest = null;
    for (Amendment other : like(amendment)) {
      if (latest == null || !other.at().isBefore(latest.at())) {
        latest = other;
      }
    }
    return Optional.ofNullable(latest);
  }

  void forgetEarlier(Amendment latest) {
    List<Amendment> all = like(latest);
    List<Amendment> left =
        all.stream().filter(amendment -> !amendment.at().isBefore(latest.at())).toList();
    left = left.subList(Math.max(0, left.size() - REMEMBERED), left.size());
    if (left.size() < all.size()) {
      put(AmendmentKey.of(latest), left);
    }
  }

  /// The last similar amendments, in the order of their times, then in the order in which they were
  /// received.
  private List<Amendment> like(Amendment amendment) {
    return byKey.get(AmendmentKey.of(amendment), this::load).orElse(List.of());
  }

  private Optional<List<Amendment>> load(AmendmentKey key) {
    List<Amendment> stored = whole.get(key.target());
    return Optional.of(
        stored == null
            ? storedLike(key)
            : stored.stream()
                .filter(amendment -> AmendmentKey.of(amendment).equals(key))
                .sorted(Comparator.comparing(Amendment::at))
                .toList());
  }

  List<Amendment> about(MessageId message, int limit) {
    List<Amendment> stored = whole.get(message);
    List<Amendment> all = new ArrayList<>(stored != null ? stored : storedAbout(message, limit));
    Set<AmendmentKey> changed = touched.getOrDefault(message, Set.of());
    all.removeIf(amendment -> changed.contains(AmendmentKey.of(amendment)));
    for (AmendmentKey key : changed) {
      all.addAll(byKey.get(key, this::load).orElse(List.of()));
    }
    all.replaceAll(this::redirected);
    all.sort(Comparator.comparing(amendment -> amendment.what() instanceof Amendment.Action.React));
    return all.subList(0, Math.min(limit, all.size()));
  }

  private Optional<Event> loadEvent(MessageId event) {
    return Lookups.byKey(amendments, event.value())
        .map(document ->
            new Event(
                document.containsKey(AmendmentDocument.TARGET)
                    ? Optional.of(amendment(document))
                    : Optional.empty()));
  }

  /// The amendments of a message: edits and revocations first, then reactions, each in the order in
  /// which they were received.
  private List<Amendment> storedAbout(MessageId target, int limit) {
    Bson all = Filters.eq(AmendmentDocument.TARGET, target.value());
    Bson reaction = Filters.eq(FieldNames.KIND, AmendmentDocument.REACTION);
    List<Amendment> found = new ArrayList<>();
    for (Bson kind : List.of(Filters.nor(reaction), reaction)) {
      if (found.size() < limit) {
        amendments
            .find(Filters.and(all, kind))
            .sort(Sorts.ascending(FieldNames.REV, AmendmentDocument.PLACE))
            .limit(limit - found.size())
            .forEach(document -> found.add(amendment(document)));
      }
    }
    return found;
  }

  /// The last stored amendments, in the order of their times, then in the order in which they were
  /// received.
  private List<Amendment> storedLike(AmendmentKey key) {
    List<Amendment> found = new ArrayList<>();
    amendments
        .find(
            Filters.and(
                Filters.eq(AmendmentDocument.TARGET, key.target().value()),
                Filters.eq(FieldNames.WA_ID, key.chat().value()),
                Filters.eq(FieldNames.BY, key.by()),
                Filters.eq(FieldNames.KIND, key.kind())))
        .sort(Sorts.descending(FieldNames.AT, FieldNames.REV, AmendmentDocument.PLACE))
        .limit(MOST_OF_ONE_PERSON)
        .forEach(document -> found.add(amendment(document)));
    return found.reversed();
  }

  /// See [ChatLedger#redirect].
  void redirect(WaId from, WaId to) {
    Bson ofChat = Filters.eq(FieldNames.WA_ID, from.value());
    amendments.updateMany(
        Filters.and(ofChat, Filters.eq(FieldNames.BY, from.value())),
        Updates.set(FieldNames.BY, to.value()));
    amendments.updateMany(ofChat, Updates.set(FieldNames.WA_ID, to.value()));
    redirected.put(from, to);
  }

  private Amendment redirected(Amendment amendment) {
    Amendment now = amendment;
    for (Map.Entry<WaId, WaId> one : redirected.entrySet()) {
      if (now.chat().equals(one.getKey())) {
        now = now.movedTo(one.getKey(), one.getValue());
      }
    }
    return now;
  }

  private static Amendment amendment(Document document) {
    return Damage.read(AmendmentDocument.COLLECTION, document, AmendmentDocument::read);
  }

  @Override
  public void addWrites(List<Write> writes) {
    byKey.changes().forEach(it -> AmendmentDocument.write(it, this::redirected, places, writes));
  }
}
