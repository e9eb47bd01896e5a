package dev.parley.store.mongo;

import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// The rows of one kind in a group of steps: the values that were read, and the values to write.
/// Every change is recorded with its opposite, so that a failing step can be undone.
///
/// @param <V> immutable
final class StagedRows<K, V> {
  private final Map<K, Optional<V>> read = new LinkedHashMap<>();
  private final Map<K, Optional<V>> changed = new LinkedHashMap<>();
  private final Deque<Runnable> opposites;

  /// A row to write.
  record Changed<K, V>(K key, Optional<V> before, Optional<V> after) {}

  /// @param opposites receives the tasks that undo changes; the newest first
  StagedRows(Deque<Runnable> opposites) {
    this.opposites = opposites;
  }

  /// Whether the row was read or written.
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
      now = load.apply(key); // the call may read other rows
      read.put(key, now);
    }
    return now;
  }

  /// Records a row that was read, unless it is known.
  void noteRead(K key, Optional<V> value) {
    read.putIfAbsent(key, value);
  }

  /// Sets a row to `value`. The row must be known.
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

  /// The changed rows, in the order in which they were first read or written.
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

  /// The number of written or removed rows whose original value matches `fits`.
  int changedOf(Predicate<V> fits) {
    return (int)
        changed.keySet().stream()
            .filter(key -> read.getOrDefault(key, Optional.empty()).filter(fits).isPresent())
            .count();
  }

  /// The current values of the rows that were written and not removed.
  List<V> written() {
    return changed.values().stream().flatMap(Optional::stream).toList();
  }

  /// The current values of all known rows.
  List<V> known() {
    Map<K, Optional<V>> all = new LinkedHashMap<>(read);
    all.putAll(changed);
    return all.values().stream().flatMap(Optional::stream).toList();
  }
}
