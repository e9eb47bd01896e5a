package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.AGENT;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.react;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static dev.parley.chat.Fixtures.sentBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The contract for stores that outlive the process.
public interface DurableChatStoreContract extends ChatStoreContract {
  /// Closes the store and opens it again on the same data, with the same feed.
  void reopen();

  @Test
  default void allDataIsThereAfterReopening() {
    store().send(sentBy(AGENT, REPLY), AFTER_NOON);
    store().ingest(arrived(HELLO, incoming("wamid.bob", BOB, "Hi", AFTER_NOON)), AFTER_NOON);
    store()
        .ingest(
            inbound(
                byAlice("wamid.r1", REPLY.id(), NOON, react("👍")),
                byAlice("wamid.e1", HELLO.id(), NOON, edit("Hallo")),
                new InboundEvent.StatusReported(report(REPLY.id(), Status.READ, AFTER_NOON))),
            AFTER_NOON);
    store().ingest(UnprocessedContract.RIDDLE, NOON);
    store().markRead(BOB, AFTER_NOON);
    List<ListedChat> chats = store().chats(null, 10);
    List<Message> messages = messagesOf(ALICE);
    List<Contact> contacts = store().contacts(null, 10);
    Map<MessageId, String> webhookData = store().webhookData(ALICE, messages);
    ChatHistory.Audit audit = store().audit();

    reopen();

    assertEquals(chats, store().chats(null, 10));
    assertEquals(messages, messagesOf(ALICE));
    assertEquals(contacts, store().contacts(null, 10));
    assertEquals(webhookData, store().webhookData(ALICE, messages));
    assertEquals(audit, store().audit());
  }

  @Test
  default void reopeningPublishesNothing() {
    store().ingest(arrived(HELLO), NOON);
    List<Change> before = published();

    reopen();

    assertEquals(before, published());
  }

  @Test
  default void aDuplicateIsRecognizedAfterReopening() {
    store().ingest(arrived(HELLO), NOON);

    reopen();

    assertEquals(new Ingested(0, 0, 1, 0, 0), store().ingest(arrived(HELLO), NOON));
  }

  @Test
  default void seqContinuesAfterReopening() {
    store().ingest(arrived(HELLO), NOON);

    reopen();
    store().ingest(arrived(incoming("wamid.2", ALICE, "Again", NOON)), NOON);

    assertEquals(List.of(1L, 2L), messagesOf(ALICE).stream().map(Message::seq).toList());
  }

  @Test
  default void amendmentsStillWaitForTheirMessageAfterReopening() {
    store().ingest(reported(report(REPLY.id(), Status.READ, NOON)), NOON);
    store().ingest(inbound(byAlice("wamid.r1", REPLY.id(), NOON, react("👍"))), NOON);

    reopen();
    store().ingest(arrived(REPLY), NOON);

    assertEquals(Status.READ, onlyMessageOf(ALICE).delivery().status());
    assertEquals(1, onlyMessageOf(ALICE).reactions().size());
  }

  @Test
  default void aPersonsAddressIsKnownAfterReopening() {
    store()
        .ingest(
            arrived(incoming("wamid.1", new Person(ALICE, ALICE_ID, null, null), "one", NOON)),
            NOON);

    reopen();
    store()
        .ingest(
            arrived(incoming("wamid.2", new Person(null, ALICE_ID, null, null), "two", NOON)),
            NOON);

    assertEquals(List.of("one", "two"), textsOf(ALICE));
  }
}
