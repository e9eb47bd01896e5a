package dev.parley.outbox;

import dev.parley.advice.Advice;
import dev.parley.chat.Change;
import dev.parley.chat.Commit;
import dev.parley.chat.Failure;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.outbox.OutboxRules.Postponed;
import dev.parley.stream.Subscriber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the entries of the outbox for one number of the business: one thread claims entries,
/// others send them. Each number has its own senders, so that no number waits for another. Any
/// number of senders, in any number of processes, can work on one outbox.
///
/// It is notified of new entries as a [Subscriber], and wakes by itself when an entry is due. While
/// the account cannot send, for example because of its token or a payment, it tries one message
/// from time to time, and continues when that works.
public final class Sender implements Subscriber, AutoCloseable {
  /// The maximum number of messages under way at once.
  private static final int SLOTS = 256;

  /// The maximum number of messages under way that are not urgent: the other slots are reserved.
  private static final int BULK_SLOTS = SLOTS - 32;

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
  private static final Duration A_MOMENT = Duration.ofMillis(100);

  /// The number of consecutive messages with an unknown outcome that makes the sender pause; fewer
  /// may be chance.
  private static final int DOUBTS = 3;

  /// The time between two claims if no customer has just written. So in a campaign with a thousand
  /// messages a second, each claim takes several messages, and the writer runs only a fifth of the
  /// steps.
  private static final long GATHERING_NANOS = Duration.ofMillis(5).toNanos();

  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(4);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// The longest pause between two attempts. With the random fifth, and the time before the first
  /// attempt, it is shorter than a minute.
  private static final Duration LONGEST_STOP = Duration.ofSeconds(45);

  private static final Duration GRACE = Duration.ofSeconds(4);

  /// The time for which a message other than a text can be sent again.
  private static final Duration KEPT = Duration.ofDays(30);

  private static final Duration FORGETTING = Duration.ofHours(1);

  /// The maximum number of messages whose setbacks are counted.
  private static final int REMEMBERED = 10_000;

  private static final Failure NO_ANSWER =
      new Failure(0, "No answer", "Sending the message failed with an internal error of Parley.");

  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  private final OutboxStore store;
  private final @Nullable String ourNumber;
  private final Predicate<WaId> served;
  private final Transport transport;
  private final Pacing pacing;
  private final SendPolicy policy;
  private final boolean alone;
  private final Clock clock;
  private final SenderListener listener;
  private final String name = UUID.randomUUID().toString();
  private final Semaphore wakes = new Semaphore(0);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger setbacks = new AtomicInteger();
  private final AtomicInteger doubts = new AtomicInteger();

  /// How often WhatsApp has postponed each message. Not stored: after a restart the message is
  /// tried sooner.
  private final Map<MessageId, Integer> setbacksOf =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MessageId, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  private final Thread thread;

  // used only by the sender's thread
  private long claims;
  private long turned = System.nanoTime();
  private boolean looked;
  private @Nullable String lookedUpTo;
  private Instant forgetAt = Instant.MIN;
  private @Nullable Owed owed;

  private volatile boolean closing;

  /// Whether the next turn must not wait for more entries.
  private volatile boolean urgent;

  private volatile @Nullable Stop stop;

  /// The state in which nothing is sent, except for an attempt from time to time.
  ///
  /// @param tries the number of attempts since then
  private record Stop(Failure reason, int tries, Instant next) {}

  /// Entries that this sender has claimed, or may have claimed, and is not sending: they have to be
  /// released.
  ///
  /// @param token the token of the claim
  /// @param some null: all entries of the claim, because they are unknown
  private record Owed(String token, @Nullable List<Postponed> some) {}

  /// Creates a sender that is not started yet.
  ///
  /// @param ourNumber the number of the business whose chats it serves, see [OutboxEntry#ourNumber]
  /// @param served whether there is a sender for a chat, in this process or in another. The sender
  ///   of the first number lets the messages of other chats fail.
  /// @param alone whether no other process sends from this store: then claims that exist at the
  ///   start belong to a process that has ended
  public Sender(
      OutboxStore store,
      @Nullable String ourNumber,
      Predicate<WaId> served,
      Transport transport,
      Pacing pacing,
      SendPolicy policy,
      boolean alone,
      Clock clock,
      SenderListener listener) {
    this.store = store;
    this.ourNumber = ourNumber;
    this.served = served;
    this.transport = transport;
    this.pacing = pacing;
    this.policy = policy;
    this.alone = alone;
    this.clock = clock;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("sender").unstarted(this::run);
  }

  /// Starts to send.
  public void start() {
    thread.start();
  }

  @Override
  public void accept(Commit commit) {
    for (Change change : commit.changes()) {
      if (mayConcern(change).filter(this::isOurs).isPresent()) {
        urgent = true;
        wake();
        return;
      }
    }
  }

  /// The message of a change that may add something to send; an amendment may add a reaction.
  private static Optional<Message> mayConcern(Change change) {
    return switch (change) {
      case Change.MessageStored(var message) when message.isPending() -> Optional.of(message);
      case Change.StatusChanged(var message) when message.isPending() -> Optional.of(message);
      case Change.MessageAmended(var message) -> Optional.of(message);
      default -> Optional.empty();
    };
  }

  private boolean isOurs(Message message) {
    return Objects.equals(message.chat().ourNumber(), ourNumber);
  }

  @Override
  public void startOver() {
    wake();
  }

  private void wake() {
    if (wakes.availablePermits() == 0) {
      wakes.release();
    }
  }

  /// Why nothing is sent, in words for the person who can fix it; empty if sending works.
  public Optional<Failure> stopped() {
    return Optional.ofNullable(stop).map(Stop::reason);
  }

  /// The number of messages under way.
  public int underWay() {
    return underWay.get();
  }

  private void run() {
    while (!closing) {
      Duration wait;
      urgent = false;
      turned = System.nanoTime();
      try {
        wait = turn();
      } catch (Refusal unavailable) {
        LOG.atDebug().setCause(unavailable).log("the outbox cannot be read now");
        wait = AFTER_A_FAULT;
      } catch (Throwable failure) { // also an Error: sending continues
        LOG.atError().setCause(failure).log("sending failed with an internal error");
        wait = AFTER_A_FAULT;
      }
      await(wait);
    }
    try {
      giveBack();
    } catch (Throwable failure) { // also an Error: the next start finds them uncertain
      LOG.atDebug().setCause(failure).log("a claim could not be released");
    }
  }

  /// Releases the entries of claims that were not sent. The step of a claim may throw although it
  /// was committed, for example during a failover of MongoDB.
  private void giveBack() {
    Owed back = owed;
    if (back == null) {
      return;
    }
    List<Postponed> some = back.some();
    store.step(
        now(),
        rules -> {
          if (some == null) {
            rules.giveBack(ourNumber, back.token());
          } else {
            rules.postpone(some, back.token());
          }
          return true;
        });
    owed = null;
  }

  private void await(Duration wait) {
    try {
      var _ = wakes.tryAcquire(Math.max(1, wait.toNanos()), TimeUnit.NANOSECONDS);
      wakes.drainPermits();
      long left = gathering();
      while (left > 0 && !urgent && !closing) {
        var _ = wakes.tryAcquire(left, TimeUnit.NANOSECONDS);
        wakes.drainPermits();
        left = gathering();
      }
    } catch (InterruptedException e) {
      LOG.atDebug().log("the wait of the sender was interrupted");
    }
  }

  private long gathering() {
    return GATHERING_NANOS - (System.nanoTime() - turned);
  }

  /// @return the time to wait if nothing wakes the sender
  private Duration turn() {
    if (!looked) {
      lookBack();
    }
    giveBack();
    Instant now = now();
    if (now.isAfter(forgetAt)) {
      forgetOld(now);
    }
    Stop stopped = stop;
    if (stopped != null && now.isBefore(stopped.next)) {
      return Duration.between(now, stopped.next);
    }
    Pacing.Room room = pacing.room();
    int free = stopped == null ? SLOTS - underWay.get() : Math.min(1, SLOTS - underWay.get());
    int all = Math.min(room.all(), free);
    int bulk =
        Math.min(room.bulk(), stopped == null ? BULK_SLOTS - underWay.get() : Math.min(1, free));
    if (stopped != null && underWay.get() > 0) {
      return LONGEST_LOOK; // the outcome of the attempt wakes the sender
    }
    String token = name + "-" + ++claims;
    owed = new Owed(token, null);
    Claim claim = store.step(now, rules -> rules.claim(ourNumber, token, all, bulk, policy));
    owed = null;
    claim.withdrawn().forEach(it -> tellWithdrawn(it.reaction(), it.reason()));
    carry(claim.parcels(), token);
    return untilNext(claim.next(), free - claim.parcels().size() > 0);
  }

  /// @param next the time at which the next entry is due
  /// @param free whether more may be under way
  private Duration untilNext(@Nullable Instant next, boolean free) {
    if (next == null || !free) { // new entries and outcomes wake the sender
      return LONGEST_LOOK;
    }
    Duration due = Duration.between(now(), next);
    Duration room = pacing.untilRoom();
    Duration wait = due.compareTo(room) > 0 ? due : room;
    // The due entries may be bulk entries without a free slot: the outcome of another message wakes
    // the sender.
    Duration least = underWay.get() < BULK_SLOTS ? Duration.ZERO : A_MOMENT;
    wait = wait.compareTo(least) > 0 ? wait : least;
    return wait.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : wait;
  }

  /// Runs once after the start: ends the claims of a process that has ended, and fails messages
  /// that nobody will send.
  private void lookBack() {
    while (alone && store.step(now(), rules -> rules.endClaims(ourNumber, policy)) && !closing) {}
    while (ourNumber == null && !closing) { // only one sender does it
      String from = lookedUpTo;
      OutboxRules.Stranded part = store.step(now(), rules -> rules.strand(from, served));
      if (part.failed() > 0) {
        LOG.atWarn()
            .addKeyValue("messages", part.failed())
            .log("messages that this Parley cannot send failed; they can be sent again");
      }
      lookedUpTo = part.rest();
      if (lookedUpTo == null) {
        break;
      }
    }
    looked = true;
  }

  /// Removes payloads of messages that are no longer sent again.
  private void forgetOld(Instant now) {
    while (store.step(now, rules -> rules.forgetKept(ourNumber, now.minus(KEPT))) && !closing) {}
    forgetAt = now.plus(FORGETTING);
  }

  private void carry(List<Parcel> parcels, String token) {
    List<Postponed> postponed = new ArrayList<>();
    for (Parcel parcel : parcels) {
      if (pacing.take(parcel.chat())) {
        underWay.incrementAndGet();
        Thread.ofVirtual().name("carry").start(() -> carry(parcel, token));
      } else {
        Instant until = now().plus(pacing.untilNextTo(parcel.chat()));
        postponed.add(new Postponed(parcel.id(), until));
      }
    }
    if (!postponed.isEmpty()) {
      owed = new Owed(token, postponed);
      giveBack();
    }
  }

  private void carry(Parcel parcel, String token) {
    try {
      long begun = System.nanoTime();
      Outcome outcome = carried(parcel);
      heed(outcome);
      settle(parcel, token, outcome);
      if (parcel instanceof Parcel.OfReaction && outcome instanceof Outcome.Refused(var reason)) {
        tellWithdrawn(parcel.id(), reason);
      }
      listener.carried(word(outcome), Duration.ofNanos(System.nanoTime() - begun));
    } catch (Throwable failure) { // the claim expires
      LOG.atError().setCause(failure).log("the outcome of a message could not be stored");
    } finally {
      underWay.decrementAndGet();
      wake();
    }
  }

  private static void tellWithdrawn(MessageId reaction, Failure reason) {
    LOG.atWarn()
        .addKeyValue("reaction", reaction)
        .addKeyValue("code", reason.code())
        .addKeyValue("reason", reason.title())
        .log("a reaction was not sent, and was withdrawn");
  }

  private Outcome carried(Parcel parcel) {
    try {
      return transport.carry(parcel);
    } catch (Throwable failure) { // also an Error: the outcome is unknown
      LOG.atError().setCause(failure).log("sending a message failed with an internal error");
      return new Outcome.Unknown(NO_ANSWER);
    }
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> "accepted";
      case Outcome.NotNow _ -> "not_now";
      case Outcome.Unknown _ -> "unknown";
      case Outcome.Refused _ -> "refused";
      case Outcome.Stopped _ -> "stopped";
    };
  }

  /// Applies the outcome of one message to all other messages. Many messages are under way at once:
  /// the first outcome makes all of them wait, and further outcomes at the same time do not make
  /// the wait longer.
  private synchronized void heed(Outcome outcome) {
    if (!(outcome instanceof Outcome.Unknown)) {
      doubts.set(0);
    }
    switch (outcome) {
      case Outcome.Accepted _ -> {
        setbacks.set(0);
        goOn();
      }
      case Outcome.Refused _ -> goOn();
      case Outcome.Unknown _ -> {
        // WhatsApp itself has a fault, and every message that is sent now is at risk.
        if (!pacing.isPaused() && doubts.incrementAndGet() >= DOUBTS) {
          pacing.pause(backOff(2, doubts.get() - DOUBTS, LONGEST_PAUSE));
        }
      }
      case Outcome.NotNow(_, var scope) -> {
        if (scope != Outcome.Scope.NUMBER) {
          goOn();
        } else if (!pacing.isPaused()) {
          pacing.pause(backOff(2, setbacks.incrementAndGet(), LONGEST_PAUSE));
        }
      }
      case Outcome.Stopped(var reason) -> stop(reason);
    }
  }

  private void stop(Failure reason) {
    Stop before = stop;
    Instant now = now();
    if (before == null || !before.reason.equals(reason)) {
      LOG.atError()
          .addKeyValue("number", ourNumber == null ? "the first" : ourNumber)
          .addKeyValue("code", reason.code())
          .addKeyValue("reason", reason.title())
          .addKeyValue("advice", Advice.on(reason.code()).orElse("see WhatsApp Manager"))
          .log("WhatsApp accepts nothing from a number; its messages wait");
    } else if (now.isBefore(before.next)) {
      return;
    }
    int tries = before == null || now.isBefore(before.next) ? 0 : before.tries + 1;
    stop =
        new Stop(
            reason, tries, now.plus(Duration.ofSeconds(4)).plus(backOff(2, tries, LONGEST_STOP)));
  }

  private void goOn() {
    if (stop != null) {
      stop = null;
      LOG.atInfo().log("WhatsApp accepts messages again");
    }
  }

  private void settle(Parcel parcel, String token, Outcome outcome) throws InterruptedException {
    Duration backOff = backOff(4, setbacksBefore(parcel, outcome), LONGEST_BACK_OFF);
    while (true) {
      Instant now = now();
      Instant again = outcome instanceof Outcome.Stopped ? now : now.plus(backOff);
      Instant chatFrom = now.plus(pacing.untilNextTo(parcel.chat()));
      try {
        store.step(
            now,
            rules -> {
              rules.settle(parcel.id(), token, outcome, again, chatFrom, policy);
              return true;
            });
        return;
      } catch (Refusal unavailable) {
        if (closing) {
          throw unavailable;
        }
        LOG.atDebug().setCause(unavailable).log("an outcome cannot be stored now");
        Thread.sleep(AFTER_A_FAULT);
      }
    }
  }

  /// The number of earlier setbacks of a message; for other outcomes, the number of earlier
  /// attempts.
  private int setbacksBefore(Parcel parcel, Outcome outcome) {
    synchronized (setbacksOf) {
      if (!(outcome instanceof Outcome.NotNow)) {
        setbacksOf.remove(parcel.id());
        return parcel.attempt() - 1;
      }
      int before = setbacksOf.getOrDefault(parcel.id(), 0);
      setbacksOf.put(parcel.id(), before + 1);
      return before;
    }
  }

  /// The pause before the next attempt: `base` to the power of `times`, in seconds, plus or minus a
  /// random fifth, so that not all attempts coincide.
  private static Duration backOff(int base, int times, Duration longest) {
    double seconds = Math.min(Math.pow(base, Math.max(0, times)), (double) longest.toSeconds());
    double some = ThreadLocalRandom.current().nextDouble(0.8, 1.2);
    return Duration.ofMillis((long) (seconds * some * 1000));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS); // the precision of every store
  }

  /// Stops sending, and waits at most four seconds for messages under way. Messages without an
  /// answer by then become uncertain.
  @Override
  public void close() {
    closing = true;
    wake();
    long deadline = System.nanoTime() + GRACE.toNanos();
    try {
      thread.join(GRACE);
      while (underWay.get() > 0
          && wakes.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {}
      if (underWay.get() > 0) {
        LOG.atWarn()
            .addKeyValue("messages", underWay.get())
            .log("messages were under way at the stop: it is unknown whether WhatsApp has them");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
