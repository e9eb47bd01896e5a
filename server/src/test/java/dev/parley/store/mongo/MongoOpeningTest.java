package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.bwaldvogel.mongo.MongoServer;
import dev.parley.chat.ChatStore;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Refusal;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The messages about MongoDB for the person who starts Parley, and what Parley creates at the
/// start.
@Timeout(60)
final class MongoOpeningTest {
  private static ChatStore open(String uri) {
    return MongoChatStore.open(uri, new RecordedFeed(), StoreListener.NONE);
  }

  @Test
  void aUriThatCannotBeReadIsRefusedWithoutItsPassword() {
    for (String uri : List.of("mongodb://", "mongodb://u:hun/ter2@db:x/y", "mongodb://u:p@ss@db")) {
      String sentence =
          String.valueOf(assertThrows(StoreOpenException.class, () -> open(uri)).getMessage());

      assertTrue(sentence.startsWith("MONGODB_URI cannot be read"), sentence);
      assertFalse(sentence.contains("ter2") || sentence.contains("ss@db"), sentence);
    }
  }

  @Test
  void theDefaultDatabaseIsTest() {
    MongoConnection connection = MongoConnection.to("mongodb://localhost:1");
    connection.client().close();

    assertEquals("test", connection.database().getName());
  }

  @Test
  void aStoreOpensWithoutItsServerAndWorksLater() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (ChatStore store =
        open("mongodb://127.0.0.1:" + port + "/x?serverSelectionTimeoutMS=200")) {
      assertTrue(String.valueOf(store.health().fault()).contains("cannot be reached"));
      Refusal write =
          assertThrows(Refusal.class, () -> SteppedStore.of(store).ingest(arrived(HELLO), NOON));
      Refusal read = assertThrows(Refusal.class, () -> store.chats(null, 10));
      assertEquals(ErrorCode.STORE_UNAVAILABLE, write.code());
      assertEquals(ErrorCode.STORE_UNAVAILABLE, read.code());

      MongoServer server = new MongoServer(new OneAtATime());
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      try {
        while (!store.health().ok()) {
          Thread.onSpinWait();
        }
        SteppedStore.of(store).ingest(arrived(HELLO), NOON);
        assertEquals(1, store.messages(ALICE, null, 10).size());
      } finally {
        server.shutdownNow();
      }
    }
  }

  /// The server in this process knows no users, and so refuses every one.
  @Test
  void refusedCredentialsAreReportedWithoutThePassword() {
    MongoServer server = new MongoServer(new OneAtATime());
    String address = server.bindAndGetConnectionString().replace("mongodb://", "");
    try (ChatStore store = open("mongodb://parley:hunter2@" + address + "/x")) {
      String fault = String.valueOf(store.health().fault());
      Refusal write =
          assertThrows(Refusal.class, () -> SteppedStore.of(store).ingest(arrived(HELLO), NOON));

      assertTrue(fault.contains("refuses the user or the password"), fault);
      assertFalse(fault.contains("hunter2"), fault);
      assertEquals(ErrorCode.STORE_UNAVAILABLE, write.code());
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void aMissingRoleIsReported() {
    try (TappedMongo mongo = new TappedMongo()) {
      mongo.tap((name, _, server) -> {
        if (name.equals("update")) {
          throw TappedMongo.error(13, "Unauthorized");
        }
        return server.get();
      });
      try (ChatStore store = open(mongo.uri())) {
        String fault = String.valueOf(store.health().fault());

        assertTrue(fault.contains("grant it the role readWrite"), fault);
      }
    }
  }

  @Test
  void theIndexesAreMadeAndMadeOnce() {
    try (TestMongo mongo = new TestMongo()) {
      new Schema(mongo.database()).make();
      new Schema(mongo.database()).make();

      Set<String> names = new TreeSet<>();
      for (Document index :
          mongo.database().getCollection(MessageDocument.COLLECTION).listIndexes()) {
        names.add(index.getString("name"));
      }
      assertTrue(
          names.containsAll(
              List.of(
                  "id_1",
                  "wa_id_1",
                  "timestamp_-1",
                  "wa_id_1_timestamp_-1",
                  "wa_id_1_seq_1",
                  "wa_id_1_at_-1_seq_-1")),
          names.toString());
    }
  }

  @Test
  void anIndexThatAnotherProgramRemovedIsMadeAgain() {
    try (TestMongo mongo = new TestMongo()) {
      Schema schema = new Schema(mongo.database());
      schema.make();
      var messages = mongo.database().getCollection(MessageDocument.COLLECTION);

      messages.dropIndex("wa_id_1_seq_1");
      schema.make();

      List<String> names =
          messages.listIndexes().map(it -> it.getString("name")).into(new ArrayList<>());
      assertTrue(names.contains("wa_id_1_seq_1"), names.toString());
    }
  }

  @Test
  void duplicatesDoNotPreventTheStart() {
    try (TestMongo mongo = new TestMongo()) {
      var contacts = mongo.database().getCollection(ContactDocument.COLLECTION);
      contacts.insertMany(
          List.of(
              new Document("wa_id", "1").append("name", "a"),
              new Document("wa_id", "1").append("name", "b")));

      try (ChatStore store = open(mongo.uri())) {
        new Schema(mongo.database()).make();

        assertNull(store.health().fault());
        assertEquals(
            List.of("1 addresses have more than one contact, such as 1"), store.audit().findings());
      }
    }
  }

  @Test
  void documentsMatchTheSchemasOfTheReplacedBackend() {
    try (TestMongo mongo = new TestMongo();
        ChatStore store = open(mongo.uri())) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);

      Document message = mongo.database().getCollection(MessageDocument.COLLECTION).find().first();
      Document contact = mongo.database().getCollection(ContactDocument.COLLECTION).find().first();
      List<String> faults = new ArrayList<>();
      for (String field : List.of("id", "meta_msg_id", "wa_id", "name", "text", "type", "status")) {
        if (message == null || !(message.get(field) instanceof String)) {
          faults.add(field);
        }
      }
      for (String field : List.of("timestamp", "createdAt", "updatedAt")) {
        if (message == null || !(message.get(field) instanceof Date)) {
          faults.add(field);
        }
      }
      for (String field : List.of("last_seen", "createdAt", "updatedAt")) {
        if (contact == null || !(contact.get(field) instanceof Date)) {
          faults.add("contacts." + field);
        }
      }
      assertEquals(List.of(), faults);
      assertEquals(0, message == null ? -1 : message.get("__v"));
      assertEquals(true, contact == null ? null : contact.get("is_online"));
    }
  }
}
