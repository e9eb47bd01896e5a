package dev.parley.store.mongo;

import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// What a group of steps knows of one kind of row: what was read, and what it is to become. Every
/// change is remembered with its opposite, so that a step that fails can be taken back.
///
/// @param <V> immutable
final class StagedRows<K, V> {
  private final Map<K, Optional<V>> read = new LinkedHashMap<>();
  private final Map<K, Optional<V>> changed = new LinkedHashMap<>();
  private final Deque<Runnable> opposites;

  /// A row that is to be written.
  record Changed<K, V>(K key, Optional<V> before, Optional<V> after) {}

  /// @param opposites where to put what takes a change back; the newest first
  StagedRows(Deque<Runnable> opposites) {
    this.opposites = opposites;
  }

  /// Whether it was read, or written.
  boolean knows(K key) {
    return read.containsKey(key) || changed.containsKey(key);
  }

  /// The row as it is now.
  ///
  /// @param load reads it; called once
  Optional<V> get(K key, Function<K, Optional<V>> load) {
    Optional<V> now = changed.get(key);
    if (now == null) {
      now = read.get(key);
    }
    if (now == null) {
      now = load.apply(key); // may itself learn of other rows
      read.put(key, now);
    }
    return now;
  }

  /// Takes note of what was read, unless it is known.
  void noteRead(K key, Optional<V> value) {
    read.putIfAbsent(key, value);
  }

  /// The row becomes `value`. It must be known.
  void put(K key, V value) {
    change(key, Optional.of(value));
  }

  void remove(K key) {
    change(key, Optional.empty());
  }

  private void change(K key, Optional<V> value) {
    Optional<V> old = changed.put(key, value);
    opposites.push(() -> {
      if (old == null) {
        changed.remove(key);
      } else {
        changed.put(key, old);
      }
    });
  }

  /// The rows that are not as they were read, the first touched first.
  List<Changed<K, V>> changes() {
    List<Changed<K, V>> changes = new ArrayList<>();
    changed.forEach((key, after) -> {
      Optional<V> before = read.getOrDefault(key, Optional.empty());
      if (!after.equals(before)) {
        changes.add(new Changed<>(key, before, after));
      }
    });
    return changes;
  }

  /// How many of the rows that were written or removed were read as `fits` says.
  int changedOf(Predicate<V> fits) {
    return (int)
        changed.keySet().stream()
            .filter(key -> read.getOrDefault(key, Optional.empty()).filter(fits).isPresent())
            .count();
  }

  /// The rows that were written and not removed, as they are now.
  List<V> written() {
    return changed.values().stream().flatMap(Optional::stream).toList();
  }

  /// Every row that is known, as it is now.
  List<V> known() {
    Map<K, Optional<V>> all = new LinkedHashMap<>(read);
    all.putAll(changed);
    return all.values().stream().flatMap(Optional::stream).toList();
  }
}
