package dev.parley.hooks;

import dev.parley.hooks.HookRecord.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Outgoing webhooks in memory.
public final class MemoryHookStore implements HookStore {
  private TreeMap<String, HookRecord> rows = new TreeMap<>();

  private record Rows(TreeMap<String, HookRecord> rows) implements HookLedger {
    @Override
    public Optional<HookRecord> find(Kind kind, String id) {
      return Optional.ofNullable(rows.get(kind.word() + ":" + id));
    }

    @Override
    public List<HookRecord> all(Kind kind) {
      return rows.values().stream().filter(row -> row.kind() == kind).toList();
    }

    @Override
    public void save(HookRecord row) {
      rows.put(row.kind().word() + ":" + row.id(), row);
    }

    @Override
    public void remove(Kind kind, String id) {
      rows.remove(kind.word() + ":" + id);
    }
  }

  @Override
  public synchronized <T> T step(Instant now, Function<HookLedger, T> step) {
    TreeMap<String, HookRecord> copy = new TreeMap<>(rows);
    T result = step.apply(new Rows(copy));
    rows = copy;
    return result;
  }

  @Override
  public synchronized Optional<HookRecord> find(Kind kind, String id) {
    return new Rows(rows).find(kind, id);
  }

  @Override
  public synchronized List<HookRecord> range(Kind kind, String after, String before, int limit) {
    List<HookRecord> found = new ArrayList<>();
    long length = 0;
    for (HookRecord row : all(kind)) {
      boolean isBetween = row.id().compareTo(after) > 0 && row.id().compareTo(before) < 0;
      if (isBetween && found.size() < limit && length <= MOST_OF_RANGE) {
        found.add(row);
        length += row.body().length();
      }
    }
    return found;
  }

  @Override
  public synchronized List<HookRecord> all(Kind kind) {
    return new Rows(rows).all(kind);
  }
}
