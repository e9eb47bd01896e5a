package dev.parley.outbox;

import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.outgoing;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.store.OpenStore;
import dev.parley.store.sqlite.SqliteChatStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests how a sender processes an outbox.
final class SenderTest {
  /// The maximum number of messages under way that are not urgent.
  private static final int PLACES = 224;

  private final OpenStore store;
  private final AtomicInteger steps = new AtomicInteger();
  private volatile Consumer<@Nullable Object> answers = _ -> {};
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  SenderTest(@TempDir Path folder) {
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @AfterEach
  void close() {
    ended.complete(true);
    store.close();
  }

  private Sender sender(Clock clock, Transport transport) {
    OutboxStore counted =
        new OutboxStore() {
          @Override
          public <T> T step(Instant now, Function<OutboxRules, T> step) {
            steps.incrementAndGet();
            T result = store.outbox().step(now, step);
            answers.accept(result);
            return result;
          }
        };
    return new Sender(
        counted,
        null,
        _ -> true,
        transport,
        new Pacing(1_000, System::nanoTime),
        SendPolicy.DEFAULTS,
        true,
        clock,
        SenderListener.NONE);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean becomes(BooleanSupplier holds, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private void send(int messages) {
    for (int i = 0; i < messages; i++) {
      WaId chat = new WaId("1555100" + (1000 + i));
      String id = "msg_" + i;
      store.chats().step(NOON, rules -> rules.send(outgoing(id, chat, "Hello", NOON)));
    }
  }

  @Test
  void simultaneousRateLimitAnswersCountAsOne() {
    int messages = 40;
    send(messages);
    AtomicInteger carried = new AtomicInteger();
    Outcome tooFast = new Outcome.NotNow(OutboxRules.NOT_KNOWN, Outcome.Scope.NUMBER);
    Outcome refused = new Outcome.Refused(OutboxRules.NOT_KNOWN);
    CountDownLatch allAtOnce = new CountDownLatch(messages);
    Clock clock = Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), NOON));
    try (Sender sender =
        sender(
            clock,
            _ -> {
              if (carried.incrementAndGet() > messages) {
                return refused;
              }
              allAtOnce.countDown();
              await(allAtOnce);
              return tooFast;
            })) {
      sender.start();

      assertTrue(becomes(() -> carried.get() > messages, Duration.ofSeconds(10)));
    }
  }

  @Test
  void theStoreIsNotReadWhileAllPlacesAreTaken() {
    send(PLACES + 10);
    try (Sender sender =
        sender(
            Clock.fixed(NOON, ZoneOffset.UTC),
            _ -> {
              ended.join();
              return new Outcome.Refused(OutboxRules.FROM_BEFORE);
            })) {
      sender.start();
      assertTrue(becomes(() -> sender.underWay() == PLACES, Duration.ofSeconds(20)));

      int before = steps.get();
      assertFalse(becomes(() -> steps.get() > before + 50, Duration.ofSeconds(1)));

      ended.complete(true);
      assertTrue(becomes(() -> sender.underWay() == 0, Duration.ofSeconds(20)));
    }
  }

  /// The answer of the step that claims is lost, as after a failover, but the step is done.
  @Test
  void aClaimWithALostAnswerIsStillSent() {
    int messages = 5;
    send(messages);
    AtomicInteger carried = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    answers =
        result -> {
          if (result instanceof Claim claim
              && !claim.parcels().isEmpty()
              && lost.getAndIncrement() == 0) {
            throw new Refusal(ErrorCode.STORE_UNAVAILABLE, "by the test");
          }
        };
    try (Sender sender =
        sender(
            Clock.fixed(NOON, ZoneOffset.UTC),
            _ -> {
              carried.incrementAndGet();
              return new Outcome.Refused(OutboxRules.FROM_BEFORE);
            })) {
      sender.start();

      assertTrue(becomes(() -> carried.get() == messages, Duration.ofSeconds(20)));
      assertTrue(lost.get() > 0);
    }
  }

  @Test
  void closingIsTimelyWithASilentStoreAndWhatsApp() {
    send(1);
    CountDownLatch blocked = new CountDownLatch(1);
    Sender sender =
        sender(
            Clock.fixed(NOON, ZoneOffset.UTC),
            _ -> {
              ended.join();
              return new Outcome.Refused(OutboxRules.FROM_BEFORE);
            });
    sender.start();
    assertTrue(becomes(() -> sender.underWay() == 1, Duration.ofSeconds(20)));
    answers =
        _ -> {
          blocked.countDown();
          ended.join();
        };
    sender.startOver();
    await(blocked);

    long begun = System.nanoTime();
    sender.close();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);

    assertTrue(took.compareTo(Duration.ofSeconds(7)) < 0, took::toString);
  }

  @Test
  void temporaryRefusalsIncreaseThePause() {
    send(1);
    AtomicInteger tries = new AtomicInteger();
    AtomicReference<Instant> now = new AtomicReference<>(NOON);
    try (Sender sender =
        sender(
            settable(now),
            _ -> {
              tries.incrementAndGet();
              return new Outcome.NotNow(OutboxRules.FROM_BEFORE, Outcome.Scope.CHAT);
            })) {
      sender.start();

      for (long seconds : new long[] {1, 4, 16, 64, 240}) {
        int most = tries.get() + 1;
        sender.startOver();
        assertTrue(
            becomes(() -> tries.get() >= most && sender.underWay() == 0, Duration.ofSeconds(20)));
        Instant next = Objects.requireNonNull(next(now.get()));
        long waits = Duration.between(now.get(), next).toMillis();
        assertTrue(waits >= 800 * seconds && waits <= 1_200 * seconds, waits + " ms");
        now.set(next);
      }
    }
  }

  private @Nullable Instant next(Instant now) {
    return store
        .outbox()
        .step(now, rules -> rules.claim(null, "looks", 0, 0, SendPolicy.DEFAULTS))
        .next();
  }

  /// A clock that tests set.
  private static Clock settable(AtomicReference<Instant> now) {
    return new Clock() {
      @Override
      public Instant instant() {
        return now.get();
      }

      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  @Test
  void whileRefusedOneMessageIsTriedEveryMinute() {
    send(1);
    AtomicInteger tries = new AtomicInteger();
    AtomicReference<Instant> now = new AtomicReference<>(NOON);
    try (Sender sender =
        sender(
            settable(now),
            _ -> {
              tries.incrementAndGet();
              return new Outcome.Stopped(OutboxRules.FROM_BEFORE);
            })) {
      sender.start();

      for (int minute = 1; minute <= 20; minute++) {
        int most = minute;
        assertTrue(
            becomes(
                () -> tries.get() == most && sender.underWay() == 0 && isStopped(sender),
                Duration.ofSeconds(10)),
            "minute " + minute);
        now.updateAndGet(it -> it.plusSeconds(60));
        sender.startOver();
      }
    }
  }

  private static boolean isStopped(Sender sender) {
    return sender.stopped().isPresent();
  }
}
