package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.SqliteLedger.execute;
import static dev.parley.store.sqlite.SqliteLedger.run;

import dev.parley.chat.WaId;
import dev.parley.media.BlobId;
import dev.parley.media.MediaLedger;
import dev.parley.media.MediaRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rows of files in one step, on the writing connection and within its transaction.
record SqliteMedia(Database database) implements MediaLedger {
  @Override
  public Optional<MediaRow> find(String id) {
    return run(() -> MediaTable.find(database, id));
  }

  @Override
  public void save(MediaRow row) {
    execute(() -> MediaTable.save(database, row));
  }

  @Override
  public void remove(String id) {
    execute(() -> MediaTable.remove(database, id));
  }

  @Override
  public List<MediaRow> due(Instant now, Set<WaId> except, int limit) {
    return run(() -> MediaTable.due(database, now, except, limit));
  }

  @Override
  public Optional<Instant> nextDue() {
    return run(() -> MediaTable.nextDue(database));
  }

  @Override
  public boolean uses(BlobId blob) {
    return run(() -> MediaTable.uses(database, blob));
  }

  @Override
  public List<MediaRow> withBytesBefore(Instant moment, int limit) {
    return run(() -> MediaTable.withBytesBefore(database, moment, limit));
  }
}
