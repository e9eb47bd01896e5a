package dev.parley.media;

import dev.parley.chat.ChatRules;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.MediaFile;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
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
  private final Chats chats;
  private final Instant now;

  /// The messages that show files, and the erasures that remove them, within the same step.
  public interface Chats {
    /// Shows another state of a file.
    void fileChanged(MessageId message, MediaFile file);

    /// Whether an erasure is about to remove these bytes.
    boolean areErased(BlobId blob);

    /// Has bytes removed that no file names.
    void erase(BlobId blob);

    /// Those of a store.
    static Chats of(ChatRules rules) {
      return new Chats() {
        @Override
        public void fileChanged(MessageId message, MediaFile file) {
          rules.fileChanged(message, file);
        }

        @Override
        public boolean areErased(BlobId blob) {
          return rules.erasure().removes(blob.value());
        }

        @Override
        public void erase(BlobId blob) {
          rules.erasure().remove(blob.value());
        }
      };
    }
  }

  /// What came of a file that was fetched.
  public enum Settled {
    /// Its message shows it.
    SHOWN,
    /// Nobody wants it any more, or another process has it.
    UNWANTED,
    /// An erasure is about to remove the same bytes: they have to be stored again, later.
    ERASED
  }

  /// @param ledger the rows
  /// @param now the time of the step
  public MediaRules(MediaLedger ledger, Chats chats, Instant now) {
    this.ledger = ledger;
    this.chats = chats;
    this.now = now;
  }

  /// The rows.
  MediaLedger ledger() {
    return ledger;
  }

  /// Adds a file, whose bytes are on disk.
  ///
  /// @throws Refusal `store_unavailable` while an erasure removes the same bytes, which another
  ///   file had: they have to be stored again, in a moment
  public void add(MediaRecord file) {
    BlobId blob = file.blob();
    if (blob != null && chats.areErased(blob)) {
      throw beingErased();
    }
    ledger.save(file.row());
  }

  static Refusal beingErased() {
    return new Refusal(
        ErrorCode.STORE_UNAVAILABLE,
        "A file with the same bytes is being erased now: try again in a moment");
  }

  /// The bytes of a file were erased between their arrival and its record: a client that uploaded
  /// it has to do so again, and what somebody sent is fetched again.
  void lost(String id) {
    MediaRecord record = find(id).orElse(null);
    if (record == null || record.blob() == null) {
      return;
    }
    MediaRecord.Source source = record.source();
    if (source == null) {
      ledger.remove(id);
      return;
    }
    MediaFile file = record.file();
    MediaFile waiting = MediaFile.waiting(id, file.mimeType(), file.name());
    ledger.save(record.with(waiting, source, now).row());
    chats.fileChanged(new MessageId(source.message()), waiting);
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
        chats.fileChanged(new MessageId(record.source().message()), file);
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

  /// A claimed file is there, or will not come; its message shows that. Where its person was erased
  /// meanwhile, its bytes go as well, unless another file has the same.
  ///
  /// @param file not waiting any more
  public Settled settle(MediaRecord claimed, MediaFile file) {
    MediaRecord.Source source = stillClaimed(claimed);
    if (source == null) {
      BlobId unwanted = claimed.with(file, claimed.source(), now).blob();
      if (unwanted != null && find(claimed.id()).isEmpty() && !ledger.uses(unwanted)) {
        chats.erase(unwanted);
      }
      return Settled.UNWANTED;
    }
    MediaRecord settled = claimed.with(file, source.claimed(null), now);
    BlobId blob = settled.blob();
    if (blob != null && chats.areErased(blob)) {
      return Settled.ERASED;
    }
    ledger.save(settled.row());
    chats.fileChanged(new MessageId(source.message()), file);
    return Settled.SHOWN;
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
