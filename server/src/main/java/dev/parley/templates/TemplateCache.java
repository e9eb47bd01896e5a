package dev.parley.templates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Failure;
import dev.parley.chat.Refusal;
import dev.parley.outgoing.Complaints;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The templates of one account: a copy in the store and in memory. One thread fetches them: at the
/// start if the copy is older than a day, once a day, a moment after a reported change, and on
/// request. If a fetch fails, the copy stays, and the fetch is tried again after 30 seconds, 1
/// minute, 2 minutes and so on, up to an hour.
///
/// An outdated copy is never the reason to refuse a message. Before a message is refused, the copy
/// is fetched again, at most once a minute, unless it was fetched within the last minute and no
/// change was reported since. If the fetch fails, the message is accepted, and WhatsApp decides.
public final class TemplateCache implements Templates, AutoCloseable {
  private static final Duration FRESH = Duration.ofDays(1);

  /// The time for which a copy counts as current.
  private static final Duration BELIEVED = Duration.ofMinutes(1);

  /// The time for which further reports of changes are awaited, so that one fetch covers all.
  private static final Duration SETTLING = Duration.ofSeconds(1);

  /// The minimum time between two fetches because of reports.
  private static final Duration GAP = Duration.ofSeconds(5);

  /// The time between two checks whether another process has fetched them.
  private static final Duration LOOKING_AROUND = Duration.ofMinutes(1);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 7;

  /// The longest wait for a fetch while a client waits for the answer to a message.
  private static final Duration SENDERS_PATIENCE = Duration.ofSeconds(3);

  private static final Duration CALLERS_PATIENCE = Duration.ofSeconds(20);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);
  private static final Duration SHORT_LOOK = Duration.ofMillis(200);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Failure NOT_STORED =
      new Failure(0, "The templates could not be stored", null);
  private static final Failure CLOSING = new Failure(0, "Parley is stopping", null);
  private static final Failure FAULT =
      new Failure(0, "Fetching the templates failed with an internal error of Parley", null);

  private static final Logger LOG = LoggerFactory.getLogger(TemplateCache.class);

  private final String account;
  private final TemplateSource source;
  private final TemplateStore store;
  private final Clock clock;
  private final Thread thread;
  private final Semaphore wakes = new Semaphore(0);

  /// The number of reported changes.
  private final AtomicLong reports = new AtomicLong();

  /// The time of the first report that no fetch covers, by the nano clock.
  private final AtomicLong reportedAt = new AtomicLong();

  // guarded by this
  private boolean loaded;
  private @Nullable CompletableFuture<Outcome> wanted;

  private volatile @Nullable Copy copy;

  /// The time at which this process began its last fetch; null before the first.
  private volatile @Nullable Instant tried;

  private volatile boolean closing;

  // used only by the thread
  private int failures;
  private @Nullable Failure lastFailure;
  private Instant again = Instant.MIN;
  private Instant looked = Instant.EPOCH;

  /// The known templates.
  ///
  /// @param at the time at which the fetch began
  /// @param reports the number of changes that were reported by then
  private record Copy(List<Template> templates, Instant at, long reports) {}

  /// The outcome of a fetch.
  private sealed interface Outcome {
    record Done(Refreshed refreshed) implements Outcome {}

    record Failed(Failure reason) implements Outcome {}
  }

  /// Creates a cache that is not started yet.
  ///
  /// @param account `BUSINESS_ACCOUNT_ID`
  public TemplateCache(String account, TemplateSource source, TemplateStore store, Clock clock) {
    this.account = account;
    this.source = source;
    this.store = store;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("templates").unstarted(this::run);
  }

  /// Starts to keep the copy up to date.
  public void start() {
    thread.start();
  }

  // --- Operations for callers --------------------------------------------------------------------

  @Override
  public List<Template> find(@Nullable String status, @Nullable String text) {
    String folded = text == null ? "" : Template.fold(text.strip());
    return known().map(Copy::templates).orElse(List.of()).stream()
        .filter(it -> status == null || it.status().equalsIgnoreCase(status.strip()))
        .filter(it -> folded.isEmpty() || it.mentions(folded))
        .toList();
  }

  @Override
  public Refreshed refresh() {
    return switch (want(CALLERS_PATIENCE).orElse(null)) {
      case Outcome.Done(var refreshed) -> refreshed;
      case Outcome.Failed(var reason) ->
          throw unavailable("WhatsApp did not return the templates: " + sentence(reason));
      case null ->
          throw unavailable(
              "WhatsApp has not returned the templates yet, Parley is still waiting: try again in a"
                  + " moment");
    };
  }

  private static Refusal unavailable(String sentence) {
    return new Refusal(ErrorCode.WHATSAPP_UNAVAILABLE, sentence);
  }

  private static String sentence(Failure reason) {
    return reason.detail() == null ? reason.title() : reason.title() + ": " + reason.detail();
  }

  @Override
  public void changed() {
    reports.incrementAndGet(); // first: a fetch that starts in between must not clear the time
    reportedAt.compareAndSet(0, System.nanoTime() | 1);
    wake();
  }

  @Override
  public @Nullable String check(JsonNode sent, Complaints complaints) {
    Copy first = copyOrNull();
    if (first == null) {
      return null;
    }
    Judgement judgement = Judgement.of(first.templates, sent);
    if (judgement.fits()) {
      return judgement.text();
    }
    if (!isBelieved(first)) {
      Copy second = fetchedSince(first);
      if (second == null) {
        return null;
      }
      judgement = Judgement.of(second.templates, sent);
    }
    judgement.problems().forEach(it -> complaints.wrong(it.field(), it.problem()));
    return judgement.text();
  }

  private @Nullable Copy copyOrNull() {
    try {
      return known().orElse(null);
    } catch (Refusal unavailable) { // storing the message fails as well, if it matters
      return null;
    }
  }

  private boolean isBelieved(Copy some) {
    return !isOver(some.at, BELIEVED) && some.reports == reports.get();
  }

  /// A new copy; null if it is too early for a fetch, or the fetch fails.
  private @Nullable Copy fetchedSince(Copy old) {
    Instant before = tried;
    boolean reported = old.reports != reports.get();
    if (before != null && !isOver(before, reported ? GAP : BELIEVED)) {
      return null;
    }
    return want(SENDERS_PATIENCE).orElse(null) instanceof Outcome.Done ? copy : null;
  }

  /// Waits for a fetch that begins from now on; empty if that takes longer.
  private Optional<Outcome> want(Duration patience) {
    CompletableFuture<Outcome> mine;
    synchronized (this) {
      if (closing) {
        return Optional.empty();
      }
      if (wanted == null) {
        wanted = new CompletableFuture<>();
      }
      mine = wanted;
    }
    wake();
    try {
      return Optional.of(mine.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  /// The known templates; the first call reads the copy of an earlier run.
  ///
  /// @throws Refusal if that copy cannot be read
  private Optional<Copy> known() {
    Copy there = copy;
    if (there != null) {
      return Optional.of(there);
    }
    synchronized (this) {
      if (!loaded) {
        Optional<KeptTemplates> kept =
            store.load().filter(it -> it.account().equals(account)); // otherwise of another account
        if (copy == null) {
          copy = kept.map(it -> copyOf(it, 0)).orElse(null);
        }
        loaded = true;
      }
      return Optional.ofNullable(copy);
    }
  }

  private static Copy copyOf(KeptTemplates kept, long reports) {
    List<Template> templates =
        kept.templates().stream().map(Template::parse).flatMap(Optional::stream).toList();
    return new Copy(ordered(templates), kept.fetchedAt(), reports);
  }

  private static List<Template> ordered(List<Template> templates) {
    return templates.stream()
        .sorted(Comparator.comparing(Template::name).thenComparing(Template::language))
        .toList();
  }

  // --- The thread --------------------------------------------------------------------------------

  private void run() {
    while (!closing) {
      try {
        turn();
      } catch (Refusal unavailable) {
        LOG.atDebug().setCause(unavailable).log("the templates cannot be read from the store now");
      } catch (Throwable fault) { // also an Error: the thread continues
        LOG.atError().setCause(fault).log("managing the templates failed with an internal error");
      }
      await(reportedAt.get() == 0 || failures > 0 ? LONGEST_LOOK : SHORT_LOOK);
    }
    letGo();
  }

  /// Releases callers that wait for a fetch that will not begin any more.
  private synchronized void letGo() {
    if (wanted != null) {
      wanted.complete(new Outcome.Failed(CLOSING));
    }
  }

  private void await(Duration wait) {
    try {
      var _ = wakes.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
      wakes.drainPermits();
    } catch (InterruptedException e) {
      LOG.atDebug().log("the wait for changes of templates was interrupted");
    }
  }

  private void turn() {
    CompletableFuture<Outcome> asked;
    synchronized (this) {
      asked = wanted;
      wanted = null;
    }
    if (asked != null) {
      Outcome outcome = new Outcome.Failed(FAULT);
      try {
        outcome = fetch();
      } finally {
        asked.complete(outcome);
      }
    } else if (isDue()) {
      fetch();
    } else {
      lookAround();
    }
  }

  /// Loads templates that another process on the same store has fetched since.
  private void lookAround() {
    Copy mine = copy;
    if (mine == null || !isOver(looked, LOOKING_AROUND)) {
      return;
    }
    looked = now();
    if (store.fetchedAt(account).filter(it -> it.isAfter(mine.at)).isPresent()) {
      store
          .load()
          .filter(it -> it.account().equals(account))
          .ifPresent(it -> copy = copyOf(it, mine.reports));
    }
  }

  private boolean isDue() {
    if (failures > 0) {
      return !now().isBefore(again);
    }
    long reported = reportedAt.get();
    Instant before = tried;
    if (reported != 0
        && System.nanoTime() - reported >= SETTLING.toNanos()
        && (before == null || isOver(before, GAP))) {
      return true;
    }
    return known().map(it -> isOver(it.at, FRESH)).orElse(true);
  }

  private Outcome fetch() {
    Instant now = now();
    tried = now;
    reportedAt.set(0);
    long reported = reports.get();
    Failure reason;
    try {
      List<Template> templates = source.fetch();
      List<Template> before = known().map(Copy::templates).orElse(List.of());
      store.replace(
          new KeptTemplates(account, now, templates.stream().map(Template::json).toList()));
      copy = new Copy(ordered(templates), now, reported);
      Refreshed refreshed = compare(before, templates, now);
      succeeded(refreshed);
      return new Outcome.Done(refreshed);
    } catch (TemplateSource.Unavailable unavailable) {
      reason = unavailable.reason();
    } catch (Refusal unavailable) {
      reason = NOT_STORED;
    } catch (InterruptedException closed) {
      return new Outcome.Failed(CLOSING);
    } catch (RuntimeException fault) {
      LOG.atError().setCause(fault).log("fetching the templates failed with an internal error");
      reason = FAULT;
    }
    failed(reason, now);
    return new Outcome.Failed(reason);
  }

  private void succeeded(Refreshed refreshed) {
    if (failures > 0 || refreshed.added() + refreshed.changed() + refreshed.removed() > 0) {
      LOG.atInfo()
          .addKeyValue("templates", refreshed.templates())
          .addKeyValue("approved", refreshed.approved())
          .log("message templates were fetched");
    }
    failures = 0;
    lastFailure = null;
  }

  private void failed(Failure reason, Instant now) {
    if (!reason.equals(lastFailure)) {
      LOG.atWarn()
          .addKeyValue("code", reason.code())
          .addKeyValue("reason", reason.title())
          .log(
              "message templates could not be fetched; the known ones stay, and Parley tries"
                  + " again");
    }
    lastFailure = reason;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    again = now.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    failures++;
  }

  private static Refreshed compare(List<Template> before, List<Template> after, Instant at) {
    Map<String, String> old = new HashMap<>();
    before.forEach(it -> old.put(it.key(), it.json()));
    int added = 0;
    int changed = 0;
    for (Template template : after) {
      String known = old.remove(template.key());
      if (known == null) {
        added++;
      } else if (!known.equals(template.json())) {
        changed++;
      }
    }
    int approved = (int) after.stream().filter(Template::isApproved).count();
    return new Refreshed(after.size(), approved, added, changed, old.size(), at);
  }

  /// Whether a time is over; also true if the clock was set back since.
  private boolean isOver(Instant since, Duration length) {
    return Duration.between(since, now()).abs().compareTo(length) >= 0;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS); // the precision of every store
  }

  /// Cancels a running fetch.
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
    }
    thread.interrupt();
    wake();
    try {
      thread.join(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
