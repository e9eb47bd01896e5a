package dev.parley.media;

import dev.parley.chat.MediaFile;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A store in memory: the shortest implementation of the contract.
public final class MemoryMediaStore implements MediaStore {
  private TreeMap<String, MediaRow> rows = new TreeMap<>();
  private final List<BlobId> erased = new ArrayList<>();

  @Override
  public synchronized <T> T step(Instant now, Function<MediaRules, T> step) {
    TreeMap<String, MediaRow> changed = new TreeMap<>(rows);
    T result = step.apply(new MediaRules(new Rows(changed), new Erased(erased), now));
    rows = changed;
    return result;
  }

  @Override
  public synchronized Optional<MediaRow> find(String id) {
    return Optional.ofNullable(rows.get(id));
  }

  /// The bytes whose removal was requested from an erasure.
  synchronized List<BlobId> erased() {
    return List.copyOf(erased);
  }

  /// Forgets a file, as the erasure of its customer does.
  synchronized void remove(String id) {
    rows.remove(id);
  }

  @Override
  public synchronized List<MediaRow> rows(@Nullable String after, int limit) {
    return rows.tailMap(after == null ? "" : after, after == null).values().stream()
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Queue queue() {
    List<Instant> waiting = new Rows(rows).waiting().map(MediaRow::at).sorted().toList();
    return new Queue(waiting.size(), waiting.isEmpty() ? null : waiting.getFirst());
  }

  /// Records the requested removals and does nothing else.
  private record Erased(List<BlobId> blobs) implements MediaRules.Chats {
    @Override
    public void fileChanged(MessageId message, MediaFile file) {}

    @Override
    public boolean areErased(BlobId blob) {
      return false;
    }

    @Override
    public void erase(BlobId blob) {
      blobs.add(blob);
    }
  }

  private record Rows(TreeMap<String, MediaRow> rows) implements MediaLedger {
    private Stream<MediaRow> waiting() {
      return rows.values().stream().filter(row -> row.status() == MediaFile.Status.WAITING);
    }

    @Override
    public Optional<MediaRow> find(String id) {
      return Optional.ofNullable(rows.get(id));
    }

    @Override
    public void save(MediaRow row) {
      rows.put(row.id(), row);
    }

    @Override
    public void remove(String id) {
      rows.remove(id);
    }

    @Override
    public List<MediaRow> due(Instant now, Set<WaId> except, int limit) {
      return waiting()
          .filter(row -> !row.dueAt().isAfter(now) && !except.contains(row.chat()))
          .sorted(Comparator.comparing(MediaRow::at).reversed().thenComparing(MediaRow::id))
          .limit(limit)
          .toList();
    }

    @Override
    public Optional<Instant> nextDue() {
      return waiting().map(MediaRow::dueAt).min(Comparator.naturalOrder());
    }

    @Override
    public boolean uses(BlobId blob) {
      return rows.values().stream().anyMatch(row -> blob.equals(row.blob()));
    }

    @Override
    public List<MediaRow> withBytesBefore(Instant moment, int limit) {
      return rows.values().stream()
          .filter(row -> row.status() == MediaFile.Status.READY && row.at().isBefore(moment))
          .sorted(Comparator.comparing(MediaRow::at).thenComparing(MediaRow::id))
          .limit(limit)
          .toList();
    }
  }
}
