package dev.parley.stream;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Change;
import dev.parley.chat.Commit;
import dev.parley.chat.MemoryChatStore;
import dev.parley.chat.StreamPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Subscribers that fail, hang or fall behind, while the store continues.
@Timeout(60)
final class ChangeStreamTest {
  private static final String START_OVER = "start over";

  private final ChangeStream stream =
      new ChangeStream(_ -> {}, new Subscription.Limits(3, 1L << 20, Duration.ofSeconds(10)));
  private final MemoryChatStore store = new MemoryChatStore(stream);

  /// Notes the texts of messages.
  private static class Notes implements Subscriber {
    final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

    @Override
    public void accept(Commit commit) {
      for (Change change : commit.changes()) {
        if (change instanceof Change.MessageStored(var message)) {
          notes.add(message.body().text());
        }
      }
    }

    @Override
    public void startOver() {
      notes.add(START_OVER);
    }

    String next() throws InterruptedException {
      return String.valueOf(notes.poll(20, TimeUnit.SECONDS));
    }
  }

  private void say(String text) {
    store.ingest(arrived(incoming("wamid." + text, ALICE, text, NOON)), NOON);
  }

  private List<String> say(int from, int to) {
    List<String> said = new ArrayList<>();
    for (int i = from; i < to; i++) {
      said.add("text-" + i);
      say("text-" + i);
    }
    return said;
  }

  private static List<String> next(Notes notes, int count) throws InterruptedException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(notes.next());
    }
    return all;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void changesAfterSubscribingAreDeliveredInOrder() throws Exception {
    say("before");
    Notes notes = new Notes();
    try (Subscription _ = stream.subscribe("notes", store, notes)) {
      List<String> said = say(0, 50);

      assertEquals(said, next(notes, 50));
    }
  }

  @Test
  void aHangingSubscriberDelaysNobodyAndMissesNothing() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Notes hanging =
        new Notes() {
          @Override
          public void accept(Commit commit) {
            await(goOn);
            super.accept(commit);
          }
        };
    Notes other = new Notes();
    try (Subscription late = stream.subscribe("hanging", store, hanging);
        Subscription current = stream.subscribe("other", store, other)) {
      List<String> said = say(0, 1_000);

      assertEquals(said, next(other, 1_000));
      while (current.lag() > 0) {
        LockSupport.parkNanos(1_000_000);
      }
      assertTrue(late.lag() > 1_000, () -> "lag: " + late.lag());
      while (late.stuckFor().compareTo(Duration.ofMillis(20)) < 0) {
        LockSupport.parkNanos(1_000_000);
      }
      goOn.countDown();

      assertEquals(said, next(hanging, 1_000));
      said = say(1_000, 1_010);
      assertEquals(said, next(hanging, 10));
      while (late.lag() > 0 || !late.stuckFor().isZero()) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  @Test
  void aSubscriberFarBehindIsReportedUntilItCatchesUp() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicLong heard = new AtomicLong();
    Subscriber hanging =
        new Subscriber() {
          @Override
          public void accept(Commit commit) {
            await(goOn);
            heard.addAndGet(commit.changes().size());
          }

          @Override
          public void startOver() {
            heard.set(Long.MIN_VALUE);
          }
        };
    Notes other = new Notes();
    try (Subscription late = stream.subscribe("late", store, hanging);
        Subscription current = stream.subscribe("current", store, other)) {
      say(0, 21_000);
      while (current.lag() > 0) {
        LockSupport.parkNanos(1_000_000);
      }

      assertEquals(Map.of("late", late.lag()), stream.behind());
      assertTrue(late.lag() > 21_000, () -> "lag: " + late.lag());
      long missed = late.lag();
      goOn.countDown();
      while (late.lag() > 0) {
        LockSupport.parkNanos(1_000_000);
      }

      assertEquals(Map.of(), stream.behind());
      assertEquals(missed, heard.get());
    }
  }

  @Test
  void aFailingSubscriberStartsOverAndContinues() throws Exception {
    Notes failing =
        new Notes() {
          @Override
          public void accept(Commit commit) {
            super.accept(commit);
            if (notes.contains("bad") && !notes.contains(START_OVER)) {
              throw new StackOverflowError("the test wants it");
            }
          }
        };
    Notes other = new Notes();
    try (Subscription subscription = stream.subscribe("failing", store, failing);
        Subscription _ = stream.subscribe("other", store, other)) {
      say("good");
      say("bad");

      assertEquals(List.of("good", "bad"), next(other, 2));
      while (!failing.notes.contains(START_OVER)) {
        LockSupport.parkNanos(1_000_000);
      }
      say("after");
      assertEquals(List.of("good", "bad", START_OVER, "after"), next(failing, 4));
      assertTrue(subscription.isAlive());
    }
  }

  @Test
  void discardedChangesMakeASubscriberStartOver() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Notes late =
        new Notes() {
          @Override
          public void accept(Commit commit) {
            began.countDown();
            await(goOn);
            super.accept(commit);
          }
        };
    try (Subscription _ = stream.subscribe("late", store, late)) {
      say(0, 1);
      assertTrue(began.await(30, TimeUnit.SECONDS));
      say(1, 100);
      var _ = store.forgetChanges(Instant.EPOCH, 1);
      goOn.countDown();

      assertEquals("text-0", late.next());
      assertEquals(START_OVER, late.next());
      say("after");
      assertEquals("after", late.next());
    }
  }

  @Test
  void theFirstListenersFailureHidesNothing() throws Exception {
    ChangeStream broken =
        new ChangeStream(_ -> {
          throw new LinkageError("the test wants it");
        });
    MemoryChatStore told = new MemoryChatStore(broken);
    Notes notes = new Notes();
    try (Subscription _ = broken.subscribe("notes", told, notes)) {
      told.ingest(arrived(incoming("wamid.1", ALICE, "Hello", NOON)), NOON);

      assertEquals("Hello", notes.next());
    }
  }

  @Test
  void aDurableSubscriberReceivesMissedAndThenNewChanges() throws Exception {
    say("before");
    StreamPosition stopped = store.position();
    List<String> missed = say(0, 500); // more than a page of the log
    Notes notes = new Notes();
    try (Subscription subscription = stream.subscribe("notes", store, stopped, notes)) {
      assertEquals(missed, next(notes, 500));
      List<String> more = say(500, 520);

      assertEquals(more, next(notes, 20));
      while (subscription.lag() > 0) {
        LockSupport.parkNanos(1_000_000);
      }
      assertEquals(store.position(), subscription.reached());
    }
  }

  @Test
  void anUnknownPositionMakesADurableSubscriberStartOver() throws Exception {
    say("before");
    Notes notes = new Notes();
    StreamPosition foreign = new StreamPosition(1, store.position().token() + 1);
    try (Subscription _ = stream.subscribe("notes", store, foreign, notes)) {
      assertEquals(START_OVER, notes.next());
      say("after");

      assertEquals("after", notes.next());
    }
  }
}
