package dev.parley.erasure;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Erasure;
import dev.parley.chat.Erasure.Thing;
import dev.parley.chat.ErasureRules;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import dev.parley.hooks.Hooks;
import dev.parley.media.BlobId;
import dev.parley.media.BlobStore;
import dev.parley.media.MediaStore;
import dev.parley.stream.CursorLeases;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Erases people: an erasure is stored first, and then a separate thread executes it in small
/// steps. Each step can be repeated, so a killed process continues after its restart. If several
/// processes share a store, one of them does the work. The same thread removes messages older than
/// the retention time every hour.
///
/// Every method but [#close] blocks: call it on a virtual thread. Safe for use by many threads.
public final class Eraser implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);

  /// The name of the cursor whose owner performs erasures.
  private static final String CURSOR = "erasure";

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
  private static final Duration EXPIRING = Duration.ofHours(1);
  private static final Duration RENEWING = Duration.ofSeconds(3);

  /// The longest time until other running processes notice a removal: they read new changes four
  /// times a second, and check every three seconds which hooks they still deliver to.
  private static final Duration NOTICING = Duration.ofSeconds(6);

  private static final Duration CLOSING = Duration.ofSeconds(1);
  private static final long POLL_MILLIS = 50;
  private static final int BODIES = 16;
  private static final int ROUNDS = 10;

  /// The maximum time by which the clock of another process, which stored bytes, may be ahead of
  /// the clock of this process.
  private static final Duration CLOCKS = Duration.ofDays(1);

  private static final int CHATS = 50;

  private final Parts parts;
  private final Traces traces;
  private final boolean alone;
  private final @Nullable Duration retention;
  private final Clock clock;
  private final RandomGenerator random;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  // used by the thread only
  private long renewedAt = System.nanoTime();
  private long expiredAt = System.nanoTime() - EXPIRING.toNanos();

  /// The stores from which people are removed.
  public record Parts(
      ChatStore store, MediaStore media, BlobStore blobs, Hooks hooks, CursorLeases cursors) {}

  /// Access to traces that remain outside of the store, or in its files after the rows are removed.
  ///
  /// @param removed is called for the bytes of each removed file
  /// @param heard whether the search index, the clients and the hook deliveries of this process
  ///   have processed every change up to this number
  /// @param store removes traces of removed rows from the files of the store; returns false if it
  ///   must be tried again
  public record Traces(Consumer<BlobId> removed, LongPredicate heard, BooleanSupplier store) {}

  /// Thrown if another process does the work now, or this process is about to end.
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// @param alone whether no other process can have the store open
  /// @param retention the time for which messages are kept; null if they are kept forever
  /// @param random makes ids; must be safe for use by many threads
  public Eraser(
      Parts parts,
      Traces traces,
      boolean alone,
      @Nullable Duration retention,
      Clock clock,
      RandomGenerator random) {
    this.parts = parts;
    this.traces = traces;
    this.alone = alone;
    this.retention = retention;
    this.clock = clock;
    this.random = random;
    this.thread = Thread.ofVirtual().name("erasure").unstarted(this::run);
  }

  /// Starts the thread, which first continues unfinished erasures.
  public void start() {
    thread.start();
  }

  /// Begins the erasure of a person. Messages that the person sends until their chats and contact
  /// are removed are removed too.
  ///
  /// @param caller needs [Permission#OWN]
  /// @param address the address of a contact or chat
  public Erasure erase(Principal caller, WaId address) {
    Refusal.unlessMay(caller, Permission.OWN);
    Set<WaId> people = new HashSet<>(parts.store.addressesOf(address.customer()));
    people.add(address);
    Instant now = now();
    Erasure erasure = Erasure.of(people, caller.sender(), now, random);
    step(rules -> {
      rules.begin(erasure);
      return true;
    });
    news.release();
    return erasure;
  }

  /// The current state of an erasure.
  ///
  /// @param caller needs [Permission#OWN]
  /// @throws Refusal `not_found`
  public Erasure find(Principal caller, String id) {
    Refusal.unlessMay(caller, Permission.OWN);
    return all().stream()
        .filter(it -> it.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no erasure with this id"));
  }

  /// All erasures, the newest first.
  ///
  /// @param caller needs [Permission#OWN]
  public List<Erasure> list(Principal caller) {
    Refusal.unlessMay(caller, Permission.OWN);
    return all().stream().sorted(Comparator.comparing(Erasure::requestedAt).reversed()).toList();
  }

  /// Waits until an erasure is done and returns its state.
  ///
  /// @param limit the longest time to wait
  public Erasure await(Principal caller, Erasure erasure, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Erasure now = find(caller, erasure.id());
    while (!now.isDone() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      now = find(caller, erasure.id());
    }
    return now;
  }

  private List<Erasure> all() {
    return parts.store.shared(SharedRecord.Kind.ERASURE).stream()
        .map(Erasure::of)
        .filter(it -> !it.id().equals(Erasure.RETENTION))
        .toList();
  }

  // --- The thread --------------------------------------------------------------------------------

  private void run() {
    try {
      while (!closed) {
        try {
          attempt(() -> {
            if (hasWork()) {
              work();
            }
          });
        } catch (Interrupted another) {
          LOG.atDebug().log("another process performs the erasures");
        }
        var _ = news.tryAcquire(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        news.drainPermits();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /// Does a part of the work. If it fails, it is tried again later, and the other parts continue.
  private static void attempt(Work part) throws InterruptedException {
    try {
      part.run();
    } catch (Interrupted over) {
      throw over;
    } catch (Refusal | IOException unavailable) {
      LOG.atDebug().setCause(unavailable).log("an erasure was postponed");
    } catch (RuntimeException | Error fault) {
      LOG.atError().setCause(fault).log("an erasure failed; it is tried again");
    }
  }

  private boolean hasWork() {
    boolean expires = retention != null && System.nanoTime() - expiredAt >= EXPIRING.toNanos();
    return expires
        || parts.store.shared(SharedRecord.Kind.ERASURE).stream()
            .map(Erasure::of)
            .anyMatch(
                it -> it.id().equals(Erasure.RETENTION) ? !it.bytes().isEmpty() : !it.isDone());
  }

  private void work() throws InterruptedException {
    parts.cursors.create(CURSOR, parts.store.position());
    if (parts.cursors.take(CURSOR).isEmpty()) {
      return; // another process does the work; this one asks again later
    }
    renewedAt = System.nanoTime();
    try {
      for (Erasure erasure : all()) {
        if (!erasure.isDone()) {
          attempt(() -> perform(erasure));
        }
      }
      attempt(() -> removeBytes(Erasure.RETENTION));
      attempt(this::expire);
    } finally {
      parts.cursors.release(CURSOR);
    }
  }

  /// Called before each step: checks that this process still owns the cursor, and renews it.
  private void renew() {
    if (closed) {
      throw new Interrupted();
    }
    if (System.nanoTime() - renewedAt >= RENEWING.toNanos()) {
      renewedAt = System.nanoTime();
      if (!parts.cursors.renew(Set.of(CURSOR)).isEmpty()) {
        throw new Interrupted();
      }
    }
  }

  private void perform(Erasure erasure) throws IOException, InterruptedException {
    String id = erasure.id();
    if (!erasure.people().isEmpty()) {
      removePeople(erasure);
      change(id, Erasure::anonymous);
    }
    parts.blobs.removeAbandoned(); // a killed process may have left a file of this person
    // The receipt is written last: once it exists, the files of the store contain no trace any
    // more.
    do {
      renew();
    } while (!traces.store.getAsBoolean());
    Instant now = now();
    change(id, it -> it.done(now));
    LOG.atInfo().addKeyValue("erasure", id).log("a person was erased");
  }

  private void removePeople(Erasure erasure) throws IOException, InterruptedException {
    String id = erasure.id();
    Set<WaId> people = Set.copyOf(erasure.people());
    StreamPosition end = StreamPosition.parse(String.valueOf(erasure.position())).orElse(null);
    if (end == null) {
      removeChats(id, people);
      StreamPosition now = parts.store.position();
      change(id, it -> it.withPosition(now));
      end = now;
    }
    Mentions names = new Mentions(people);
    removeBodies(id, names);
    renew();
    long deliveries = parts.hooks.erase(people, names);
    long removedAt = System.nanoTime();
    change(id, it -> it.plus(Thing.DELIVERIES, deliveries));
    long last = end.number();
    scrub(id, new ChangeScrub(parts.store, people), last);
    awaitHeard(last, removedAt);
  }

  /// Waits until neither this process nor another one finds or sends removed data.
  private void awaitHeard(long last, long removedAt) throws InterruptedException {
    long others = alone ? 0 : NOTICING.toNanos();
    while (!traces.heard.test(last) || System.nanoTime() - removedAt < others) {
      renew();
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private void removeChats(String id, Set<WaId> people) throws IOException {
    do {
      removeBytes(id);
      for (WaId address : people) {
        boolean more;
        do {
          renew();
          more = step(rules -> rules.eraseMessages(id, address, null));
          removeBytes(id);
        } while (more);
      }
    } while (!step(rules -> rules.erasePerson(id, people)));
  }

  /// Removes bytes that no message shows any more. The record of the erasure lists them until they
  /// are removed. So no new file can refer to them meanwhile, and if this process is killed, the
  /// remaining bytes are removed after a restart.
  private void removeBytes(String id) throws IOException {
    for (int round = 1; round <= ROUNDS; round++) {
      List<String> bytes = namedBytes(id);
      if (bytes.isEmpty()) {
        return;
      }
      List<BlobId> blobs = bytes.stream().map(BlobId::new).toList();
      List<String> done = new ArrayList<>(bytes);
      for (BlobId blob : parts.media.step(now(), rules -> rules.unused(blobs))) {
        renew(); // after a pause of this process, another one may have removed them already
        var _ = parts.blobs.removeOlderThan(now().plus(CLOCKS), blob);
        traces.removed.accept(blob);
        // A refused upload may have stored the bytes again. After the last round, the periodic
        // sweep removes them.
        if (round < ROUNDS && parts.blobs.size(blob).isPresent()) {
          done.remove(blob.value());
        }
      }
      change(id, it -> it.without(done));
    }
  }

  private List<String> namedBytes(String id) {
    return parts.store.shared(SharedRecord.Kind.ERASURE).stream()
        .filter(it -> it.id().equals(id))
        .findFirst()
        .map(it -> Erasure.of(it).bytes())
        .orElse(List.of());
  }

  private void removeBodies(String id, Mentions names) {
    long last = 0;
    List<KeptUnprocessed> page = parts.store.unprocessed(last, BODIES);
    while (!page.isEmpty()) {
      renew();
      List<Long> numbers =
          page.stream()
              .filter(it -> names.test(it.what().body()))
              .map(KeptUnprocessed::number)
              .toList();
      last = page.getLast().number();
      long dismissed = 0;
      List<Long> rest = numbers;
      while (!rest.isEmpty()) {
        List<Long> some = rest;
        var part = parts.store.step(now(), rules -> rules.dismiss(some));
        dismissed += part.dismissed().size();
        rest = part.rest();
      }
      long count = dismissed;
      change(id, it -> it.plus(Thing.WEBHOOK_BODIES, count));
      page = parts.store.unprocessed(last, BODIES);
    }
  }

  private void scrub(String id, ChangeScrub scrub, long last) {
    long next = 1;
    while (next > 0) {
      renew();
      ChangeScrub.Part part = scrub.next(next, last);
      if (!part.rewritten().isEmpty()) {
        step(rules -> {
          rules.rewrite(id, part.rewritten());
          return true;
        });
      }
      next = part.next();
    }
  }

  /// Removes messages that are older than the retention time.
  private void expire() throws IOException {
    Duration kept = retention;
    if (kept == null || System.nanoTime() - expiredAt < EXPIRING.toNanos()) {
      return;
    }
    Instant before = now().minus(kept);
    boolean any = false;
    WaId last = null;
    List<WaId> chats = parts.store.chatsOlderThan(before, last, CHATS);
    while (!chats.isEmpty()) {
      any = true;
      for (WaId chat : chats) {
        boolean more;
        do {
          renew();
          more = step(rules -> rules.eraseMessages(Erasure.RETENTION, chat, before));
          removeBytes(Erasure.RETENTION);
        } while (more);
        last = chat;
      }
      chats = parts.store.chatsOlderThan(before, last, CHATS);
    }
    if (any) {
      scrub(
          Erasure.RETENTION,
          new ChangeScrub(parts.store, Set.of()),
          parts.store.position().number());
      LOG.atInfo().log("messages older than RETENTION_DAYS were removed");
    }
    expiredAt = System.nanoTime();
  }

  private Erasure change(String id, UnaryOperator<Erasure> change) {
    Optional<Erasure> changed = step(rules -> rules.change(id, change));
    return changed.orElseThrow(
        () -> new IllegalStateException("a running erasure has disappeared"));
  }

  private <T> T step(Function<ErasureRules, T> step) {
    return parts.store.step(now(), rules -> step.apply(rules.erasure()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS); // every store supports this
  }

  /// Stops after the current step; the rest is done after the next start.
  @Override
  public void close() {
    closed = true;
    news.release();
    try {
      if (thread.isAlive() && !thread.join(CLOSING)) { // the thread may not have been started
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
