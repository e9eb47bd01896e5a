package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.react;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract for learning WhatsApp's id of a sent message: a status contains both ids.
interface LearnedIdContract extends StoreUnderTest {
  MessageId OURS = new MessageId("msg_1");
  MessageId THEIRS = new MessageId("wamid.theirs");
  Draft SENT = outgoing(OURS.value(), ALICE, "Hi Alice", NOON);

  private static Inbound sentAs(MessageId ours, StatusReport report) {
    return inbound(new InboundEvent.StatusReported(report, ours, Person.at(ALICE), null));
  }

  private static Inbound sentAs(Status status) {
    return sentAs(OURS, report(THEIRS, status, AFTER_NOON));
  }

  @Test
  default void aMessageIsFoundByBothIds() {
    store().send(SENT, NOON);

    Ingested result = store().ingest(sentAs(Status.SENT), AFTER_NOON);
    store().ingest(reported(report(THEIRS, Status.DELIVERED, AFTER_NOON)), AFTER_NOON);
    store().ingest(reported(report(OURS, Status.READ, AFTER_NOON)), AFTER_NOON);

    assertEquals(new Ingested(0, 1, 0, 0, 0), result);
    Message message = onlyMessageOf(ALICE);
    assertEquals(OURS, message.id());
    assertEquals(THEIRS, message.metaId());
    assertEquals(Status.READ, message.delivery().status());
    assertEquals(
        List.of(Status.SENT, Status.DELIVERED, Status.READ),
        published(Change.StatusChanged.class).stream()
            .map(change -> change.message().delivery().status())
            .toList());
    assertEquals(THEIRS, published(Change.StatusChanged.class).getFirst().message().metaId());
  }

  @Test
  default void oneStepMaySendAMessageAndLearnItsId() {
    store().send(SENT, NOON);

    store()
        .ingest(
            inbound(
                new InboundEvent.StatusReported(
                    report(THEIRS, Status.SENT, NOON), OURS, null, null),
                new InboundEvent.StatusReported(
                    report(THEIRS, Status.DELIVERED, AFTER_NOON), OURS, null, null),
                new InboundEvent.StatusReported(report(THEIRS, Status.READ, AFTER_NOON))),
            AFTER_NOON);

    assertEquals(Status.READ, onlyMessageOf(ALICE).delivery().status());
    assertEquals(3, published(Change.StatusChanged.class).size());
  }

  @Test
  default void anAnswerMayReferToWhatsAppsId() {
    store().send(SENT, NOON);
    store().ingest(sentAs(Status.SENT), AFTER_NOON);

    store().ingest(inbound(byAlice("wamid.r", THEIRS, AFTER_NOON, react("👍"))), AFTER_NOON);

    assertEquals("👍", onlyMessageOf(ALICE).reactions().getFirst().emoji());
  }

  @Test
  default void earlierReportsUnderWhatsAppsIdAreApplied() {
    store().send(SENT, NOON);
    store().ingest(reported(report(THEIRS, Status.DELIVERED, AFTER_NOON)), AFTER_NOON);
    store().ingest(inbound(byAlice("wamid.r", THEIRS, AFTER_NOON, react("👍"))), AFTER_NOON);

    store().ingest(sentAs(Status.SENT), AFTER_NOON);

    Message message = onlyMessageOf(ALICE);
    assertEquals(Status.DELIVERED, message.delivery().status());
    assertEquals("👍", message.reactions().getFirst().emoji());
    assertEquals(1, published(Change.StatusChanged.class).size());
    assertEquals(
        List.of(new Change.MessageAmended(message)), published(Change.MessageAmended.class));
    assertEquals(0, store().audit().earlyStatuses());
  }

  @Test
  default void aReportWithOnlyAnIdIsNotAStatus() {
    store().send(SENT, NOON);
    store().ingest(reported(report(OURS, Status.READ, NOON)), NOON);

    Ingested result = store().ingest(sentAs(Status.SENT), AFTER_NOON);
    Ingested again = store().ingest(sentAs(Status.SENT), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 0, 1, 0), result);
    assertEquals(new Ingested(0, 0, 0, 1, 0), again);
    assertEquals(THEIRS, onlyMessageOf(ALICE).metaId());
    assertEquals(1, published(Change.StatusChanged.class).size());
  }

  /// An echo takes another way than WhatsApp's answer to Parley, and may arrive earlier.
  @Test
  default void anEchoThatCameBeforeTheIdWasKnownIsTheSameMessage() {
    store().send(SENT, NOON);
    store().ingest(arrived(incoming("wamid.other", ALICE, "Hello", NOON)), NOON);
    store().ingest(arrived(echo("Hi Alice")), NOON);
    store().ingest(reported(report(THEIRS, Status.DELIVERED, AFTER_NOON)), AFTER_NOON);
    store().ingest(inbound(byAlice("wamid.r", THEIRS, AFTER_NOON, react("👍"))), AFTER_NOON);
    StreamPosition before = store().position();

    store().ingest(sentAs(Status.SENT), AFTER_NOON);
    store().ingest(reported(report(THEIRS, Status.READ, AFTER_NOON)), AFTER_NOON);
    store().ingest(arrived(echo("Hi Alice")), AFTER_NOON);

    assertEquals(List.of("Hi Alice", "Hello"), textsOf(ALICE));
    Message message = messagesOf(ALICE).getFirst();
    assertEquals(OURS, message.id());
    assertEquals(THEIRS, message.metaId());
    assertEquals(Status.READ, message.delivery().status());
    assertEquals(List.of("👍"), message.reactions().stream().map(Reaction::emoji).toList());
    assertEquals(
        List.of(new Change.Removed(Change.Removed.Kind.MESSAGE, ALICE, List.of(THEIRS.value()))),
        store().sync(before, 10).orElseThrow().removed());
    assertEquals(2, summaryOf(ALICE).newestSeq());
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void anEchoOfAnotherTextIsAnotherMessage() {
    store().send(SENT, NOON);
    store().ingest(arrived(echo("Something else")), NOON);

    store().ingest(sentAs(Status.SENT), AFTER_NOON);

    assertEquals(2, messagesOf(ALICE).size());
  }

  private static Draft echo(String text) {
    Draft draft = outgoing(THEIRS.value(), ALICE, text, NOON);
    return new Draft(
        draft.id(),
        null,
        draft.person(),
        null,
        draft.direction(),
        null,
        null,
        draft.body(),
        NOON,
        Status.SENT,
        "{\"messages\":[{\"id\":\"%s\"}]}".formatted(THEIRS.value()));
  }

  /// A client chose the id for its own message.
  @Test
  default void anIdOfAnotherMessageIsNotTakenAway() {
    store().send(SENT, NOON);
    store().ingest(arrived(outgoing(THEIRS.value(), ALICE, "Hi Alice", NOON)), NOON);

    store().ingest(sentAs(Status.DELIVERED), AFTER_NOON);

    assertEquals(List.of(OURS, THEIRS), messagesOf(ALICE).stream().map(Message::metaId).toList());
    assertEquals(
        List.of(Status.DELIVERED, Status.DELIVERED),
        messagesOf(ALICE).stream().map(message -> message.delivery().status()).toList());
  }

  @Test
  default void aMessageHasOneIdOfWhatsApps() {
    store().send(SENT, NOON);
    store().ingest(sentAs(Status.SENT), AFTER_NOON);

    store()
        .ingest(
            sentAs(OURS, report(new MessageId("wamid.second"), Status.READ, AFTER_NOON)),
            AFTER_NOON);

    assertEquals(THEIRS, onlyMessageOf(ALICE).metaId());
    assertEquals(Status.SENT, onlyMessageOf(ALICE).delivery().status());
  }

  /// The callback data of the other program happens to be an id of Parley.
  @Test
  default void aStatusForAnotherRecipientIsAboutAnotherMessage() {
    store().send(SENT, NOON);
    store()
        .ingest(
            inbound(
                new InboundEvent.Amended(
                    new MessageId("wamid.e"),
                    THEIRS,
                    Person.at(BOB),
                    null,
                    Direction.OUTGOING,
                    AFTER_NOON,
                    edit("For Bob"))),
            AFTER_NOON);

    store()
        .ingest(
            inbound(
                new InboundEvent.StatusReported(
                    report(THEIRS, Status.READ, AFTER_NOON), OURS, Person.at(BOB), null)),
            AFTER_NOON);

    Message message = onlyMessageOf(ALICE);
    assertEquals(OURS, message.metaId());
    assertEquals(Status.PENDING, message.delivery().status());
    assertEquals("Hi Alice", message.body().text());
  }

  @Test
  default void aStatusOfAnotherRespondersMessageIsSeparate() {
    store().send(SENT, NOON);
    Unprocessed standby = new Unprocessed(new byte[] {1}, 1, List.of("standby"));

    store()
        .ingest(
            inbound(
                new InboundEvent.StatusReported(
                    report(THEIRS, Status.READ, AFTER_NOON), OURS, Person.at(ALICE), standby)),
            AFTER_NOON);

    assertEquals(OURS, onlyMessageOf(ALICE).metaId());
  }

  /// In Brazil, for example, WhatsApp may leave out a digit of the number.
  @Test
  default void theRecipientsNumberMayBeWrittenInAnotherWay() {
    WaId given = new WaId("5511987654321");
    store().send(outgoing(OURS.value(), given, "Oi", NOON), NOON);

    store()
        .ingest(
            inbound(
                new InboundEvent.StatusReported(
                    report(THEIRS, Status.SENT, AFTER_NOON),
                    OURS,
                    Person.at(new WaId("551187654321")),
                    null)),
            AFTER_NOON);

    assertEquals(THEIRS, onlyMessageOf(given).metaId());
  }

  @Test
  default void aFailingStepPublishesNothing() {
    store().send(SENT, NOON);

    assertThrows(
        IllegalArgumentException.class,
        () ->
            store()
                .step(
                    AFTER_NOON,
                    rules -> {
                      var _ = rules.ingest(sentAs(Status.SENT));
                      throw new IllegalArgumentException("on purpose");
                    }));
    store().ingest(reported(report(THEIRS, Status.READ, AFTER_NOON)), AFTER_NOON);

    assertEquals(OURS, onlyMessageOf(ALICE).metaId());
    assertEquals(Status.PENDING, onlyMessageOf(ALICE).delivery().status());
  }

  @Test
  default void onlyOutgoingMessagesLearnAnId() {
    store().ingest(arrived(incoming(OURS.value(), BOB, "Hi", NOON)), NOON);

    store().ingest(sentAs(Status.READ), AFTER_NOON);
    store().send(outgoing("msg_2", THEIRS.value(), ALICE, "And?", NOON), NOON);

    assertEquals(OURS, onlyMessageOf(BOB).metaId());
    assertEquals(Status.READ, onlyMessageOf(ALICE).delivery().status()); // the status had waited
  }

  @Test
  default void anEditUnderWhatsAppsIdIsApplied() {
    store().send(SENT, NOON);
    store().ingest(sentAs(Status.SENT), AFTER_NOON);

    store()
        .ingest(
            inbound(Fixtures.byUs("wamid.e", THEIRS, AFTER_NOON, edit("Hi, Alice!"))), AFTER_NOON);

    assertEquals(List.of("Hi, Alice!"), textsOf(ALICE));
  }
}
