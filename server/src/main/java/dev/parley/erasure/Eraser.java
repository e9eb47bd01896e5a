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

/// Removes people for good: what is to be done is stored first, then a thread of its own does it in
/// small steps. Each step can be done again, so that a process that is killed goes on when it is
/// started again; of several processes on one store one works. Removes what is older than it is to
/// be kept in the same way, every hour.
///
/// Every method but [#close] blocks: call it on a virtual thread. Safe for use by many threads.
public final class Eraser implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);

  /// The name of the cursor whose owner works.
  private static final String CURSOR = "erasure";

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration EXPIRING = Duration.ofHours(1);
  private static final Duration RENEWING = Duration.ofSeconds(3);

  /// How long other processes take at most to notice a removal, unless they stand still: they read
  /// new changes four times a second, and check every three seconds which hooks they still deliver
  /// to.
  private static final Duration NOTICING = Duration.ofSeconds(6);

  private static final Duration CLOSING = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 50;
  private static final int BODIES = 16;
  private static final int ROUNDS = 10;

  /// The clock of a process that stored bytes may be ahead by so much.
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

  // the thread's own
  private long renewedAt = System.nanoTime();
  private long expiredAt = System.nanoTime() - EXPIRING.toNanos();

  /// Where people are removed from.
  public record Parts(
      ChatStore store, MediaStore media, BlobStore blobs, Hooks hooks, CursorLeases cursors) {}

  /// What is left beside the store.
  ///
  /// @param removed hears of the bytes of files that are removed
  /// @param heard whether the search index, the clients and the deliveries to hooks of this process
  ///   know every change up to this number
  /// @param store removes traces of what was removed from the files of the store; false: try again
  public record Traces(Consumer<BlobId> removed, LongPredicate heard, BooleanSupplier store) {}

  /// Another process works, or the process is about to end.
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// @param alone whether no other process can have the store open
  /// @param retention how long messages are kept; null: for ever
  /// @param random for ids; must be safe for use by many threads
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

  /// Begins to work, with what was left undone.
  public void start() {
    thread.start();
  }

  /// Has a person erased: what is kept of them is removed from now on. What they write until it is
  /// done is removed as well.
  ///
  /// @param caller needs [Permission#OWN]
  /// @param address of a contact or chat
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

  /// What has been done by now.
  ///
  /// @param caller needs [Permission#OWN]
  /// @throws Refusal `not_found`
  public Erasure find(Principal caller, String id) {
    Refusal.unlessMay(caller, Permission.OWN);
    return all().stream()
        .filter(it -> it.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new Refusal(ErrorCode.NOT_FOUND, "There is no erasure of this id"));
  }

  /// All erasures, the last one first.
  ///
  /// @param caller needs [Permission#OWN]
  public List<Erasure> list(Principal caller) {
    Refusal.unlessMay(caller, Permission.OWN);
    return all().stream().sorted(Comparator.comparing(Erasure::requestedAt).reversed()).toList();
  }

  /// The same erasure, as soon as it is done.
  ///
  /// @param limit how long to wait for that
  public Erasure await(Principal caller, Erasure erasure, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Erasure now = find(caller, erasure.id());
    while (!now.isDone() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
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
          if (hasWork()) {
            work();
          }
        } catch (Refusal | IOException unavailable) {
          LOG.atDebug().setCause(unavailable).log("an erasure was postponed");
        } catch (Interrupted another) {
          LOG.atDebug().log("another process erases");
        } catch (RuntimeException | Error fault) { // the next try may be better
          LOG.atError().setCause(fault).log("an erasure failed, and is tried again");
        }
        var _ = news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        news.drainPermits();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
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

  private void work() throws IOException, InterruptedException {
    parts.cursors.create(CURSOR, parts.store.position());
    if (parts.cursors.take(CURSOR).isEmpty()) {
      return; // another process works; it is asked again
    }
    renewedAt = System.nanoTime();
    try {
      for (Erasure erasure : all()) {
        if (!erasure.isDone()) {
          perform(erasure);
        }
      }
      removeBytes(Erasure.RETENTION);
      expire();
    } finally {
      parts.cursors.release(CURSOR);
    }
  }

  /// Before each step: whether this process is still the one that works.
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
    parts.blobs.removeAbandoned(); // whoever was killed may have had a file of theirs
    // The receipt is the last: when it is there, the files of the store hold nothing any more.
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
      change(id, it -> it.since(now));
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

  /// Waits until neither this process nor another one finds or sends what was removed.
  private void awaitHeard(long last, long removedAt) throws InterruptedException {
    long others = alone ? 0 : NOTICING.toNanos();
    while (!traces.heard.test(last) || System.nanoTime() - removedAt < others) {
      renew();
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private void removeChats(String id, Set<WaId> people) throws IOException {
    removeBytes(id);
    for (WaId address : people) {
      boolean more;
      do {
        renew();
        more = step(rules -> rules.eraseMessages(id, address, null));
        removeBytes(id);
      } while (more);
    }
    step(rules -> {
      people.forEach(it -> rules.erasePerson(id, it));
      return true;
    });
  }

  /// Removes bytes that no message shows any more. They are named in the erasure until they are
  /// gone, so that none is left where a process is killed, and no file begins to name them
  /// meanwhile.
  private void removeBytes(String id) throws IOException {
    for (int round = 1; round <= ROUNDS; round++) {
      List<String> bytes = namedBytes(id);
      if (bytes.isEmpty()) {
        return;
      }
      List<BlobId> blobs = bytes.stream().map(BlobId::new).toList();
      List<String> done = new ArrayList<>(bytes);
      for (BlobId blob : parts.media.step(now(), rules -> rules.unused(blobs))) {
        renew(); // whoever works after a pause of this process may have done it already
        var _ = parts.blobs.removeOlderThan(now().plus(CLOCKS), blob);
        traces.removed.accept(blob);
        // An upload that is refused may have stored them again. In the end the sweep removes them.
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

  /// Removes messages that are older than they are to be kept.
  ///
  /// @return whether there were any
  boolean expire() throws IOException {
    Duration kept = retention;
    if (kept == null || System.nanoTime() - expiredAt < EXPIRING.toNanos()) {
      return false;
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
    return any;
  }

  private Erasure change(String id, UnaryOperator<Erasure> change) {
    Optional<Erasure> changed = step(rules -> rules.change(id, change));
    return changed.orElseThrow(
        () -> new IllegalStateException("an erasure is gone that is under way"));
  }

  private <T> T step(Function<ErasureRules, T> step) {
    return parts.store.step(now(), rules -> step.apply(rules.erasure()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS); // what every store can hold
  }

  /// Stops after the step that is under way; what is left is done after the next start.
  @Override
  public void close() {
    closed = true;
    news.release();
    try {
      if (thread.isAlive() && !thread.join(CLOSING)) { // it may not have been started
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
