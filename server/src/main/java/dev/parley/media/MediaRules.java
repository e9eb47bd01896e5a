package dev.parley.media;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What happens to files in one atomic step, written once for every store.
///
/// Used by one thread, and only while the step runs.
public final class MediaRules {
  private final MediaLedger ledger;

  /// @param ledger the rows
  public MediaRules(MediaLedger ledger) {
    this.ledger = ledger;
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

  /// Files with bytes that came before a moment, the oldest first.
  ///
  /// @param limit the most files to return
  public List<MediaRecord> withBytesBefore(Instant moment, int limit) {
    return ledger.withBytesBefore(moment, limit).stream().map(MediaRecord::of).toList();
  }
}
