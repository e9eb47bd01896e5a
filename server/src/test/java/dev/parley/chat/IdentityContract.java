package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.BOB_NEW;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.moved;
import static dev.parley.chat.Fixtures.outgoing;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for identities (one person has one chat, regardless of their address), and for
/// timestamps that keep questions before answers.
interface IdentityContract extends StoreUnderTest {
  WaId NEW_ID = new WaId("US.22222222222222222222");
  WaId PARENT = new WaId("US.ENT.118");

  @Test
  default void aChatUnderAUserIdContinuesWhenTheNumberBecomesKnown() {
    write("1", null, NOON, ALICE_ID);
    write("2", ALICE, NOON, ALICE_ID);
    write("3", ALICE, NOON);
    write("4", null, NOON, ALICE_ID);

    assertEquals(List.of("1", "2", "3", "4"), textsOf(ALICE_ID));
    assertEquals(List.of(), messagesOf(ALICE));
    assertEquals(1, store().contacts(null, 10).size());
  }

  @Test
  default void aNumberKeepsItsOwnChat() {
    write("1", ALICE, NOON);
    write("2", null, NOON, ALICE_ID);

    write("3", ALICE, AFTER_NOON, ALICE_ID);
    write("4", null, AFTER_NOON, ALICE_ID);

    assertEquals(List.of("1", "2", "3", "4"), textsOf(ALICE));
    assertEquals(List.of(), messagesOf(ALICE_ID));
  }

  @Test
  default void anAnswerFromAnotherSpellingOfTheNumberIsInTheSameChat() {
    WaId dialled = new WaId("5584998765432");
    WaId known = new WaId("558498765432");
    store().send(outgoing("msg_1", dialled, "Oi", BEFORE_NOON), BEFORE_NOON);

    write("1", known, NOON);
    write("2", known, AFTER_NOON, ALICE_ID);
    write("3", null, AFTER_NOON, ALICE_ID);
    store().send(outgoing("msg_2", known, "Até logo", AFTER_NOON), AFTER_NOON);

    assertEquals(List.of("Oi", "1", "2", "3", "Até logo"), textsOf(dialled));
    assertEquals(List.of(), messagesOf(known));
    assertEquals(1, store().contacts(null, 10).size());
  }

  @Test
  default void messagesToAnotherSpellingGoToTheSameChat() {
    WaId known = new WaId("525512345678");
    write("1", known, NOON);

    store().send(outgoing("msg_1", new WaId("5215512345678"), "Hola", NOON), NOON);

    assertEquals(List.of("1", "Hola"), textsOf(known));
  }

  @Test
  default void aSpellingThatHasAChatKeepsIt() {
    WaId one = new WaId("5491112345678");
    WaId other = new WaId("541112345678");
    write("1", one, NOON);
    store().saveContact(contact(other), NOON);
    write("2", other, NOON);

    write("3", one, AFTER_NOON);
    write("4", other, AFTER_NOON);

    assertEquals(List.of("1", "3"), textsOf(one));
    assertEquals(List.of("2", "4"), textsOf(other));
  }

  private static ContactUpdate contact(WaId waId) {
    return new ContactUpdate(
        waId, "Somebody", new ContactUpdate.Field.Keep(), new ContactUpdate.Field.Keep());
  }

  @Test
  default void aDuplicateDoesNotChangeIdentities() {
    write("1", BOB, NOON, ALICE_ID);
    write("2", BOB_NEW, NOON, ALICE_ID);
    write("1", BOB, NOON, ALICE_ID);

    write("3", null, NOON, ALICE_ID);

    assertEquals(List.of("2", "3"), textsOf(BOB_NEW));
  }

  @Test
  default void aLateMessageDoesNotOverrideANewerOne() {
    write("1", BOB_NEW, NOON, ALICE_ID);
    write("2", BOB_NEW, AFTER_NOON, ALICE_ID);
    write("3", BOB, NOON.plusSeconds(1), ALICE_ID);

    write("4", null, AFTER_NOON, ALICE_ID);

    assertEquals(List.of("1", "2", "4"), textsOf(BOB_NEW));
    assertEquals(List.of("3"), textsOf(BOB));
  }

  @Test
  default void aNewUserIdLeadsToTheChatOfTheOldOne() {
    write("1", null, NOON, ALICE_ID);
    store().ingest(inbound(moved(null, null, ALICE_ID, NEW_ID)), NOON);

    write("2", null, NOON, NEW_ID);
    write("3", ALICE, NOON, NEW_ID);

    assertEquals(List.of("1", "2", "3"), textsOf(ALICE_ID));
  }

  @Test
  default void theParentUserIdIdentifiesThePerson() {
    write("1", ALICE, NOON, ALICE_ID, PARENT);

    write("2", null, NOON, PARENT);
    write("3", null, NOON, NEW_ID, PARENT);
    write("4", null, NOON, NEW_ID);

    assertEquals(List.of("1", "2", "3", "4"), textsOf(ALICE));
  }

  /// Nobody has written since the two notices, so only their times tell which one is newer.
  @Test
  default void aNoticeThatComesLateDoesNotWinOverANewerOne() {
    store().ingest(inbound(movedTo(BOB_NEW, NEW_ID, AFTER_NOON)), AFTER_NOON);
    store().ingest(inbound(movedTo(ALICE, NEW_ID, NOON)), AFTER_NOON);

    write("1", null, AFTER_NOON, NEW_ID);

    assertEquals(List.of("1"), textsOf(BOB_NEW));
    assertEquals(List.of(), messagesOf(ALICE));
  }

  private static InboundEvent.Moved movedTo(WaId number, WaId userId, Instant at) {
    return new InboundEvent.Moved(BOB, number, List.of(), List.of(userId), at, null);
  }

  @Test
  default void whatWeSendGoesToTheAddressThatWhatsAppGaveThePersonLast() {
    write("1", null, NOON, ALICE_ID, PARENT);
    assertEquals(ALICE_ID, recipient(ALICE_ID));

    store().ingest(inbound(moved(null, null, ALICE_ID, NEW_ID)), NOON);
    assertEquals(NEW_ID, recipient(ALICE_ID), "the user id changed");

    write("2", ALICE, AFTER_NOON, NEW_ID);
    assertEquals(ALICE, recipient(ALICE_ID), "the number became known");
    assertEquals(List.of("1", "2"), textsOf(ALICE_ID));
    assertEquals(BOB, recipient(BOB));
    assertEquals(Fixtures.GROUP, recipient(Fixtures.GROUP));
  }

  /// Somebody else has the number now.
  @Test
  default void aNumberThatAPersonGaveUpLeadsToThemNoMore() {
    write("1", null, BEFORE_NOON, ALICE_ID);
    write("2", ALICE, BEFORE_NOON, ALICE_ID);
    store().ingest(inbound(moved(ALICE, BOB_NEW, ALICE_ID, NEW_ID)), AFTER_NOON);

    write("3", ALICE, AFTER_NOON, new WaId("US.33333333333333333333"));
    write("4", null, AFTER_NOON, NEW_ID);

    assertEquals(List.of("1", "2", "4"), textsOf(ALICE_ID));
    assertEquals(List.of("3"), textsOf(ALICE));
    assertEquals(BOB_NEW, recipient(ALICE_ID));
    assertEquals(ALICE, recipient(ALICE));
  }

  private WaId recipient(WaId chat) {
    return store().step(AFTER_NOON, rules -> rules.recipient(chat));
  }

  @Test
  default void aDuplicateNoticeMovesNobody() {
    Draft notice = incoming("notice", person(ALICE), "moved", NOON);
    InboundEvent.Moved moved =
        new InboundEvent.Moved(ALICE, null, List.of(), List.of(NEW_ID), NOON, notice.id());
    store().ingest(arrived(notice), NOON);

    store().ingest(inbound(new InboundEvent.Arrived(notice), moved), NOON);
    write("after", null, NOON, NEW_ID);

    assertEquals(List.of("after"), textsOf(NEW_ID));
  }

  @Test
  default void anAnswerOfTheSameSecondFollowsItsQuestion() {
    Instant asked = NOON.plusMillis(700);
    store().ingest(arrived(outgoing("q", ALICE, "question", asked)), NOON);

    write("answer", ALICE, NOON);
    write("slow clock", ALICE, NOON.minusSeconds(2));
    write("older", ALICE, NOON.minusSeconds(3));

    assertEquals(List.of("older", "question", "answer", "slow clock"), textsOf(ALICE));
    assertEquals(asked, messagesOf(ALICE).getLast().timestamp());
  }

  @Test
  default void incomingMessagesKeepTheirTimesAmongThemselves() {
    write("second", ALICE, NOON.plusSeconds(1));
    write("first", ALICE, NOON);

    assertEquals(List.of("first", "second"), textsOf(ALICE));
  }

  @Test
  default void aLateMessageDoesNotMakeItsSenderOnline() {
    store().ingest(arrived(incoming("m", ALICE, "old", BEFORE_NOON)), NOON.plusSeconds(3600));

    assertEquals(BEFORE_NOON, contactOf(ALICE).lastSeen());
    assertEquals(false, contactOf(ALICE).online());
    assertEquals(List.of(), published(Change.PresenceChanged.class));
  }

  private void write(String text, @Nullable WaId number, Instant at, WaId... userIds) {
    Draft draft = incoming("wamid." + text.replace(' ', '-'), person(number, userIds), text, at);
    store().ingest(arrived(draft), AFTER_NOON);
  }

  private static Person person(@Nullable WaId number, WaId... userIds) {
    return new Person(number, List.of(userIds), null, null, null);
  }
}
