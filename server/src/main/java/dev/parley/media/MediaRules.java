package dev.parley.media;

import dev.parley.chat.MediaFile;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What happens to files in one atomic step, written once for every store.
///
/// Used by one thread, and only while the step runs.
public final class MediaRules {
  private static final String EXPIRED = "It was removed, as it was older than files are kept";
  private static final int MOST_CLAIMS = 500;

  private final MediaLedger ledger;
  private final Messages messages;
  private final Instant now;

  /// The messages that show files, within the same step.
  @FunctionalInterface
  public interface Messages {
    /// Shows another state of a file.
    void fileChanged(MessageId message, MediaFile file);
  }

  /// @param ledger the rows
  /// @param now the time of the step
  public MediaRules(MediaLedger ledger, Messages messages, Instant now) {
    this.ledger = ledger;
    this.messages = messages;
    this.now = now;
  }

  /// The rows.
  MediaLedger ledger() {
    return ledger;
  }

  /// Adds a file, whose bytes are on disk.
  public void add(MediaRecord file) {
    ledger.save(file.row());
  }

  /// The file of this id.
  public Optional<MediaRecord> find(String id) {
    return ledger.find(id).map(MediaRecord::of);
  }

  /// Those of some bytes that no file names.
  public List<BlobId> unused(List<BlobId> blobs) {
    return blobs.stream().filter(blob -> !ledger.uses(blob)).toList();
  }

  /// Files that came before a moment are gone from now on, the oldest first; the message that a
  /// file came with shows that.
  ///
  /// @param limit the most files
  /// @return the number of files
  int expire(Instant moment, int limit) {
    List<MediaRow> old = ledger.withBytesBefore(moment, limit);
    for (MediaRow row : old) {
      MediaRecord record = MediaRecord.of(row);
      MediaFile file = record.file().gone(EXPIRED);
      ledger.save(record.with(file, record.source(), now).row());
      if (record.source() != null) {
        messages.fileChanged(new MessageId(record.source().message()), file);
      }
    }
    return old.size();
  }

  /// Takes the file that came last of those that are due, for a process that fetches it; empty
  /// where none is due.
  ///
  /// @param owner the process
  /// @param except chats whose files are left out
  /// @param lease how long nobody else takes it
  public Optional<MediaRecord> claim(String owner, Set<WaId> except, Duration lease) {
    for (MediaRow row : ledger.due(now, except, 1)) {
      MediaRecord waiting = MediaRecord.of(row);
      MediaRecord.Source source = waiting.source();
      if (source != null) {
        MediaRecord claimed = waiting.with(waiting.file(), source.claimed(owner), now.plus(lease));
        ledger.save(claimed.row());
        return Optional.of(claimed);
      }
    }
    return Optional.empty();
  }

  /// Replaces what is known of the copies at WhatsApp for one number.
  void replaceUploads(String id, String number, List<MediaRecord.Upload> ofNumber) {
    find(id)
        .ifPresent(record -> {
          List<MediaRecord.Upload> uploads = new ArrayList<>(record.uploads());
          uploads.removeIf(upload -> upload.number().equals(number));
          uploads.addAll(ofNumber);
          ledger.save(record.with(uploads).row());
        });
  }

  /// When the next file is due.
  public Optional<Instant> nextDue() {
    return ledger.nextDue();
  }

  /// Makes the files due that a process had claimed which has ended.
  ///
  /// @param lease of their claims
  public void endClaims(Duration lease) {
    for (MediaRow row : ledger.due(now.plus(lease), Set.of(), MOST_CLAIMS)) {
      MediaRecord waiting = MediaRecord.of(row);
      MediaRecord.Source source = waiting.source();
      if (source != null && source.owner() != null) {
        ledger.save(waiting.with(waiting.file(), source.claimed(null), now).row());
      }
    }
  }

  /// A claimed file is still under way.
  ///
  /// @param lease how long nobody else takes it from now on
  public void renewClaim(MediaRecord claimed, Duration lease) {
    MediaRecord.Source source = stillClaimed(claimed);
    if (source != null) {
      ledger.save(claimed.with(claimed.file(), source, now.plus(lease)).row());
    }
  }

  /// A claimed file is there, or will not come; its message shows that.
  ///
  /// @param file not waiting any more
  public void settle(MediaRecord claimed, MediaFile file) {
    MediaRecord.Source source = stillClaimed(claimed);
    if (source != null) {
      ledger.save(claimed.with(file, source.claimed(null), now).row());
      messages.fileChanged(new MessageId(source.message()), file);
    }
  }

  /// A claimed file did not come, and is tried again.
  ///
  /// @param attempts so many count from now on
  /// @param misses so many times in a row WhatsApp did not know it
  /// @param dueAt when
  public void postpone(MediaRecord claimed, int attempts, int misses, Instant dueAt) {
    MediaRecord.Source source = stillClaimed(claimed);
    if (source != null) {
      ledger.save(claimed.with(claimed.file(), source.after(attempts, misses), dueAt).row());
    }
  }

  /// Null where the claim has ended: another process has the file.
  private MediaRecord.@Nullable Source stillClaimed(MediaRecord claimed) {
    MediaRecord.Source source = claimed.source();
    MediaRecord stored = find(claimed.id()).orElse(null);
    return source != null
            && stored != null
            && stored.file().status() == MediaFile.Status.WAITING
            && Objects.equals(stored.source(), source)
        ? source
        : null;
  }
}
