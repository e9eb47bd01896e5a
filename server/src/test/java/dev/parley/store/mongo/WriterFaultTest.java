package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.model.Filters;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Ingested;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.store.WaitingStep;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever a step, a listener, a feed or MongoDB's driver throws, an `Error` included: the store's
/// threads continue, each caller gets the result of its own step, and a stored step is never
/// refused.
@Timeout(60)
final class WriterFaultTest {
  private static final Ingested ONE = new Ingested(1, 0, 0, 0, 0);

  @AutoClose private final TestMongo mongo = new TestMongo();

  private static <T> CompletableFuture<T> begin(java.util.function.Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, Thread::startVirtualThread);
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void anErrorInOneStepFailsThatStepAlone() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch gathered = new CountDownLatch(1);
    try (Writer writer =
        new Writer(mongo.database(), changes -> {}, StoreListener.NONE, new DatabaseCondition())) {
      writer.awaitFirst(Duration.ofSeconds(10));
      CompletableFuture<String> first =
          begin(() ->
              writer.commit(
                  ExpectedReads.nothing(),
                  _ -> {
                    running.countDown();
                    awaitQuietly(gathered);
                    return new WaitingStep.Done<>("first", List.of());
                  }));
      running.await(); // steps that are added now are committed together
      CompletableFuture<String> broken =
          begin(() ->
              writer.commit(
                  ExpectedReads.nothing(),
                  _ -> {
                    throw new StackOverflowError("by the test");
                  }));
      CompletableFuture<String> neighbour =
          begin(() ->
              writer.commit(
                  ExpectedReads.nothing(), _ -> new WaitingStep.Done<>("neighbour", List.of())));
      await(() -> writer.commits().waiting() == 2);

      gathered.countDown();

      assertEquals("first", first.get());
      assertEquals("neighbour", neighbour.get());
      CompletionException failure = assertThrows(CompletionException.class, broken::join);
      Throwable refused = assertInstanceOf(RuntimeException.class, failure.getCause());
      assertInstanceOf(StackOverflowError.class, refused.getCause());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailingFeedCausesNoRefusals() {
    try (ChatStore store =
        MongoChatStore.open(
            mongo.uri(),
            changes -> {
              throw new AssertionError("by the test");
            },
            StoreListener.NONE)) {
      assertEquals(ONE, SteppedStore.of(store).ingest(arrived(HELLO), NOON));
      assertEquals(
          ONE, SteppedStore.of(store).ingest(arrived(incoming("wamid.2", BOB, "Hi", NOON)), NOON));
      assertTrue(store.health().ok());
    }
  }

  @Test
  void aFailingListenerCausesNoRefusals() {
    StoreListener failing =
        new StoreListener() {
          @Override
          public void committed(int steps, Duration took) {
            throw new IllegalStateException("by the test");
          }

          @Override
          public void failed(String sentence) {}
        };
    try (ChatStore store = MongoChatStore.open(mongo.uri(), changes -> {}, failing)) {
      assertEquals(ONE, SteppedStore.of(store).ingest(arrived(HELLO), NOON));
      assertEquals(
          ONE, SteppedStore.of(store).ingest(arrived(incoming("wamid.2", BOB, "Hi", NOON)), NOON));
      assertTrue(store.health().ok());
    }
  }

  @Test
  void theAgeOfTheOldestStepGrowsWhileTheWriterIsBlocked() {
    CountDownLatch held = new CountDownLatch(1);
    try (MongoChatStore store =
        MongoChatStore.open(mongo.uri(), changes -> awaitQuietly(held), StoreListener.NONE)) {
      assertEquals(Duration.ZERO, store.oldestWaiting());

      CompletableFuture<Ingested> first =
          begin(() -> SteppedStore.of(store).ingest(arrived(HELLO), NOON));
      await(() -> store.oldestWaiting().toMillis() > 300);
      held.countDown();

      assertEquals(ONE, first.join());
      await(() -> store.oldestWaiting().isZero());
    }
  }

  /// The driver passes on an `Error` of a listener, like one of its own.
  private static CommandListener throwingOnceAt(String command, AtomicBoolean thrown) {
    return new CommandListener() {
      @Override
      public void commandStarted(CommandStartedEvent event) {
        if (event.getCommandName().equals(command) && thrown.compareAndSet(false, true)) {
          throw new AssertionError("by the test");
        }
      }
    };
  }

  @Test
  void thePulseContinuesAfterAnError() {
    AtomicBoolean thrown = new AtomicBoolean();
    try (ChatStore store =
        MongoChatStore.open(
            mongo.uri(), changes -> {}, StoreListener.NONE, throwingOnceAt("ping", thrown))) {
      assertTrue(String.valueOf(store.health().fault()).contains("see the log"));
      await(() -> store.health().ok());
    }
  }

  @Test
  void upkeepContinuesAfterAnError() {
    mongo
        .database()
        .getCollection(MessageDocument.COLLECTION)
        .insertOne(
            new Document("wa_id", ALICE.value())
                .append("id", "n1")
                .append("name", "Alice")
                .append("text", "stored by another program")
                .append("type", "incoming"));
    AtomicBoolean thrown = new AtomicBoolean();
    try (ChatStore store =
        MongoChatStore.open(
            mongo.uri(),
            changes -> {},
            StoreListener.NONE,
            throwingOnceAt("createIndexes", thrown))) {
      await(() ->
          mongo
                  .database()
                  .getCollection(MessageDocument.COLLECTION)
                  .countDocuments(Filters.gt(FieldNames.SEQ, 0))
              == 1);
      assertTrue(thrown.get());
      await(() -> store.messages(ALICE, null, 10).size() == 1);
    }
  }
}
