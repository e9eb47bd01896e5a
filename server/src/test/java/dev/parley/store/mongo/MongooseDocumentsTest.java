package dev.parley.store.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Contact;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Status;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Documents that the real Mongoose wrote: `mongoose/documents.jsonl`; the README next to it
/// describes how it was created. `-Dmongoose.update=true` creates it again.
@Timeout(120)
final class MongooseDocumentsTest {
  private static final Path FILE = Path.of("src/test/resources/mongoose/documents.jsonl");
  private static final WaId RAVI = new WaId("919937320320");
  private static final WaId NEHA = new WaId("929967673820");
  private static final WaId MIXED = new WaId("15550001");
  private static final WaId UPSERTED = new WaId("15550002");
  private static final WaId RAW = new WaId("15550003");

  /// The customer who is stored as `+15550004`.
  private static final WaId PLUS = new WaId("15550004");

  private static final Instant LATER = Instant.parse("2025-08-08T12:00:00Z");

  private final TestMongo mongo = new TestMongo();
  private final Map<Object, Document> before = new HashMap<>();
  private Optional<ChatStore> opened = Optional.empty();

  @BeforeEach
  void write() throws IOException {
    if (Boolean.getBoolean("mongoose.update")) {
      try (TestMongo fresh = new TestMongo()) {
        Files.write(FILE, MongooseProcess.documents(fresh.uri()));
      }
    }
    for (String line : Files.readAllLines(FILE)) {
      Document read = Document.parse(line);
      Document document = read.get("document", Document.class);
      before.put(document.get("_id"), document);
      mongo.database().getCollection(read.getString("in")).insertOne(new Document(document));
    }
  }

  @AfterEach
  void close() {
    opened.ifPresent(ChatStore::close);
    mongo.close();
  }

  private ChatStore takeOver() {
    ChatStore store = MongoChatStore.open(mongo.uri(), new RecordedFeed(), StoreListener.NONE);
    opened = Optional.of(store);
    MongoCollection<Document> messages = mongo.database().getCollection(MessageDocument.COLLECTION);
    while (messages.countDocuments(Filters.eq(FieldNames.SEQ, null)) > 0) {
      Thread.onSpinWait();
    }
    SteppedStore.of(store)
        .presence(Set.of(), false, LATER); // waits for the commit of the last places
    return store;
  }

  private static List<String> texts(ChatStore store, WaId chat) {
    return store.messages(chat, null, 100).stream().map(it -> it.body().text()).toList();
  }

  @Test
  void everyMessageIsShownInItsChatByItsTime() {
    ChatStore store = takeOver();

    assertEquals(
        List.of("Hi, I want to know more", "Sure, which product?", "Media message"),
        texts(store, RAVI));
    assertEquals(
        List.of("Hello", "Anybody there?", "no id, no times of its own", "never arrived"),
        texts(store, NEHA));
    assertEquals(List.of("mixed 0", "mixed 1", "mixed 2", "mixed 3"), texts(store, MIXED));
    assertEquals(List.of("upserted", "in bulk"), texts(store, UPSERTED));
    assertEquals(
        List.of(
            "date as text",
            "date as digits",
            "date as a number",
            "a date nobody reads",
            "Message without text",
            "Message without text",
            "a status nobody knows",
            "another key"),
        texts(store, RAW));
  }

  @Test
  void unreadMessagesAreCounted() {
    ChatStore store = takeOver();

    Map<WaId, Long> unread = new HashMap<>();
    for (ListedChat head : store.chats(null, 100)) {
      unread.put(head.waId(), head.summary().unread());
    }
    assertEquals(Map.of(RAVI, 2L, NEHA, 1L, MIXED, 4L, UPSERTED, 2L, RAW, 6L, PLUS, 1L), unread);
  }

  @Test
  void statusesAndWebhookDataAreRead() {
    ChatStore store = takeOver();

    Message sent = store.messages(RAVI, null, 9).get(1);
    assertEquals(Status.READ, sent.delivery().status());
    assertEquals(new MessageId("wamid.HBgM2"), sent.metaId());
    assertEquals(Status.FAILED, store.messages(NEHA, null, 9).getLast().delivery().status());
    assertEquals(
        Map.of(
            new MessageId("wamid.mixed0"), "\"text\"",
            new MessageId("wamid.mixed1"), "7",
            new MessageId("wamid.mixed3"), "[1, {\"two\": 2}]"),
        store.webhookData(MIXED, store.messages(MIXED, null, 9)));
  }

  @Test
  void nothingOfADocumentIsChanged() {
    var _ = takeOver();

    List<Object> changed = new ArrayList<>();
    for (Document after : mongo.database().getCollection(MessageDocument.COLLECTION).find()) {
      after
          .keySet()
          .removeAll(
              List.of(FieldNames.SEQ, FieldNames.AT, FieldNames.PARLEY_STATUS, FieldNames.REV));
      if (!after.equals(before.get(after.get("_id")))) {
        changed.add(after.get("_id"));
      }
    }
    assertEquals(List.of(), changed);
  }

  @Test
  void allDocumentsCanBeMarkedAsRead() {
    ChatStore store = takeOver();

    for (WaId chat : List.of(RAVI, NEHA, MIXED, UPSERTED, RAW, PLUS)) {
      SteppedStore.of(store).markRead(chat, LATER);
    }

    List<String> unread = new ArrayList<>();
    for (ListedChat head : store.chats(null, 100)) {
      assertEquals(0, head.summary().unread());
      store.messages(head.waId(), null, 100).stream()
          .filter(Message::unread)
          .forEach(it -> unread.add(it.body().text()));
    }
    assertEquals(List.of(), unread);
  }

  @Test
  void unreadableDocumentsAreReported() {
    ChatStore store = takeOver();

    assertEquals(
        List.of("2 messages of another program have no wa_id that Parley can show"),
        store.audit().findings());
    List<String> notes = store.audit().notes();
    assertTrue(
        notes.contains(
            "1 messages are stored under a number with a plus sign, and shown under its digits"),
        () -> notes.toString());
    assertTrue(
        notes.contains("5 messages have a timestamp that is no date"), () -> notes.toString());
  }

  @Test
  void contactsAreShown() {
    ChatStore store = takeOver();

    Map<WaId, Contact> contacts = new HashMap<>();
    store.contacts(null, 100).forEach(it -> contacts.put(it.waId(), it));
    assertEquals(5, contacts.size());
    Contact ravi = contacts.get(RAVI);
    assertTrue(ravi != null && ravi.online());
    assertEquals("https://example.com/ravi.jpg", ravi.avatar());
    assertEquals("Neha Joshi", contacts.get(NEHA) == null ? "" : contacts.get(NEHA).name());
    Contact raw = contacts.get(RAW);
    assertTrue(raw != null && raw.lastSeen().equals(Instant.parse("2025-08-07T12:02:00Z")));
    assertEquals("Contact 15550003", raw.name());
  }
}
