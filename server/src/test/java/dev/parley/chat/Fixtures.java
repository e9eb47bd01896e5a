package dev.parley.chat;

import dev.parley.access.Sender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The people, messages and times that all tests use.
public final class Fixtures {
  public static final WaId ALICE = new WaId("15550001001");
  public static final WaId ALICE_ID = new WaId("US.20481632649612825501");
  public static final WaId BOB = new WaId("15550002002");
  public static final WaId BOB_NEW = new WaId("15550002999");
  public static final WaId GROUP = new WaId("120363000000000001@g.us");

  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  public static final Instant BEFORE_NOON = NOON.minusSeconds(60);
  public static final Instant AFTER_NOON = NOON.plusSeconds(60);
  public static final Duration WEEK = Duration.ofDays(7);

  public static final Draft HELLO = incoming("wamid.hello", ALICE, "Hello", NOON);
  public static final Draft REPLY = outgoing("wamid.reply", ALICE, "Hi Alice", NOON);

  public static final Failure WINDOW_CLOSED =
      new Failure(131047, "Re-engagement message", "More than 24 hours have passed");
  public static final Failure UNDELIVERABLE =
      new Failure(131026, "Message undeliverable", "Message undeliverable");

  public static final Sender AGENT = new Sender("u_1", "Ann \"the\" Agent", Sender.Kind.USER);

  private Fixtures() {}

  /// A text that a customer wrote.
  public static Draft incoming(String id, WaId from, String text, Instant at) {
    return incoming(id, Person.at(from), text, at);
  }

  /// A text of a customer, whom the webhook describes as `from`.
  public static Draft incoming(String id, Person from, String text, Instant at) {
    WaId address = from.number() == null ? from.userId() : from.number();
    return new Draft(
        new MessageId(id),
        null,
        from,
        null,
        Direction.INCOMING,
        String.valueOf(address),
        "310987654321098",
        Body.text(text),
        at,
        Status.DELIVERED,
        "{\"id\":\"" + id + "\"}");
  }

  /// A text of the business with only one id.
  public static Draft outgoing(String id, WaId to, String text, Instant at) {
    return outgoing(id, null, to, text, at);
  }

  /// A text of the business, with WhatsApp's id.
  public static Draft outgoing(
      String id, @Nullable String metaId, WaId to, String text, Instant at) {
    return new Draft(
        new MessageId(id),
        metaId == null ? null : new MessageId(metaId),
        Person.at(to),
        null,
        Direction.OUTGOING,
        null,
        to.value(),
        Body.text(text),
        at,
        Status.PENDING,
        null);
  }

  /// The same draft, quoting another message.
  public static Draft replyingTo(Draft draft, MessageId quoted) {
    return with(draft, draft.body().replyingTo(quoted), draft.group());
  }

  /// The same draft with another body.
  public static Draft saying(Draft draft, Body body) {
    return with(draft, body, draft.group());
  }

  /// The same draft, which somebody sent through Parley.
  public static Draft sentBy(Sender sender, Draft draft) {
    return with(draft, draft.body(), draft.group(), sender, draft.payload());
  }

  /// The same draft, for which this is sent to WhatsApp.
  ///
  /// @param payload the fields of the request, as JSON
  public static Draft withPayload(Draft draft, String payload) {
    return with(draft, draft.body(), draft.group(), draft.sentBy(), payload);
  }

  /// The same draft, written in a group.
  public static Draft in(WaId group, Draft draft) {
    return with(draft, draft.body(), group);
  }

  private static Draft with(Draft draft, Body body, @Nullable WaId group) {
    return with(draft, body, group, draft.sentBy(), draft.payload());
  }

  private static Draft with(
      Draft draft,
      Body body,
      @Nullable WaId group,
      @Nullable Sender sentBy,
      @Nullable String payload) {
    return new Draft(
        draft.id(),
        draft.metaId(),
        draft.person(),
        group,
        draft.direction(),
        draft.from(),
        draft.to(),
        body,
        draft.timestamp(),
        draft.status(),
        draft.webhookData(),
        sentBy,
        payload);
  }

  /// A customer with this name.
  public static Person named(WaId number, String profileName) {
    return new Person(number, null, profileName, null);
  }

  /// The content of a webhook with these events.
  public static Inbound inbound(InboundEvent... events) {
    return new Inbound(List.of(events), null);
  }

  /// The content of a webhook with these messages.
  public static Inbound arrived(Draft... drafts) {
    return new Inbound(
        List.of(drafts).stream().<InboundEvent>map(InboundEvent.Arrived::new).toList(), null);
  }

  /// The content of a webhook with these reports.
  public static Inbound reported(StatusReport... reports) {
    return new Inbound(
        List.of(reports).stream().<InboundEvent>map(InboundEvent.StatusReported::new).toList(),
        null);
  }

  /// The number or user id of a customer changed; reported at [#NOON].
  public static InboundEvent.Moved moved(
      @Nullable WaId fromNumber,
      @Nullable WaId toNumber,
      @Nullable WaId fromUserId,
      @Nullable WaId toUserId) {
    return new InboundEvent.Moved(
        fromNumber,
        toNumber,
        fromUserId == null ? List.of() : List.of(fromUserId),
        toUserId == null ? List.of() : List.of(toUserId),
        NOON,
        null);
  }

  /// A report without a failure.
  public static StatusReport report(MessageId message, Status status, Instant at) {
    return new StatusReport(message, status, at, null);
  }

  /// A report that a message failed.
  public static StatusReport failed(MessageId message, Instant at, Failure failure) {
    return new StatusReport(message, Status.FAILED, at, failure);
  }

  /// An amendment by [#ALICE] of a message in her chat.
  public static InboundEvent.Amended byAlice(
      String event, MessageId target, Instant at, Amendment.Action what) {
    return new InboundEvent.Amended(
        new MessageId(event), target, Person.at(ALICE), null, Direction.INCOMING, at, what);
  }

  /// An amendment by the business of a message in the chat with [#ALICE].
  public static InboundEvent.Amended byUs(
      String event, MessageId target, Instant at, Amendment.Action what) {
    return new InboundEvent.Amended(
        new MessageId(event), target, Person.at(ALICE), null, Direction.OUTGOING, at, what);
  }

  public static Amendment.Action react(String emoji) {
    return new Amendment.Action.React(emoji);
  }

  public static Amendment.Action unreact() {
    return new Amendment.Action.React(null);
  }

  public static Amendment.Action edit(String text) {
    return new Amendment.Action.Edit(Body.text(text));
  }

  public static Amendment.Action revoke() {
    return new Amendment.Action.Revoke();
  }

  /// The message as the first of its chat, without a store.
  public static Message stored(Draft draft) {
    WaId person = Optional.ofNullable(draft.person().number()).orElseThrow();
    return new Message(
        draft.id(),
        draft.metaId() == null ? draft.id() : draft.metaId(),
        draft.group() == null ? person : draft.group(),
        1,
        draft.direction(),
        new Party("Alice", person.phone(), draft.from(), draft.to(), draft.sentBy()),
        draft.body(),
        draft.timestamp(),
        Delivery.starting(draft.status(), draft.timestamp()),
        List.of(),
        NOON,
        NOON,
        0);
  }
}
