package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Change;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.Ingested;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// No exception of a step, a feed or a listener ends the writer, reaches another caller, or causes
/// the refusal of a step that is on disk.
@Timeout(60)
final class UnbreakableWriterTest {
  private static final int STEPS = 20;

  private final List<Change> heard = Collections.synchronizedList(new ArrayList<>());
  private final Path folder;

  UnbreakableWriterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void anErrorOfAStepReachesOnlyItsCaller() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch holding = new CountDownLatch(1);
    ChatFeed feed =
        commit -> {
          holding.countDown();
          await(held);
          heard.addAll(commit.changes());
        };
    try (SqliteChatStore store = SqliteChatStore.open(folder, feed, StoreListener.NONE);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Ingested> first = callers.submit(() -> ingest(store, 0));
      holding.await(); // steps that are added now are committed together
      Future<Ingested> second = callers.submit(() -> ingest(store, 1));
      Future<?> failing =
          callers.submit(() ->
              store.step(
                  NOON,
                  _ -> {
                    throw new OutOfMemoryError("of the step");
                  }));
      Future<Ingested> third = callers.submit(() -> ingest(store, 2));
      while (store.waiting() < 3) {
        Thread.onSpinWait();
      }
      held.countDown();

      assertEquals(1, first.get().messages());
      assertEquals(1, second.get().messages());
      assertEquals(1, third.get().messages());
      Throwable failure = assertThrows(ExecutionException.class, failing::get).getCause();
      assertNotNull(failure);
      assertInstanceOf(OutOfMemoryError.class, failure.getCause());
      assertEquals(3, stored(store));
    }
  }

  @Test
  void exceptionsOfTheFeedCauseNoRefusals() {
    ChatFeed feed =
        commit -> {
          heard.addAll(commit.changes());
          throw new StackOverflowError("of the feed");
        };
    try (SqliteChatStore store = SqliteChatStore.open(folder, feed, StoreListener.NONE)) {
      for (int i = 0; i < STEPS; i++) {
        assertEquals(1, ingest(store, i).messages());
      }

      assertEquals(STEPS, stored(store));
      assertTrue(heard.size() >= STEPS, "events were lost");
    }
  }

  @Test
  void exceptionsOfAListenerCauseNoRefusalsAndNoLoss() {
    StoreListener listener =
        new StoreListener() {
          @Override
          public void committed(int steps, Duration took) {
            throw new IllegalStateException("of the listener");
          }

          @Override
          public void failed(String sentence) {
            throw new IllegalStateException("of the listener");
          }
        };
    try (SqliteChatStore store =
        SqliteChatStore.open(folder, commit -> heard.addAll(commit.changes()), listener)) {
      for (int i = 0; i < STEPS; i++) {
        assertEquals(1, ingest(store, i).messages());
      }

      assertEquals(STEPS, stored(store));
      assertTrue(heard.size() >= STEPS, "events were lost");
    }
  }

  /// For example, the memory is exhausted, and not enough is left to log that.
  @Test
  void anErrorThatCannotBeLoggedStillAnswersCallers() {
    ChatFeed feed =
        _ -> {
          throw new Unspeakable();
        };
    try (SqliteChatStore store = SqliteChatStore.open(folder, feed, StoreListener.NONE)) {
      for (int i = 0; i < STEPS; i++) {
        assertEquals(1, ingest(store, i).messages());
      }

      assertEquals(STEPS, stored(store));
    }
  }

  @Test
  void theAgeOfTheOldestStepIsKnownWhileTheWriterIsBlocked() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch holding = new CountDownLatch(1);
    ChatFeed feed =
        _ -> {
          holding.countDown();
          await(held);
        };
    try (SqliteChatStore store = SqliteChatStore.open(folder, feed, StoreListener.NONE);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals(Duration.ZERO, store.oldestWaiting());
      Future<Ingested> first = callers.submit(() -> ingest(store, 0));
      holding.await();
      Duration before = store.oldestWaiting();
      while (store.oldestWaiting().compareTo(before.plusMillis(50)) < 0) {
        Thread.onSpinWait();
      }
      held.countDown();
      first.get();
      while (!store.oldestWaiting().isZero()) {
        Thread.onSpinWait();
      }
    }
  }

  private static Ingested ingest(SqliteChatStore store, int number) {
    return SteppedStore.of(store)
        .ingest(arrived(incoming("wamid." + number, ALICE, "Hello", NOON)), NOON);
  }

  private static int stored(SqliteChatStore store) {
    return store.messages(ALICE, null, 100).size();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Unspeakable extends Error {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new OutOfMemoryError("of the log");
    }
  }
}
