package dev.parley.stream;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Cursors in memory.
public final class MemoryCursorStore implements CursorStore {
  private Map<String, Cursor> cursors = Map.of();

  @Override
  public synchronized <T> T step(Instant now, Function<CursorLedger, T> step) {
    Map<String, Cursor> copy = new HashMap<>(cursors);
    T result =
        step.apply(
            new CursorLedger() {
              @Override
              public Optional<Cursor> find(String name) {
                return Optional.ofNullable(copy.get(name));
              }

              @Override
              public void save(Cursor cursor) {
                copy.put(cursor.name(), cursor);
              }

              @Override
              public void remove(String name) {
                copy.remove(name);
              }
            });
    cursors = copy;
    return result;
  }

  @Override
  public synchronized Optional<Cursor> find(String name) {
    return Optional.ofNullable(cursors.get(name));
  }
}
