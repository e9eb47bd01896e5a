package dev.parley.store.mongo;

import dev.parley.chat.Amendment;
import dev.parley.chat.MessageId;
import dev.parley.store.mongo.AmendmentDocument.Doing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The amendments in a [MongoLedger]: what one person did to one message is a row, so that what
/// others did to it need not be read.
///
/// Used by the writer's thread.
final class Amendments {
  private final Lookups lookups;
  private final Table<MessageId, Event> events;
  private final Table<Doing, List<Amendment>> doings;

  /// Targets of which everything that is stored was read at once.
  private final Map<MessageId, List<Amendment>> whole = new HashMap<>();

  private final Map<MessageId, Set<Doing>> touched = new HashMap<>();
  private final Map<MessageId, Integer> places = new HashMap<>();
  private int nextPlace;

  /// An event that is known.
  ///
  /// @param amendment empty when it was forgotten
  record Event(Optional<Amendment> amendment) {}

  /// @param opposites see [Table]
  Amendments(Lookups lookups, Deque<Runnable> opposites) {
    this.lookups = lookups;
    this.events = new Table<>(opposites);
    this.doings = new Table<>(opposites);
  }

  /// Takes note of which events are not known.
  void learnEvents(Set<MessageId> asked, Set<MessageId> known) {
    for (MessageId event : asked) {
      if (!known.contains(event)) {
        events.learn(event, Optional.empty());
      }
    }
  }

  /// Takes note of everything that is stored about some messages.
  void learnWhole(Set<MessageId> asked, Map<MessageId, List<Amendment>> found) {
    for (MessageId target : asked) {
      whole.put(target, List.copyOf(found.getOrDefault(target, List.of())));
    }
  }

  Optional<Amendment> of(MessageId event) {
    return events.get(event, lookups::event).flatMap(Event::amendment);
  }

  boolean keep(Amendment amendment) {
    if (events.get(amendment.event(), lookups::event).isPresent()) {
      return false;
    }
    Sizes.check(AmendmentDocument.of(amendment, 0));
    events.put(amendment.event(), new Event(Optional.of(amendment)));
    places.put(amendment.event(), nextPlace++);
    List<Amendment> all = new ArrayList<>(like(amendment));
    all.add(amendment);
    put(Doing.of(amendment), all);
    return true;
  }

  private void put(Doing doing, List<Amendment> all) {
    doings.put(doing, List.copyOf(all));
    touched.computeIfAbsent(doing.target(), _ -> new LinkedHashSet<>()).add(doing);
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

  void forgetEarlier(Amendment latest, int remembered) {
    List<Amendment> all = like(latest);
    List<Amendment> left =
        all.stream().filter(amendment -> !amendment.at().isBefore(latest.at())).toList();
    left = left.subList(Math.max(0, left.size() - remembered), left.size());
    if (left.size() < all.size()) {
      put(Doing.of(latest), left);
    }
  }

  /// The last ones of them, in the order of their times, then in the order in which they were
  /// received.
  private List<Amendment> like(Amendment amendment) {
    return doings.get(Doing.of(amendment), this::load).orElse(List.of());
  }

  private Optional<List<Amendment>> load(Doing doing) {
    List<Amendment> stored = whole.get(doing.target());
    return Optional.of(
        stored == null
            ? lookups.amendments(doing)
            : stored.stream()
                .filter(amendment -> Doing.of(amendment).equals(doing))
                .sorted(Comparator.comparing(Amendment::at))
                .toList());
  }

  List<Amendment> about(MessageId message, int limit) {
    List<Amendment> stored = whole.get(message);
    List<Amendment> all =
        new ArrayList<>(stored != null ? stored : lookups.amendments(message, limit));
    Set<Doing> changed = touched.getOrDefault(message, Set.of());
    all.removeIf(amendment -> changed.contains(Doing.of(amendment)));
    for (Doing doing : changed) {
      all.addAll(doings.get(doing, this::load).orElse(List.of()));
    }
    all.sort(Comparator.comparing(amendment -> amendment.what() instanceof Amendment.What.React));
    return all.subList(0, Math.min(limit, all.size()));
  }

  /// Adds everything that is to be written.
  void addWrites(List<Write> writes) {
    doings.changes().forEach(it -> AmendmentDocument.write(it, places, writes));
  }
}
