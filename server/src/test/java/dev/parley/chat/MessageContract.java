package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.GROUP;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.in;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.replyingTo;
import static dev.parley.chat.Fixtures.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The contract for messages: they are stored completely, once, and in their position.
interface MessageContract extends StoreUnderTest {
  @Test
  default void anIncomingMessageIsKeptAsItCame() {
    Ingested result = store().ingest(arrived(HELLO), AFTER_NOON);

    assertEquals(new Ingested(1, 0, 0, 0, 0), result);
    Message expected =
        new Message(
            HELLO.id(),
            HELLO.id(),
            ALICE,
            1,
            Direction.INCOMING,
            new Party(
                "Contact 15550001001", "+15550001001", "15550001001", "310987654321098", null),
            Body.text("Hello"),
            NOON,
            Delivery.starting(Status.DELIVERED, NOON),
            List.of(),
            AFTER_NOON,
            AFTER_NOON,
            1);
    assertEquals(List.of(expected), messagesOf(ALICE));
    assertEquals(
        List.of(new Change.MessageStored(expected)), published(Change.MessageStored.class));
  }

  @Test
  default void anOutgoingMessageIsFromTheBusinessAndNotUnread() {
    Draft draft = outgoing("msg_1", "wamid.1", ALICE, "Hi", NOON);

    store().ingest(arrived(draft), NOON);

    Message message = onlyMessageOf(ALICE);
    assertEquals(new MessageId("wamid.1"), message.metaId());
    assertEquals(Direction.OUTGOING, message.direction());
    assertEquals(new Party("You", "+15550001001", null, "15550001001", null), message.party());
    assertEquals(0, summaryOf(ALICE).unread());
  }

  @Test
  default void aQuoteIsKept() {
    MessageId quoted = new MessageId("wamid.of/somebody+else==");

    store().ingest(arrived(replyingTo(HELLO, quoted)), NOON);

    assertEquals(quoted, onlyMessageOf(ALICE).body().replyTo());
  }

  @Test
  default void contentOfEveryKindIsKept() {
    List<Draft> drafts = new ArrayList<>();
    for (Content content : Contents.ALL) {
      Draft draft = incoming("wamid." + drafts.size(), ALICE, "-", NOON);
      drafts.add(saying(draft, Body.of(content)));
    }

    store().ingest(arrived(drafts.toArray(Draft[]::new)), NOON);

    assertEquals(
        drafts.stream().map(Draft::body).toList(),
        messagesOf(ALICE).stream().map(Message::body).toList());
  }

  @Test
  default void textsOfAnyScriptAreKeptCharForChar() {
    String text =
        "Grüße, 你好, שלום, 👩‍👩‍👧‍👦 \"quoted\" \\ '; DROP TABLE messages; -- \n\t\u0000 end";

    store().ingest(arrived(saying(HELLO, Body.text(text))), NOON);

    assertEquals(text, onlyMessageOf(ALICE).body().text());
  }

  @Test
  default void aMessageDeliveredTwiceIsStoredOnce() {
    store().ingest(arrived(HELLO), NOON);

    Ingested again = store().ingest(arrived(HELLO), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 1, 0, 0), again);
    assertEquals(NOON, onlyMessageOf(ALICE).createdAt());
    assertEquals(1, published(Change.MessageStored.class).size());
    assertEquals(1, summaryOf(ALICE).unread());
  }

  @Test
  default void aMessageTwiceInOneCallIsStoredOnce() {
    Ingested result = store().ingest(arrived(HELLO, HELLO), NOON);

    assertEquals(new Ingested(1, 0, 1, 0, 0), result);
    assertEquals(List.of("Hello"), textsOf(ALICE));
  }

  @Test
  default void theFirstOfTwoMessagesWithOneIdIsKept() {
    store().ingest(arrived(HELLO), NOON);

    store().ingest(arrived(incoming(HELLO.id().value(), BOB, "Another", NOON)), NOON);

    assertEquals(List.of("Hello"), textsOf(ALICE));
    assertEquals(Optional.empty(), store().chat(BOB, 10));
  }

  @Test
  default void anIdThatIsWhatsAppsIdOfAnotherIsTaken() {
    store().ingest(arrived(outgoing("msg_1", "wamid.1", ALICE, "Hi", NOON)), NOON);

    Ingested result = store().ingest(arrived(outgoing("wamid.1", ALICE, "Hi", NOON)), NOON);

    assertEquals(new Ingested(0, 0, 1, 0, 0), result);
    assertEquals(new MessageId("msg_1"), onlyMessageOf(ALICE).id());
  }

  @Test
  default void aWhatsAppsIdThatIsTheIdOfAnotherIsTaken() {
    store().ingest(arrived(outgoing("wamid.1", ALICE, "Hi", NOON)), NOON);

    Ingested result =
        store().ingest(arrived(outgoing("msg_1", "wamid.1", ALICE, "Hi", NOON)), NOON);

    assertEquals(new Ingested(0, 0, 1, 0, 0), result);
    assertEquals(new MessageId("wamid.1"), onlyMessageOf(ALICE).id());
  }

  @Test
  default void twoMessagesWithOneWhatsAppsIdAreOne() {
    store().ingest(arrived(outgoing("msg_1", "wamid.1", ALICE, "Hi", NOON)), NOON);

    Ingested result =
        store().ingest(arrived(outgoing("msg_2", "wamid.1", ALICE, "Hi", NOON)), NOON);

    assertEquals(new Ingested(0, 0, 1, 0, 0), result);
    assertEquals(new MessageId("msg_1"), onlyMessageOf(ALICE).id());
  }

  @Test
  default void aDuplicateLeavesNoGap() {
    store().ingest(arrived(HELLO, HELLO, incoming("wamid.2", ALICE, "Again", NOON)), NOON);

    assertEquals(List.of(1L, 2L), messagesOf(ALICE).stream().map(Message::seq).toList());
  }

  @Test
  default void oneMessageFromManyThreadsIsOneMessageAndOneEvent() throws InterruptedException {
    Callable<Ingested> deliver = () -> store().ingest(arrived(HELLO), NOON);

    List<Ingested> results =
        StoreUnderTest.atOnce(IntStream.range(0, 100).mapToObj(i -> deliver).toList());

    Ingested sum = results.stream().reduce(Ingested.NOTHING, Ingested::plus);
    assertEquals(new Ingested(1, 0, 99, 0, 0), sum);
    assertEquals(HELLO.id(), onlyMessageOf(ALICE).id());
    assertEquals(1, published(Change.MessageStored.class).size());
  }

  @Test
  default void concurrentWritersToOneChatLeaveNoGap() throws InterruptedException {
    StoreUnderTest.atOnce(
        IntStream.range(0, 200).mapToObj(i -> arrivalOf("wamid." + i, ALICE)).toList());

    assertEquals(
        LongStream.rangeClosed(1, 200).boxed().toList(),
        messagesOf(ALICE).stream().map(Message::seq).toList());
    assertEquals(200, summaryOf(ALICE).unread());
  }

  @Test
  default void concurrentWritersToManyChatsCountEachChatByItself() throws InterruptedException {
    List<WaId> chats = IntStream.range(0, 10).mapToObj(i -> new WaId("1555000300" + i)).toList();

    StoreUnderTest.atOnce(
        IntStream.range(0, 200)
            .mapToObj(i -> arrivalOf("wamid." + i, chats.get(i % chats.size())))
            .toList());

    for (WaId chat : chats) {
      assertEquals(
          LongStream.rangeClosed(1, 20).boxed().toList(),
          messagesOf(chat).stream().map(Message::seq).toList());
    }
  }

  private Callable<Ingested> arrivalOf(String id, WaId from) {
    return () -> store().ingest(arrived(incoming(id, from, "Hello", NOON)), NOON);
  }

  @Test
  default void messagesAreShownByTimestampAndThenInTheOrderOfStoring() {
    store()
        .ingest(
            arrived(
                incoming("wamid.1", ALICE, "late", AFTER_NOON),
                incoming("wamid.2", ALICE, "noon, first", NOON),
                incoming("wamid.3", ALICE, "early", BEFORE_NOON),
                incoming("wamid.4", ALICE, "noon, second", NOON)),
            NOON);

    assertEquals(List.of("early", "noon, first", "noon, second", "late"), textsOf(ALICE));
    assertEquals(List.of(3L, 2L, 4L, 1L), messagesOf(ALICE).stream().map(Message::seq).toList());
  }

  @Test
  default void theLastMessageOfAChatIsTheNewestByTimestamp() {
    store().ingest(arrived(incoming("wamid.1", ALICE, "newest", AFTER_NOON)), NOON);

    store().ingest(arrived(incoming("wamid.2", ALICE, "late", BEFORE_NOON)), AFTER_NOON);

    ChatHead head = store().chat(ALICE, 0).orElseThrow().head();
    assertEquals("newest", head.lastMessage().body().text());
    assertEquals(AFTER_NOON, head.summary().newestTimestamp());
    assertEquals(2, head.summary().lastSeq());
    assertEquals(List.of(head.chat()), store().chats(null, 10));
    assertEquals(List.of(head), List.copyOf(store().heads(List.of(BOB, ALICE))));
  }

  /// More messages than a store reads at once, including unknown ones.
  @Test
  default void manyAreReadByTheirIds() {
    List<Draft> drafts = new ArrayList<>();
    List<WaId> chats = new ArrayList<>();
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      chats.addFirst(new WaId("1555000" + (100 + i)));
      ids.addFirst(new MessageId("wamid." + i));
      drafts.add(incoming(ids.getFirst().value(), chats.getFirst(), "Hi", NOON));
    }
    store().ingest(arrived(drafts.toArray(Draft[]::new)), NOON);
    chats.add(20, BOB);
    ids.add(20, new MessageId("wamid.unknown"));

    List<WaId> heads =
        store().heads(chats).stream()
            .map(ChatHead::waId)
            .sorted(Comparator.comparing(WaId::value).reversed())
            .toList();
    List<MessageId> messages = List.copyOf(store().messages(ids).keySet());

    chats.remove(BOB);
    ids.remove(20);
    assertEquals(chats, heads);
    assertEquals(ids, messages);
  }

  @Test
  default void theLaterStoredOfTwoMessagesWithOneTimestampIsTheLast() {
    store()
        .ingest(
            arrived(
                incoming("wamid.1", ALICE, "first", NOON),
                incoming("wamid.2", ALICE, "second", NOON)),
            NOON);

    assertEquals("second", store().chat(ALICE, 0).orElseThrow().head().lastMessage().body().text());
  }

  @Test
  default void aGroupIsAChatOfItsOwn() {
    store().ingest(arrived(in(GROUP, HELLO)), NOON);

    assertEquals(List.of("Hello"), textsOf(GROUP));
    assertEquals(List.of(), messagesOf(ALICE));
    assertEquals("Contact 15550001001", contactOf(ALICE).name());
  }

  @Test
  default void aChatIsAnsweredWithItsNewestMessages() {
    store()
        .ingest(
            arrived(
                incoming("wamid.1", ALICE, "one", BEFORE_NOON),
                incoming("wamid.2", ALICE, "two", NOON),
                incoming("wamid.3", ALICE, "three", AFTER_NOON)),
            NOON);

    Chat chat = store().chat(ALICE, 2).orElseThrow();

    assertEquals(Optional.empty(), Optional.ofNullable(chat.page().first().rest()));
    List<Message> messages = chat.page().first().messages();
    assertEquals(List.of("two", "three"), messages.stream().map(it -> it.body().text()).toList());
    assertEquals(messages.getLast(), chat.head().lastMessage());
    assertEquals(Optional.of(contactOf(ALICE)), chat.head().chat().contact());
  }

  @Test
  default void aChatCanBeAskedForWithoutMessages() {
    store().ingest(arrived(HELLO), NOON);

    assertEquals(List.of(), store().chat(ALICE, 0).orElseThrow().page().first().messages());
  }

  @Test
  default void anUnknownChatHasNoMessages() {
    assertEquals(Optional.empty(), store().chat(ALICE, 10));
    assertEquals(List.of(), messagesOf(ALICE));
    assertEquals(List.of(), store().chats(null, 10));
  }

  @Test
  default void everyChangeOfAChatHasAVersionOfItsOwn() {
    store().ingest(arrived(HELLO), NOON);
    long stored = summaryOf(ALICE).version();

    store().markRead(ALICE, NOON);

    assertTrue(summaryOf(ALICE).version() > stored);
  }

  @Test
  default void theWebhookOfAMessageIsKeptWithIt() {
    Draft reply = outgoing("msg_1", ALICE, "Hi", NOON);
    store().ingest(arrived(HELLO, reply), NOON);

    Map<MessageId, String> data = store().webhookData(ALICE, messagesOf(ALICE));

    assertEquals(Map.of(HELLO.id(), "{\"id\":\"wamid.hello\"}"), data);
    assertNull(reply.webhookData());
  }
}
