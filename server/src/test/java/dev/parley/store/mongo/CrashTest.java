package dev.parley.store.mongo;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.react;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Contact;
import dev.parley.chat.Inbound;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Refusal;
import dev.parley.chat.Status;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.Unprocessed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A process that is killed between any two of its commands to MongoDB leaves a state that the next
/// process repairs. Runs only on the server in this process, because MongoDB itself cannot stop
/// after a given command.
@Timeout(300)
final class CrashTest {
  private final CutOff backend = new CutOff();
  private final MongoServer server = new MongoServer(backend);
  private final String address = server.bindAndGetConnectionString();

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  /// The state that clients can see.
  private record Seen(
      List<ListedChat> chats, List<List<Message>> messages, List<Contact> contacts, long waiting) {
    static Seen of(ChatStore store) {
      return new Seen(
          store.chats(null, 100),
          Stream.of(ALICE, BOB).map(chat -> store.messages(chat, null, 100)).toList(),
          store.contacts(null, 100),
          store.audit().earlyStatuses());
    }
  }

  private static final List<Consumer<ChatStore>> STEPS =
      List.of(
          store ->
              SteppedStore.of(store)
                  .ingest(reported(report(REPLY.id(), Status.READ, AFTER_NOON)), NOON),
          store ->
              SteppedStore.of(store)
                  .ingest(
                      arrived(
                          HELLO,
                          incoming("wamid.bob", new Person(BOB, ALICE_ID, "Bob", null), "Hi", NOON),
                          outgoing("msg_1", "wamid.1", ALICE, "One", NOON)),
                      NOON),
          store -> SteppedStore.of(store).send(REPLY, AFTER_NOON),
          store ->
              SteppedStore.of(store)
                  .ingest(inbound(byAlice("wamid.r1", REPLY.id(), NOON, react("👍"))), AFTER_NOON),
          store ->
              SteppedStore.of(store)
                  .ingest(
                      reported(
                          report(new MessageId("wamid.1"), Status.DELIVERED, NOON),
                          report(new MessageId("wamid.1"), Status.READ, AFTER_NOON)),
                      AFTER_NOON),
          store -> SteppedStore.of(store).markRead(ALICE, AFTER_NOON),
          store ->
              SteppedStore.of(store)
                  .ingest(
                      new Inbound(
                          List.of(), new Unprocessed(new byte[] {1, 2}, 1, List.of("riddle"))),
                      NOON),
          store ->
              SteppedStore.of(store)
                  .ingest(arrived(incoming("wamid.2", BOB, "Bye", AFTER_NOON)), AFTER_NOON));

  private ChatStore open(String database) {
    return MongoChatStore.open(
        CutOff.uri(address, database), new RecordedFeed(), StoreListener.NONE);
  }

  private Seen expected() {
    try (ChatStore store = open("expected")) {
      STEPS.forEach(step -> step.accept(store));
      return Seen.of(store);
    }
  }

  @Test
  void everyPointOfACrashLeavesEachMessageOnce() throws Exception {
    Seen expected = expected();
    int cuts = 0;
    while (cutAndRepair(cuts, false, expected)) {
      cuts++;
    }
    System.out.printf("killed before each of %d commands%n", cuts);
    assertTrue(cuts > 50, "only " + cuts);
  }

  @Test
  void anUnansweredLastCommandIsAppliedOnce() throws Exception {
    Seen expected = expected();
    int cuts = 0;
    while (cutAndRepair(cuts, true, expected)) {
      cuts++;
    }
    assertTrue(cuts > 50, "only " + cuts);
  }

  /// @return false when the steps needed fewer commands
  private boolean cutAndRepair(int commands, boolean doTheLast, Seen expected) throws Exception {
    String database = "cut_" + commands + "_" + doTheLast;
    ChatStore first = open(database);
    backend.after(commands, doTheLast);
    List<Integer> done = new ArrayList<>();
    CompletableFuture<Void> working =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < STEPS.size(); i++) {
            STEPS.get(i).accept(first);
            done.add(i);
          }
        });
    CompletableFuture<Boolean> cut = backend.cut();
    CompletableFuture.anyOf(working.exceptionally(_ -> null), cut).get(20, TimeUnit.SECONDS);
    first.close();
    try {
      working.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException killed) {
      assertTrue(killed.getCause() instanceof Refusal, killed.toString());
    }
    backend.mend();

    try (ChatStore second = open(database)) {
      assertEquals(List.of(), second.audit().findings(), database);
      if (done.contains(1)) {
        assertEquals("Hello", second.messages(ALICE, null, 10).getFirst().body().text());
      }
      for (int i = done.size(); i < STEPS.size(); i++) {
        STEPS.get(i).accept(second);
      }
      assertEquals(List.of(), second.audit().findings(), database);
      assertEquals(expected, Seen.of(second), database);
    }
    try (MongoClient client = MongoClients.create(address)) {
      List<String> left = new ArrayList<>();
      for (Document document :
          client.getDatabase(database).getCollection(Journal.COLLECTION).find()) {
        left.add(document.getString(FieldNames.KEY));
      }
      left.remove("webhook_data"); // the progress of the conversion of old texts
      assertEquals(List.of(Journal.HEAD), left, database);
      client.getDatabase(database).drop();
    }
    return cut.isDone();
  }
}
