package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.react;
import static dev.parley.chat.Fixtures.replyingTo;
import static dev.parley.chat.Fixtures.revoke;
import static dev.parley.chat.Fixtures.stored;
import static dev.parley.chat.Fixtures.unreact;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AmendmentTest {
  private static final Message MESSAGE = stored(HELLO);
  private static final String THEM = ALICE.value();

  @Test
  void withoutAmendmentsAMessageIsTheSame() {
    assertSame(MESSAGE, apply());
  }

  @Test
  void aPersonHasOneReaction() {
    Message message = apply(by(THEM, NOON, react("👍")), by(THEM, AFTER_NOON, react("❤️")));

    assertEquals(List.of(new Reaction(THEM, "❤️", AFTER_NOON)), message.reactions());
    assertEquals(AFTER_NOON, message.updatedAt());
  }

  @Test
  void aTakenAwayReactionIsGone() {
    Message message = apply(by(THEM, NOON, react("👍")), by(THEM, AFTER_NOON, unreact()));

    assertSame(MESSAGE, message);
  }

  @Test
  void takingAwayOnesOwnReactionLeavesThoseOfOthers() {
    Message message =
        apply(
            by(THEM, NOON, react("👍")),
            by(Reaction.US, NOON, react("🎉")),
            by(THEM, AFTER_NOON, unreact()));

    assertEquals(List.of(new Reaction(Reaction.US, "🎉", NOON)), message.reactions());
  }

  @Test
  void anEditReplacesTheTextAndKeepsTheQuote() {
    Message quoting = stored(replyingTo(HELLO, new MessageId("wamid.q")));

    Message message =
        Amendment.applyAll(quoting, List.of(by(THEM, AFTER_NOON, edit("Hallo"))), THEM, AFTER_NOON);

    assertEquals(
        new Body("Hallo", "text", null, new MessageId("wamid.q"), AFTER_NOON), message.body());
  }

  @Test
  void aRevocationIsFinal() {
    Message message = apply(by(THEM, NOON, revoke()), by(THEM, AFTER_NOON, edit("Back")));

    assertEquals(Body.of(new Content.Revoked()), message.body());
  }

  @Test
  void anAmendmentInAnotherChatIsIgnored() {
    Amendment elsewhere =
        new Amendment(
            new MessageId("wamid.x"),
            HELLO.id(),
            BOB,
            BOB.value(),
            Direction.INCOMING,
            NOON,
            react("👎"));

    assertSame(MESSAGE, apply(elsewhere));
  }

  @Test
  void anEditOrRevocationByTheOtherSideIsIgnored() {
    assertSame(MESSAGE, apply(by(Reaction.US, NOON, edit("Mine"))));
    assertSame(MESSAGE, apply(by(Reaction.US, NOON, revoke())));
  }

  @Test
  void ofSimultaneousAmendmentsTheOneReceivedLaterCounts() {
    Message message = apply(by(THEM, NOON, react("👍")), by(THEM, NOON, react("❤️")));

    assertEquals("❤️", message.reactions().getFirst().emoji());
  }

  @Test
  void amendmentsOfDifferentMomentsEndTheSameInEveryOrder() {
    List<Amendment> all =
        List.of(
            by(THEM, BEFORE_NOON, react("👍")),
            by(THEM, NOON, edit("first")),
            by(THEM, NOON.plusSeconds(1), unreact()),
            by(Reaction.US, NOON.plusSeconds(2), react("🎉")),
            by(THEM, AFTER_NOON, edit("second")),
            by(THEM, AFTER_NOON.plusSeconds(1), react("❤️")));
    Message expected = Amendment.applyAll(MESSAGE, all, THEM, AFTER_NOON);
    Random random = new Random(20260301);

    for (int i = 0; i < 200; i++) {
      List<Amendment> shuffled = new ArrayList<>(all);
      Collections.shuffle(shuffled, random);
      assertEquals(expected, Amendment.applyAll(MESSAGE, shuffled, THEM, AFTER_NOON));
      assertEquals(expected, oneByOne(shuffled));
    }
    assertEquals("second", expected.body().text());
  }

  /// Applies amendments as a store does: each one that is not earlier than the person's last one.
  private static Message oneByOne(List<Amendment> all) {
    Message message = MESSAGE;
    List<Amendment> known = new ArrayList<>();
    for (Amendment amendment : all) {
      boolean passed =
          known.stream().anyMatch(it -> it.isLike(amendment) && amendment.at().isBefore(it.at()));
      if (!passed) {
        message = amendment.applyTo(message, AFTER_NOON);
      }
      known.add(amendment);
    }
    return message;
  }

  private static Message apply(Amendment... all) {
    return Amendment.applyAll(MESSAGE, List.of(all), THEM, AFTER_NOON);
  }

  private static Amendment by(String who, Instant at, Amendment.Action what) {
    return new Amendment(
        new MessageId("wamid.event"),
        HELLO.id(),
        ALICE,
        who,
        who.equals(Reaction.US) ? Direction.OUTGOING : Direction.INCOMING,
        at,
        what);
  }
}
