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

/// Removes, every hour, bytes that no file refers to: those of removed files, and those of a
/// process that was killed after it stored the bytes and before it wrote the record. Before that it
/// removes files that are older than the retention time.
public final class OrphanSweep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

  /// The minimum age of the bytes that are removed: bytes are stored before the record that refers
  /// to them.
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

  /// @param retention the time for which files are kept; null if they are kept forever
  /// @param before work that runs before each sweep, on the same thread
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
    // The task never fails and ends with the timer, so its future is not needed.
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

  /// Removes files that are older than the retention time. Their messages show that; their bytes
  /// are removed by a later sweep.
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
      LOG.atInfo()
          .addKeyValue("count", all)
          .log("files older than MEDIA_RETENTION_DAYS were removed");
    }
    return all;
  }

  /// Runs one sweep.
  ///
  /// @return the number of removed blobs
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
      LOG.atDebug().setCause(unavailable).log("the search for unreferenced bytes was postponed");
    }
    if (removed[0] > 0) {
      LOG.atInfo().addKeyValue("count", removed[0]).log("unreferenced bytes of files were removed");
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
