package dev.parley.media;

import dev.parley.chat.Refusal;
import dev.parley.health.Fenced;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes bytes that no file names, every hour: what a process left that was killed between
/// storing the bytes and the record, and what removed files leave. Before that it removes files
/// that are older than they are to be kept.
public final class OrphanSweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

  /// Bytes are stored before the record that names them: so long they are left alone.
  private static final Duration LEFT_ALONE = Duration.ofDays(1);

  private static final long FIRST_MINUTES = 10;
  private static final long MINUTES = 60;
  private static final int AT_ONCE = 100;

  private final MediaStore store;
  private final BlobStore blobs;
  private final @Nullable Duration retention;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("orphans").factory());

  /// @param retention how long files are kept; null: for ever
  /// @param before what else is done every hour, on the same thread
  public OrphanSweep(
      MediaStore store,
      BlobStore blobs,
      @Nullable Duration retention,
      Clock clock,
      Runnable before) {
    this.store = store;
    this.blobs = blobs;
    this.retention = retention;
    this.clock = clock;
    // It never fails, and ends with the timer: nobody needs its future.
    var _ =
        timer.scheduleWithFixedDelay(
            new Fenced(
                "orphans",
                () -> {
                  before.run();
                  var _ = expire();
                  var _ = sweep();
                }),
            FIRST_MINUTES,
            MINUTES,
            TimeUnit.MINUTES);
  }

  /// Removes files that are older than they are to be kept: their messages say so, and their bytes
  /// go as those do that nothing names.
  ///
  /// @return the number of files
  int expire() {
    Duration kept = retention;
    if (kept == null) {
      return 0;
    }
    int all = 0;
    try {
      int some;
      do {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        some = store.step(now, rules -> rules.expire(now.minus(kept), AT_ONCE));
        all += some;
      } while (some == AT_ONCE);
    } catch (Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).log("the removal of old files was postponed");
    }
    if (all > 0) {
      LOG.atInfo().addKeyValue("count", all).log("files older than MEDIA_RETENTION_DAYS removed");
    }
    return all;
  }

  /// Removes what is there now.
  ///
  /// @return how much was removed
  int sweep() {
    Instant moment = clock.instant().minus(LEFT_ALONE);
    List<BlobId> some = new ArrayList<>();
    int[] removed = {0};
    try {
      blobs.olderThan(
          moment,
          blob -> {
            some.add(blob);
            if (some.size() == AT_ONCE) {
              removed[0] += remove(moment, some);
            }
          });
      removed[0] += remove(moment, some);
    } catch (IOException | Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).log("the search for bytes without a file was postponed");
    }
    if (removed[0] > 0) {
      LOG.atInfo().addKeyValue("count", removed[0]).log("bytes that no file names were removed");
    }
    return removed[0];
  }

  private int remove(Instant moment, List<BlobId> some) {
    List<BlobId> blobsOfStep = List.copyOf(some);
    some.clear();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    int removed = 0;
    for (BlobId blob : store.step(now, rules -> rules.unused(blobsOfStep))) {
      try {
        if (blobs.removeOlderThan(moment, blob)) {
          removed++;
        }
      } catch (IOException failure) {
        LOG.atWarn().addKeyValue("blob", blob.value()).log("bytes could not be removed");
      }
    }
    return removed;
  }

  @Override
  public void close() {
    timer.close();
  }
}
