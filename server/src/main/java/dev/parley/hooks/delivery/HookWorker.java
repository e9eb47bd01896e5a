package dev.parley.hooks.delivery;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import dev.parley.hooks.Attempt;
import dev.parley.hooks.DeliveryLog;
import dev.parley.hooks.Hook;
import dev.parley.hooks.Hooks;
import dev.parley.hooks.WaitingDelivery;
import dev.parley.stream.ChangeStream;
import dev.parley.stream.Cursor;
import dev.parley.stream.CursorLeases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers to one hook as long as this process owns its cursor. The stream's thread puts events
/// into the window. A thread of the worker takes them out, starts a virtual thread for each
/// attempt, and saves its progress. Every event is delivered at least once: after the process was
/// killed, events that were delivered since the last save are delivered again, under the same ids.
public final class HookWorker {
  /// The maximum number of attempts at the same time.
  static final int CONNECTIONS = 16;

  /// The maximum number of attempts at the same time while many webhooks come in: these have to be
  /// answered soon, and events can wait.
  static final int CONNECTIONS_IN_A_RUSH = 2;

  /// The pause after the start of each attempt while many webhooks come in: a fast receiver would
  /// otherwise keep the processor busy with only two connections.
  private static final long PAUSE_IN_A_RUSH_MILLIS = 1;

  /// After this number of consecutive failures, only one attempt is made at a time.
  private static final int DOUBTFUL = 10;

  private static final Duration SAVE_EVERY = Duration.ofMillis(500);

  /// The interval for saving a position that changed without an event to deliver.
  private static final Duration SAVE_IDLE_EVERY = Duration.ofSeconds(5);

  private static final Duration CLOSING = Duration.ofSeconds(1);
  private static final long LONGEST_WAIT_MILLIS = 500;
  private static final int GONE = 410;

  private static final Logger LOG = LoggerFactory.getLogger(HookWorker.class);

  private final Parts parts;
  private final Hook hook;
  private final Receiver receiver;
  private final DeliveryWindow window;
  private final AttemptLog attempts;
  private final Source source;
  private final Thread thread;

  private volatile boolean ended;

  /// The reason for turning the hook off, as soon as there is one.
  private volatile @Nullable String reasonToEnd;

  // used by the worker's thread only
  private long savedVersion;
  private StreamPosition savedPosition;
  private long savedAt;
  private boolean turnedOff;

  /// The parts that all workers share.
  ///
  /// @param rush whether many webhooks come in at the moment
  public record Parts(
      Hooks hooks,
      CursorLeases cursors,
      ChangeStream stream,
      ChatHistory history,
      RetryPlan plan,
      Clock clock,
      BooleanSupplier rush,
      HookListener listener) {}

  /// Makes a worker, which [#start] starts.
  ///
  /// @param cursor the cursor, which this process owns
  /// @param receiver the receiver, which the worker closes
  HookWorker(Parts parts, Hook hook, Cursor cursor, DeliveryLog log, Receiver receiver) {
    this.parts = parts;
    this.hook = hook;
    this.receiver = receiver;
    this.window =
        new DeliveryWindow(
            cursor.position(),
            WaitingDelivery.read(cursor.state()).stream().map(this::sinceTurnedOn).toList());
    this.attempts = new AttemptLog(log);
    this.savedPosition = cursor.position();
    this.savedAt = System.nanoTime();
    this.thread = Thread.ofVirtual().name(hook.cursor()).unstarted(this::run);
    this.source =
        switch (hook.format()) {
          case PARLEY -> new ChangeSource(parts, hook, window, this::noteLoss);
          case CLOUD_API -> new CallSource(parts, hook, window);
        };
  }

  void start() {
    source.start();
    thread.start();
  }

  /// Returns the event without its failures if it failed before the hook was turned on again:
  /// turning the hook on restarts the time limit for the delivery.
  private WaitingDelivery sinceTurnedOn(WaitingDelivery it) {
    Instant failing = it.failingSince();
    return failing != null && failing.isBefore(hook.activeSince())
        ? new WaitingDelivery(
            it.position(), it.event(), it.lane(), it.object(), 0, null, hook.activeSince())
        : it;
  }

  Hook hook() {
    return hook;
  }

  /// Whether the worker has stopped by itself: another process owns the cursor, the cursor was
  /// moved, or reading failed.
  boolean ended() {
    return ended || window.isClosed();
  }

  /// The number of waiting events.
  int waiting() {
    return window.size();
  }

  // --- To the receiver ---------------------------------------------------------------------------

  private void run() {
    try {
      while (!ended()) {
        String reason = reasonToEnd;
        boolean rush = parts.rush.getAsBoolean();
        Optional<QueuedDelivery> next =
            reason == null ? window.next(now(), mostAtOnce(rush)) : Optional.empty();
        if (reason != null) {
          turnOff(reason);
          window.await(LONGEST_WAIT_MILLIS);
        } else if (next.isPresent()) {
          QueuedDelivery delivery = next.get();
          Thread.ofVirtual().name(hook.cursor() + "-try").start(() -> attempt(delivery));
          if (rush) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_IN_A_RUSH_MILLIS);
          }
        } else {
          window.await(pause());
        }
        saveInTime();
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (Throwable fault) { // also an Error: the deliverer makes another worker
      LOG.atError()
          .setCause(fault)
          .addKeyValue("hook", hook.id())
          .log("the deliveries of an outgoing webhook stopped");
      ended = true;
    }
  }

  private int mostAtOnce(boolean rush) {
    if (attempts.failures() >= DOUBTFUL) {
      return 1;
    }
    return rush ? CONNECTIONS_IN_A_RUSH : CONNECTIONS;
  }

  /// The time in milliseconds until there is work.
  private long pause() {
    Instant due = window.nextDue();
    if (due == null || window.underWay() > 0) {
      return LONGEST_WAIT_MILLIS;
    }
    long until = Duration.between(now(), due).toMillis();
    return Math.clamp(until, 1, LONGEST_WAIT_MILLIS);
  }

  private void attempt(QueuedDelivery delivery) {
    WaitingDelivery waiting = delivery.waiting();
    try {
      Instant at = now();
      Source.Post post = source.post(waiting, delivery.body(), at);
      if (post == null) {
        source.settled(waiting); // the event was erased meanwhile
        window.settled(delivery);
      } else {
        post(delivery, post, at);
      }
    } catch (Refusal unavailable) { // the store's fault, not the receiver's
      window.postponed(delivery, later(waiting, Duration.ofSeconds(1)), false);
    } catch (Throwable fault) {
      LOG.atError()
          .setCause(fault)
          .addKeyValue("hook", hook.id())
          .log("an event was not delivered");
      window.postponed(delivery, later(waiting, parts.plan.longest()), false);
    }
  }

  private void post(QueuedDelivery delivery, Source.Post post, Instant at) {
    WaitingDelivery waiting = delivery.waiting();
    long begun = System.nanoTime();
    Outcome outcome = receiver.post(hook.url(), post.headers(), post.body());
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    if (ended) {
      return; // the next worker delivers it again
    }
    String problem = problem(outcome);
    Duration asked = outcome instanceof Outcome.Answered answered ? answered.retryAfter() : null;
    int number = waiting.attempts() + 1;
    Instant failing = waiting.failingSince() == null ? at : waiting.failingSince();
    Instant next =
        problem == null
            ? null
            : now()
                .plus(parts.plan.pause(number, asked, ThreadLocalRandom.current().nextDouble()))
                .truncatedTo(ChronoUnit.MILLIS);
    int status = outcome instanceof Outcome.Answered answered ? answered.status() : 0;
    attempts.note(
        new Attempt(post.id(), waiting.event().word(), at, number, status, problem, took, next));
    parts.listener.attempted(problem == null, took);
    if (next == null) {
      source.settled(waiting);
      window.settled(delivery);
      return;
    }
    if (status == GONE) { // set before the event waits again, so that no more are sent
      reasonToEnd = "the receiver answered 410 Gone";
    } else if (parts.plan.isOver(failing, now())) {
      reasonToEnd =
          "an event could not be delivered for %d hours: %s"
              .formatted(parts.plan.patience().toHours(), problem);
    }
    window.postponed(
        delivery,
        new WaitingDelivery(
            waiting.position(),
            waiting.event(),
            waiting.lane(),
            waiting.object(),
            number,
            failing,
            next),
        true);
  }

  /// A sentence about the failure; null if the event was delivered.
  private static @Nullable String problem(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Unanswered(var problem) -> problem;
      case Outcome.Answered(var status, _) when status >= 200 && status < 300 -> null;
      case Outcome.Answered(var status, _) when status >= 300 && status < 400 ->
          "the receiver answered %d: redirects are not followed".formatted(status);
      case Outcome.Answered(var status, _) -> "the receiver answered %d".formatted(status);
    };
  }

  private WaitingDelivery later(WaitingDelivery it, Duration pause) {
    return new WaitingDelivery(
        it.position(),
        it.event(),
        it.lane(),
        it.object(),
        it.attempts(),
        it.failingSince(),
        now().plus(pause));
  }

  /// Turns the hook off, with retries until that is stored. Then the deliverer closes this worker.
  private void turnOff(String reason) {
    if (turnedOff) {
      return;
    }
    try {
      boolean wasOn = parts.hooks.turnOff(hook.id(), reason);
      turnedOff = true;
      if (wasOn) {
        LOG.atWarn()
            .addKeyValue("hook", hook.id())
            .addKeyValue("reason", reason)
            .log("an outgoing webhook was turned off; events wait until it is turned on again");
        parts.listener.turnedOff();
      }
    } catch (Refusal unavailable) { // it is tried again
      LOG.atDebug().setCause(unavailable).log("a hook could not be turned off");
    }
  }

  private void noteLoss() {
    attempts.note(
        new Attempt(
            "",
            "",
            now(),
            0,
            0,
            "events were lost: they are not in the log of changes any more (CHANGES_DAYS,"
                + " CHANGES_KEPT)",
            Duration.ZERO,
            null));
  }

  // --- Saving the progress -----------------------------------------------------------------------

  private void saveInTime() {
    long since = System.nanoTime() - savedAt;
    DeliveryWindow.Snapshot head = window.head();
    boolean changed =
        head.version() != savedVersion || attempts.isNews() || !attempts.says(window.size());
    if ((changed && since >= SAVE_EVERY.toNanos())
        || (!head.read().equals(savedPosition) && since >= SAVE_IDLE_EVERY.toNanos())) {
      save();
    }
  }

  /// Saves the position and the waiting events; then the log, which is less important.
  private void save() {
    savedAt = System.nanoTime(); // a failing store is not called all the time
    DeliveryWindow.Snapshot now = window.snapshot();
    try {
      if (!source.save(now)) {
        ended = true;
        return;
      }
      savedVersion = now.version();
      savedPosition = now.read();
      DeliveryLog log = attempts.take(now.waiting().size());
      if (log != null) {
        parts.hooks.saveLog(hook.id(), log);
      }
    } catch (Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).log("the position of a hook could not be saved");
    }
  }

  /// Stops within a limited time, so that another process can continue.
  void close() {
    ended = true;
    window.close();
    receiver.close();
    thread.interrupt();
    source.close();
    try {
      if (thread.join(CLOSING)) {
        save();
        parts.cursors.release(hook.cursor());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).log("a hook could not be released");
    }
  }

  private Instant now() {
    return parts.clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
