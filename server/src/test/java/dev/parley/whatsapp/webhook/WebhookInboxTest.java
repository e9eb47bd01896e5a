package dev.parley.whatsapp.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.Conversations;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Ingested;
import dev.parley.chat.Line;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
import dev.parley.chat.Status;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.store.sqlite.SqliteChatStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Bodies on their way into a real store.
final class WebhookInboxTest {
  private static final Ingested ONE_MESSAGE = new Ingested(1, 0, 0, 0, 0);
  private static final Ingested ONE_UNPROCESSED = new Ingested(0, 0, 0, 0, 1);
  private static final byte[] NOT_JSON = "{\"text\": oops".getBytes(UTF_8);
  private static final byte[] HELLO = "{\"wa_id\":\"1\",\"text\":\"Hello\"}".getBytes(UTF_8);

  @TempDir Path folder;
  private SqliteChatStore store;
  private WebhookInbox inbox;

  @BeforeEach
  void open() {
    store = SqliteChatStore.open(folder, changes -> {}, StoreListener.NONE);
    inbox = inbox(() -> Read.MADE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aMessageIsStoredWhenReceiveReturns() {
    assertEquals(ONE_MESSAGE, inbox.receive(HELLO, false));

    assertEquals("Hello", only("1").body().text());
  }

  @Test
  void aFormIsStoredAsItsJson() {
    assertEquals(ONE_MESSAGE, inbox.receiveForm(Map.of("wa_id", "1", "text", "a=b&c")));

    assertEquals("a=b&c", only("1").body().text());
  }

  @Test
  void unsignedBytesThatAreNotJsonAreRefusedWithLineAndColumn() {
    Refusal refusal = assertThrows(Refusal.class, () -> inbox.receive(NOT_JSON, false));

    assertEquals(ErrorCode.INVALID_REQUEST, refusal.code());
    assertEquals(
        "the body is not JSON that can be read, line 1, column 10: a value, name, comma, colon or"
            + " bracket was expected",
        refusal.sentence());
    assertEquals(List.of(), store.unprocessed(0, 10));
  }

  @Test
  void signedBytesThatAreNotJsonAreKept() {
    assertEquals(ONE_UNPROCESSED, inbox.receive(NOT_JSON, true));

    assertArrayEquals(NOT_JSON, kept().what().body());
  }

  @Test
  void aFlatObjectWithoutMeaningIsRefusedFieldByField() {
    Refusal refusal =
        assertThrows(
            Refusal.class, () -> inbox.receive("{\"wa_id\":\"1\"}".getBytes(UTF_8), false));

    assertEquals(ErrorCode.INVALID_REQUEST, refusal.code());
    assertEquals("text", refusal.problems().getFirst().field());
  }

  @Test
  void unknownBodiesAreKept() {
    assertEquals(ONE_UNPROCESSED, inbox.receive("[1]".getBytes(UTF_8), false));

    assertEquals(
        List.of("body: is in none of the shapes that Parley knows"), kept().what().reasons());
  }

  @Test
  void afterAnInternalErrorTheBodyIsKeptAndNotLogged() {
    Logger logger = (Logger) LoggerFactory.getLogger(WebhookInbox.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);

    Ingested ingested = faulty().receive(HELLO, false);

    logger.detachAppender(log);
    assertEquals(ONE_UNPROCESSED, ingested);
    assertArrayEquals(HELLO, kept().what().body());
    assertEquals(
        List.of("body: could not be applied because of a fault in Parley"),
        kept().what().reasons());
    assertEquals(1, log.list.size());
    assertFalse(log.list.getFirst().toString().contains("Hello"));
    assertFalse(String.valueOf(log.list.getFirst().getKeyValuePairs()).contains("Hello"));
  }

  @Test
  void aReplayAppliesAndRemovesUnderstoodBodies() {
    faulty().receive(HELLO, false);

    assertEquals(ONE_MESSAGE, inbox.replay(kept()));

    assertEquals(Read.RECEIVED, only("1").timestamp());
    assertEquals(List.of(), store.unprocessed(0, 10));
  }

  @Test
  void aReplayOfInvalidJsonChangesNothing() {
    inbox.receive(NOT_JSON, true);

    assertEquals(ONE_UNPROCESSED, inbox.replay(kept()));

    assertEquals(1, kept().times());
  }

  /// Two conversations, each with a message, our reply and two statuses; the last file repeats a
  /// message.
  @Test
  void theShippedSamplesAreFullyUnderstood() throws IOException {
    Ingested all = Ingested.NOTHING;
    for (String name : new String(sample("index.txt"), UTF_8).lines().toList()) {
      all = all.plus(inbox.receiveFile(sample(name), name));
    }

    assertEquals(new Ingested(4, 3, 1, 0, 0), all);
    assertEquals(Status.READ, reply("12025550143").delivery().status());
    assertEquals(Status.DELIVERED, reply("12025550168").delivery().status());
    Map<MessageId, String> origins =
        store.webhookData(new WaId("12025550143"), messages("12025550143"));
    assertEquals(
        2, origins.values().stream().filter(it -> it.contains("\"source\":\"conv")).count());
  }

  private WebhookInbox faulty() {
    return inbox(() -> {
      throw new IllegalStateException("Hello");
    });
  }

  private WebhookInbox inbox(Supplier<MessageId> ids) {
    Clock clock = Clock.fixed(Read.RECEIVED, ZoneOffset.UTC);
    Conversations conversations = new Conversations(store, Line.CLOSED, clock, new Random(1));
    return new WebhookInbox(new WebhookParser(ids), conversations, clock);
  }

  private KeptUnprocessed kept() {
    List<KeptUnprocessed> kept = store.unprocessed(0, 10);
    assertEquals(1, kept.size());
    return kept.getFirst();
  }

  private Message only(String waId) {
    List<Message> messages = messages(waId);
    assertEquals(1, messages.size());
    return messages.getFirst();
  }

  private Message reply(String waId) {
    List<Message> messages = messages(waId);
    assertEquals(2, messages.size());
    return messages.getLast();
  }

  private List<Message> messages(String waId) {
    return store.messages(new WaId(waId), null, 10);
  }

  private static byte[] sample(String name) throws IOException {
    try (InputStream sample =
        WebhookInbox.class.getResourceAsStream("/dev/parley/samples/" + name)) {
      return sample.readAllBytes();
    }
  }
}
