package dev.parley.media;

import dev.parley.chat.MediaFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Copies files from one store into another: the bytes first, then the records. After it was
/// killed, the next run continues; files that the other store already has are not copied again.
/// Belongs to one thread, and no Parley server may run on either store.
public final class FileTransfer {
  private static final int PAGE = 100;
  private static final int NAMED = 20;
  private static final int BUFFER = 64 * 1024;

  private final MediaRecordReader from;
  private final BlobStore source;
  private final MediaStore to;
  private final BlobStore target;
  private final Clock clock;
  private final List<String> missing = new ArrayList<>();
  private final List<String> different = new ArrayList<>();
  private long total;
  private long added;
  private long bytes;

  /// The result of a copy.
  ///
  /// @param total the number of files that were read
  /// @param added the number of files that the other store did not have
  /// @param bytes the number of bytes copied
  /// @param missing ids of files whose bytes are missing or damaged, at most 20
  /// @param different ids of files whose record in the other store differs, at most 20
  public record Report(
      long total, long added, long bytes, List<String> missing, List<String> different) {
    public Report {
      missing = List.copyOf(missing);
      different = List.copyOf(different);
    }

    /// Whether both stores now have all files.
    public boolean isWhole() {
      return missing.isEmpty() && different.isEmpty();
    }
  }

  /// @param source the bytes of `from`
  /// @param target receives the bytes for `to`; may be the same storage as `source`
  public FileTransfer(
      MediaRecordReader from, BlobStore source, MediaStore to, BlobStore target, Clock clock) {
    this.from = from;
    this.source = source;
    this.to = to;
    this.target = target;
    this.clock = clock;
  }

  /// Copies all files.
  ///
  /// @param progress receives the number of files copied so far
  /// @throws IOException if bytes cannot be read or written
  public Report run(LongConsumer progress) throws IOException {
    List<MediaRow> page = from.rows(null, PAGE);
    while (!page.isEmpty()) {
      for (MediaRow row : page) {
        BlobId blob = row.blob();
        if (blob != null && !isThere(blob) && !copy(blob)) {
          add(missing, row.id());
        }
      }
      keep(page);
      total += page.size();
      progress.accept(total);
      page = from.rows(page.getLast().id(), PAGE);
    }
    return new Report(total, added, bytes, missing, different);
  }

  private static void add(List<String> ids, String id) {
    if (ids.size() < NAMED) {
      ids.add(id);
    }
  }

  private boolean isThere(BlobId blob) throws IOException {
    OptionalLong there = target.size(blob);
    OptionalLong size = source.size(blob);
    return there.isPresent() && (size.isEmpty() || size.equals(there));
  }

  /// @return whether the target now has the bytes, and their SHA-256 is their name
  private boolean copy(BlobId blob) throws IOException {
    Optional<InputStream> found = source.open(blob, 0);
    if (found.isEmpty()) {
      return false;
    }
    try (InputStream in = found.get();
        IncomingFile file = target.begin()) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        file.write(buffer, 0, count);
      }
      if (!file.finish().equals(blob)) {
        return false;
      }
      target.put(file);
      bytes += file.size();
      return true;
    }
  }

  /// The result of one page.
  private record PageResult(long added, List<String> different) {}

  private void keep(List<MediaRow> page) {
    PageResult kept =
        to.step(
            clock.instant().truncatedTo(ChronoUnit.MILLIS), rules -> keep(page, rules.ledger()));
    added += kept.added();
    kept.different().forEach(id -> add(different, id));
  }

  private static PageResult keep(List<MediaRow> page, MediaLedger ledger) {
    long fresh = 0;
    List<String> others = new ArrayList<>();
    for (MediaRow row : page) {
      MediaRow there = ledger.find(row.id()).orElse(null);
      if (there == null) {
        ledger.save(unclaimed(row));
        fresh++;
      } else if (!agrees(row, there)) {
        others.add(row.id());
      }
    }
    return new PageResult(fresh, others);
  }

  /// The row without the claim of the process that was fetching the file.
  private static MediaRow unclaimed(MediaRow row) {
    if (row.status() != MediaFile.Status.WAITING) {
      return row;
    }
    MediaRecord record = MediaRecord.of(row);
    MediaRecord.@Nullable Source claimed = record.source();
    return claimed == null
        ? row
        : record.with(record.file(), claimed.claimed(null), record.dueAt()).row();
  }

  /// A file that is still waiting in this store may already be ready in the other one.
  private static boolean agrees(MediaRow here, MediaRow there) {
    return here.status() == MediaFile.Status.WAITING
        || (here.status() == there.status() && Objects.equals(here.blob(), there.blob()));
  }
}
