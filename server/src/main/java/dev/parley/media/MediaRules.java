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

/// The rules for changes to files within one atomic step, the same for every store.
///
/// Used by one thread, and only while the step runs.
public final class MediaRules {
  private static final String EXPIRED = "It was removed because its retention time is over";
  private static final int MOST_CLAIMS = 500;

  private final MediaLedger ledger;
  private final Chats chats;
  private final Instant now;

  /// Access to the messages that show files and to the erasures, within the same step.
  public interface Chats {
    /// Writes the new state of a file into its message.
    void fileChanged(MessageId message, MediaFile file);

    /// Whether an erasure is about to remove these bytes.
    boolean areErased(BlobId blob);

    /// Requests the removal of bytes that no file refers to.
    void erase(BlobId blob);

    /// Access by way of the store's chat rules.
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

  /// The outcome of [#settle].
  public enum Settled {
    /// The message shows the new state.
    SHOWN,
    /// The file was erased, or another process has claimed it.
    UNWANTED,
    /// An erasure is about to remove the same bytes: they have to be stored again later.
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

  /// Adds a file whose bytes are on disk.
  ///
  /// @throws Refusal `store_unavailable` while an erasure removes the same bytes of another file:
  ///   the caller has to store them again in a moment
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

  /// Handles a file whose bytes were erased before its record was written: a client has to upload
  /// the file again; a file that a customer sent is fetched again.
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

  /// The file with this id.
  public Optional<MediaRecord> find(String id) {
    return ledger.find(id).map(MediaRecord::of);
  }

  /// The bytes among `blobs` to which no file refers.
  public List<BlobId> unused(List<BlobId> blobs) {
    return blobs.stream().filter(blob -> !ledger.uses(blob)).toList();
  }

  /// Marks files that arrived before a moment as gone, the oldest first, and shows that in their
  /// messages.
  ///
  /// @param limit the maximum number of files
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

  /// Claims the latest file that is due for a process that fetches it; empty if none is due.
  ///
  /// @param owner the process
  /// @param except chats whose files are left out
  /// @param lease the time for which no other process can claim it
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

  /// Replaces the list of copies at WhatsApp for one business number.
  void replaceUploads(String id, String number, List<MediaRecord.Upload> ofNumber) {
    find(id)
        .ifPresent(record -> {
          List<MediaRecord.Upload> uploads = new ArrayList<>(record.uploads());
          uploads.removeIf(upload -> upload.number().equals(number));
          uploads.addAll(ofNumber);
          ledger.save(record.with(uploads).row());
        });
  }

  /// The time at which the next file is due.
  public Optional<Instant> nextDue() {
    return ledger.nextDue();
  }

  /// Ends the claims of a process that has ended: its files are due immediately.
  ///
  /// @param lease the duration of these claims
  public void endClaims(Duration lease) {
    for (MediaRow row : ledger.due(now.plus(lease), Set.of(), MOST_CLAIMS)) {
      MediaRecord waiting = MediaRecord.of(row);
      MediaRecord.Source source = waiting.source();
      if (source != null && source.owner() != null) {
        ledger.save(waiting.with(waiting.file(), source.claimed(null), now).row());
      }
    }
  }

  /// Renews the claim of a file that is still under way.
  ///
  /// @param lease the time from now for which no other process can claim it
  public void renewClaim(MediaRecord claimed, Duration lease) {
    MediaRecord.Source source = stillClaimed(claimed);
    if (source != null) {
      ledger.save(claimed.with(claimed.file(), source, now.plus(lease)).row());
    }
  }

  /// Records that a claimed file is stored or can never be fetched, and shows that in its message.
  /// If the customer was erased meanwhile, the bytes of the file are removed too, unless another
  /// file has the same bytes.
  ///
  /// @param file the file in a state other than waiting
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

  /// Records that an attempt to fetch a claimed file has failed, and when the next one follows.
  ///
  /// @param attempts the new number of attempts
  /// @param misses the number of times in a row that WhatsApp did not know the file
  /// @param dueAt the time of the next attempt
  public void postpone(MediaRecord claimed, int attempts, int misses, Instant dueAt) {
    MediaRecord.Source source = stillClaimed(claimed);
    if (source != null) {
      ledger.save(claimed.with(claimed.file(), source.after(attempts, misses), dueAt).row());
    }
  }

  /// The source of a claimed file; null if the claim has ended because another process has the
  /// file.
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
