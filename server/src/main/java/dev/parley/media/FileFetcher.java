package dev.parley.media;

import dev.parley.chat.Change;
import dev.parley.chat.Commit;
import dev.parley.chat.MediaFile;
import dev.parley.chat.Message;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.stream.Subscriber;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches the files that customers send: one thread claims files, and up to 8 others fetch them.
/// The newest files come first, and no chat has two files under way while another chat waits. Any
/// number of processes may work on one store.
///
/// If an attempt fails, the next ones follow after 5 seconds, 30 seconds, 2 and 10 minutes, 1 and 6
/// hours, and then once a day, for 7 days: WhatsApp keeps the file that long. Source: Cloud API
/// docs, "Media > Retrieve media URL".
public final class FileFetcher implements Subscriber, AutoCloseable {
  /// The maximum number of files that are fetched at the same time.
  private static final int SLOTS = 8;

  /// The time for which a claim is valid. While its file is under way, the claim is renewed. After
  /// a process was killed, other processes take over its files within this time.
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration RENEWAL = Duration.ofSeconds(10);

  private static final Duration KEPT_BY_WHATSAPP = Duration.ofDays(7);
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1));

  /// A file is gone when WhatsApp answers this many times in a row that it does not know the file.
  private static final int MISSES = 2;

  private static final int MOST_SERVED = 200;
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);
  private static final Duration FIRST_STOP = Duration.ofSeconds(30);
  private static final Duration LONGEST_STOP = Duration.ofMinutes(10);
  private static final String TOO_OLD = "WhatsApp did not provide it within 7 days";
  private static final Logger LOG = LoggerFactory.getLogger(FileFetcher.class);

  private final MediaStore store;
  private final BlobStore blobs;
  private final MediaSource source;
  private final FileExaminer examiner;
  private final boolean alone;
  private final Clock clock;
  private final FetchListener listener;
  private final String owner = UUID.randomUUID().toString();
  private final Semaphore wakes = new Semaphore(0);
  private final AtomicInteger underWay = new AtomicInteger();

  /// Chats that have had their turn in this round.
  private final Set<WaId> served = new HashSet<>();

  /// The records of the files under way at the time of their claims, by file id.
  private final Map<String, MediaRecord> claimed = new ConcurrentHashMap<>();

  /// Chats that have a file under way.
  private final Set<WaId> busy = ConcurrentHashMap.newKeySet();

  private final Thread thread = Thread.ofVirtual().name("file-fetcher").unstarted(this::run);
  private boolean looked;
  private Instant renewedAt = Instant.MIN;
  private volatile boolean closing;
  private volatile @Nullable Stop stop;

  /// The state in which fetching is stopped: only one attempt is made from time to time.
  private record Stop(String reason, Duration pause, Instant next) {}

  /// The stores for records and bytes, and the examiner of new files.
  public record FileStores(MediaStore store, BlobStore blobs, FileExaminer examiner) {}

  /// Creates a fetcher, which [#start] starts.
  ///
  /// @param alone whether no other process works on the store: then claims that exist at the start
  ///   belong to a process that has ended
  public FileFetcher(
      FileStores fileStores,
      MediaSource source,
      boolean alone,
      Clock clock,
      FetchListener listener) {
    this.store = fileStores.store();
    this.blobs = fileStores.blobs();
    this.examiner = fileStores.examiner();
    this.source = source;
    this.alone = alone;
    this.clock = clock;
    this.listener = listener;
  }

  /// Starts to fetch.
  public void start() {
    thread.start();
  }

  @Override
  public void accept(Commit commit) {
    for (Change change : commit.changes()) {
      if (isOfFile(change)) {
        wake();
        return;
      }
    }
  }

  private static boolean isOfFile(Change change) {
    return switch (change) {
      case Change.MessageStored(var message) -> waits(message);
      case Change.MessageAmended(var message) -> waits(message);
      case Change.MessageTouched(var message) -> waits(message);
      default -> false;
    };
  }

  private static boolean waits(Message message) {
    MediaFile file = message.body().file();
    return file != null && file.status() == MediaFile.Status.WAITING;
  }

  @Override
  public void startOver() {
    wake();
  }

  /// Looks for files that are due.
  void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  /// The number of files under way.
  public int underWay() {
    return underWay.get();
  }

  /// The reason why nothing is fetched, for people; empty while files are fetched.
  public Optional<String> stopped() {
    return Optional.ofNullable(stop).map(Stop::reason);
  }

  private void run() {
    while (!closing) {
      Duration wait;
      try {
        wait = turn();
      } catch (Refusal unavailable) {
        LOG.atDebug().setCause(unavailable).log("the list of files to fetch cannot be read now");
        wait = AFTER_A_FAULT;
      } catch (Throwable failure) { // also an Error: fetching continues
        LOG.atError().setCause(failure).log("fetching files failed with an internal error");
        wait = AFTER_A_FAULT;
      }
      try {
        var _ = wakes.tryAcquire(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
        wakes.drainPermits();
      } catch (InterruptedException e) {
        LOG.atDebug().log("the wait of the file fetcher was interrupted");
      }
    }
  }

  /// @return the time to wait unless [#wake] is called
  private Duration turn() {
    if (!looked) {
      if (alone) {
        var _ =
            store.step(
                now(),
                rules -> {
                  rules.endClaims(LEASE);
                  return true;
                });
      }
      looked = true;
    }
    renew();
    Stop stopped = stop;
    if (stopped != null && now().isBefore(stopped.next)) {
      return shorter(Duration.between(now(), stopped.next));
    }
    int slots = stopped == null ? SLOTS : 1;
    while (underWay.get() < slots && !closing) {
      Optional<MediaRecord> file = claim();
      if (file.isEmpty()) {
        Optional<Instant> next = store.step(now(), MediaRules::nextDue);
        return next.filter(it -> it.isAfter(now()))
            .map(it -> shorter(Duration.between(now(), it)))
            .orElse(LONGEST_LOOK);
      }
      underWay.incrementAndGet();
      Thread.ofVirtual().name("fetch").start(() -> fetch(file.get()));
    }
    return LONGEST_LOOK; // the thread is woken when a fetch ends
  }

  private void renew() {
    Instant now = now();
    if (!claimed.isEmpty() && !now.isBefore(renewedAt.plus(RENEWAL))) {
      List<MediaRecord> held = List.copyOf(claimed.values());
      store.step(
          now,
          rules -> {
            held.forEach(it -> rules.renewClaim(it, LEASE));
            return true;
          });
      renewedAt = now;
    }
  }

  private static Duration shorter(Duration wait) {
    return wait.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : wait;
  }

  /// Claims a file of a chat that has not had its turn in this round; if there is none, a new round
  /// begins.
  private Optional<MediaRecord> claim() {
    if (served.size() > MOST_SERVED) {
      served.clear();
    }
    Set<WaId> except = new HashSet<>(served);
    except.addAll(busy);
    Optional<MediaRecord> next = claim(except);
    if (next.isEmpty() && !served.isEmpty()) {
      served.clear();
      next = claim(Set.copyOf(busy));
    }
    if (next.isEmpty() && !busy.isEmpty()) {
      next = claim(Set.of()); // no other chat has a file that waits
    }
    next.map(MediaRecord::chat)
        .ifPresent(chat -> {
          served.add(chat);
          busy.add(chat);
        });
    next.ifPresent(it -> claimed.put(it.id(), it));
    return next;
  }

  private Optional<MediaRecord> claim(Set<WaId> except) {
    return store.step(now(), rules -> rules.claim(owner, except, LEASE));
  }

  private void fetch(MediaRecord wanted) {
    long begun = System.nanoTime();
    String outcome = "failed";
    long bytes = 0;
    try (IncomingFile file = blobs.begin()) {
      MediaRecord.Source from = wanted.source();
      if (from == null) {
        return; // an upload is never claimed
      }
      MediaSource.Fetched fetched = source.fetch(from, file);
      bytes = file.size();
      outcome = settle(wanted, from, file, fetched);
    } catch (IOException failure) {
      LOG.atWarn().setCause(failure).log("a file could not be written");
      againAfterAFault(wanted, "it could not be written");
    } catch (Refusal unavailable) { // the claim of the file expires
      LOG.atDebug().setCause(unavailable).log("the result of fetching a file could not be stored");
    } catch (Throwable failure) { // also an Error: it counts as an attempt
      LOG.atError().setCause(failure).log("fetching a file failed with an internal error");
      againAfterAFault(wanted, "an internal error");
    } finally {
      claimed.remove(wanted.id());
      if (wanted.chat() != null) {
        busy.remove(wanted.chat());
      }
      underWay.decrementAndGet();
      listener.fetched(outcome, bytes, Duration.ofNanos(System.nanoTime() - begun));
      wake();
    }
  }

  private void againAfterAFault(MediaRecord claimed, String reason) {
    try {
      again(claimed, reason, 0);
    } catch (Refusal unavailable) { // the claim of the file expires
      LOG.atDebug().setCause(unavailable).log("the result of fetching a file could not be stored");
    }
  }

  /// @return the outcome, see [FetchListener#fetched]
  private String settle(
      MediaRecord claimed, MediaRecord.Source from, IncomingFile file, MediaSource.Fetched fetched)
      throws IOException {
    return switch (fetched) {
      case MediaSource.Fetched.Complete(var sha256) -> {
        goOn();
        BlobId blob = file.finish();
        if (sha256 != null && !sha256.equals(blob.value())) {
          again(claimed, "its bytes do not have the SHA-256 that WhatsApp reports", 0);
          yield "damaged";
        }
        store(claimed, file, blob);
        yield "complete";
      }
      case MediaSource.Fetched.Missing(var reason) -> {
        goOn();
        if (from.misses() + 1 >= MISSES) {
          gone(claimed, reason);
          yield "gone";
        }
        again(claimed, reason, from.misses() + 1);
        yield "missing";
      }
      case MediaSource.Fetched.Failed(var reason) -> {
        goOn();
        again(claimed, reason, 0);
        yield "failed";
      }
      case MediaSource.Fetched.Stopped(var reason) -> {
        // WhatsApp perhaps refuses only this file, so the other files are tried before it.
        Instant next = stop(reason).plus(FIRST_STOP);
        if (!now().isBefore(claimed.at().plus(KEPT_BY_WHATSAPP))) {
          gone(claimed, TOO_OLD);
          yield "gone";
        }
        store.step(
            now(),
            rules -> {
              rules.postpone(claimed, from.attempts(), from.misses(), next);
              return true;
            });
        yield "stopped";
      }
    };
  }

  private void store(MediaRecord claimed, IncomingFile file, BlobId blob) throws IOException {
    FileExaminer.Examined examined = examined(claimed, file);
    blobs.put(file);
    MediaFile ready =
        new MediaFile(
            claimed.id(),
            MediaFile.Status.READY,
            examined.mimeType(),
            file.size(),
            blob.value(),
            FileName.clean(claimed.file().name()),
            examined.traits(),
            null);
    switch (settle(claimed, ready)) {
      case SHOWN -> {
        if (blobs.size(blob).isEmpty()) { // an erasure removed the bytes before this
          var _ =
              store.step(
                  now(),
                  rules -> {
                    rules.lost(claimed.id());
                    return true;
                  });
        }
      }
      case ERASED -> again(claimed, "the same bytes were being erased", 0);
      case UNWANTED -> {}
    }
  }

  /// If the examiner fails, the file is kept with an unknown type; it is not treated as missing.
  private FileExaminer.Examined examined(MediaRecord claimed, IncomingFile file)
      throws IOException {
    try {
      return examiner.examine(file.path());
    } catch (RuntimeException | AssertionError | StackOverflowError fault) {
      LOG.atError()
          .addKeyValue("file", claimed.id())
          .setCause(fault)
          .log("examining a file failed with an internal error");
      return new FileExaminer.Examined("application/octet-stream", MediaFile.Traits.NONE);
    }
  }

  private MediaRules.Settled settle(MediaRecord claimed, MediaFile file) {
    return store.step(now(), rules -> rules.settle(claimed, file));
  }

  private void gone(MediaRecord claimed, String reason) {
    LOG.atWarn()
        .addKeyValue("file", claimed.id())
        .addKeyValue("reason", reason)
        .log("a file that a customer sent is no longer available");
    MediaFile file = claimed.file();
    var _ =
        settle(
            claimed,
            new MediaFile(
                file.id(),
                MediaFile.Status.GONE,
                file.mimeType(),
                file.size(),
                null,
                FileName.clean(file.name()),
                file.traits(),
                reason));
  }

  private void again(MediaRecord claimed, String reason, int misses) {
    MediaRecord.Source from = claimed.source();
    Instant now = now();
    int attempts = from == null ? 1 : from.attempts() + 1;
    Instant dueAt = now.plus(WAITS.get(Math.min(attempts, WAITS.size()) - 1));
    Instant end = claimed.at().plus(KEPT_BY_WHATSAPP);
    if (!now.isBefore(end)) {
      gone(claimed, TOO_OLD);
      return;
    }
    LOG.atDebug()
        .addKeyValue("file", claimed.id())
        .addKeyValue("reason", reason)
        .addKeyValue("attempts", attempts)
        .log("fetching a file failed; it is tried again");
    Instant next = dueAt.isBefore(end) ? dueAt : end; // one last try
    store.step(
        now,
        rules -> {
          rules.postpone(claimed, attempts, misses, next);
          return true;
        });
  }

  /// @return the time of the next attempt
  private synchronized Instant stop(String reason) {
    Stop before = stop;
    Duration wait = before == null ? FIRST_STOP : before.pause.multipliedBy(2);
    Duration bounded = wait.compareTo(LONGEST_STOP) > 0 ? LONGEST_STOP : wait;
    Instant next = now().plus(bounded);
    if (before == null) {
      LOG.atError()
          .addKeyValue("reason", reason)
          .log("fetching files from WhatsApp is stopped; files that customers send wait");
    }
    if (before != null && now().isBefore(before.next)) {
      return before.next; // further failures before the next attempt do not make the pause longer
    }
    stop = new Stop(reason, bounded, next);
    return next;
  }

  private synchronized void goOn() {
    if (stop != null) {
      stop = null;
      LOG.atInfo().log("files are fetched from WhatsApp again");
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Stops. Files that are under way are fetched after the next start.
  @Override
  public void close() {
    closing = true;
    wake();
    try {
      var _ = thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
