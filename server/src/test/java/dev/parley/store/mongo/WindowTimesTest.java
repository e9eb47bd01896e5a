package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.chat.WindowFixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Summaries of an earlier version, which do not say when windows were opened.
@Timeout(60)
final class WindowTimesTest {
  private static final String FIELD = "window_opened_at";
  private static final Bson WITHOUT = Filters.exists(FIELD, false);
  private static final Instant NEXT_DAY = NOON.plus(Duration.ofHours(24));

  private final TestMongo mongo = new TestMongo();
  private final MongoCollection<Document> chats =
      mongo.database().getCollection(ChatDocument.COLLECTION);
  private SteppedStore store = open();

  private SteppedStore open() {
    return SteppedStore.of(
        MongoChatStore.open(mongo.uri(), new RecordedFeed(), StoreListener.NONE));
  }

  @AfterEach
  void close() {
    store.close();
    mongo.close();
  }

  /// Makes the summaries look as an earlier version left them.
  private void forgetWindows() {
    chats.updateMany(Filters.empty(), Updates.unset(FIELD));
  }

  @Test
  void theLastOpeningOfEachWindowIsMadeOfTheMessages() {
    WindowFixtures.fill(store);
    Map<WaId, Optional<Instant>> before = WindowFixtures.opened(store);
    store.close();
    forgetWindows();

    store = open();
    while (chats.countDocuments(WITHOUT) > 0) {
      Thread.onSpinWait();
    }

    assertEquals(before, WindowFixtures.opened(store));
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void aStepKnowsTheWindowsOfEarlierMessages() {
    store.ingest(arrived(HELLO), NOON);
    forgetWindowsOfTheOpenStore();

    assertEquals(new SendOutcome.WindowClosed(NEXT_DAY), store.send(REPLY, NEXT_DAY));
    store.ingest(arrived(incoming("wamid.late", ALICE, "Late", BEFORE_NOON)), NEXT_DAY);
    assertEquals(new SendOutcome.WindowClosed(NEXT_DAY), store.send(REPLY, NEXT_DAY));
    store.ingest(arrived(incoming("wamid.new", ALICE, "New", NEXT_DAY)), NEXT_DAY);
    assertEquals(Date.from(NEXT_DAY), chats.distinct(FIELD, Date.class).first());
  }

  /// Waits until the upkeep has checked this store, because it checks a store only once; then
  /// removes the times.
  private void forgetWindowsOfTheOpenStore() {
    chats.insertOne(new Document("_id", "15550008000").append("last_seq", 0L));
    store.close();
    store = open();
    while (chats.countDocuments(WITHOUT) > 0) {
      Thread.onSpinWait();
    }
    chats.deleteOne(Filters.eq("15550008000"));
    forgetWindows();
  }

  @Test
  void theAuditReportsMissingWindows() {
    store.ingest(arrived(HELLO), NOON);
    store.close();
    forgetWindows();

    try (MongoHistory history = MongoHistory.openToRead(mongo.uri())) {
      assertEquals(
          List.of("1 chats do not say yet when their customers wrote last: start Parley"),
          history.audit().findings());
    }
    store = open();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 86_400_000})
  void theAuditFindsUnexplainedWindows(long millisFromNoon) {
    store.ingest(arrived(HELLO), NOON);
    Instant wrong = millisFromNoon == 0 ? Instant.EPOCH : NOON.plusMillis(millisFromNoon);
    chats.updateOne(Filters.eq(ALICE.value()), Updates.set(FIELD, Date.from(wrong)));

    assertEquals(
        List.of("1 chats have a summary that differs from their messages"),
        store.audit().findings());
  }
}
