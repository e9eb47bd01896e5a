package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.moved;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.react;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for two chats that are found to be with one person: they are joined, and nothing is
/// lost or shown twice.
interface JoinContract extends StoreUnderTest {
  WaId NEW_ID = new WaId("US.22222222222222222222");
  Person BOTH = new Person(ALICE, ALICE_ID, "Alice", null);

  /// The number has a chat; later the person writes with a hidden number.
  private void twoChats() {
    store().ingest(arrived(outgoing("wamid.offer", ALICE, "offer", BEFORE_NOON)), BEFORE_NOON);
    store().ingest(arrived(incoming("wamid.1", ALICE_ID, "one", NOON)), NOON);
    store().ingest(arrived(incoming("wamid.2", ALICE_ID, "two", NOON.plusSeconds(1))), NOON);
  }

  private void numberIsShown() {
    store().ingest(arrived(incoming("wamid.3", BOTH, "three", NOON.plusSeconds(2))), AFTER_NOON);
  }

  private List<SharedRecord> tasks() {
    return store().shared(SharedRecord.Kind.JOIN);
  }

  private boolean next() {
    return store().step(AFTER_NOON, rules -> rules.joins().next(tasks().getFirst()));
  }

  private void assertOneChat(List<String> texts) {
    assertEquals(texts, textsOf(ALICE));
    assertEquals(List.of(), messagesOf(ALICE_ID));
    assertEquals(Optional.empty(), store().chat(ALICE_ID, 1));
    assertEquals(
        LongStream.rangeClosed(1, texts.size()).boxed().toList(),
        messagesOf(ALICE).stream().map(Message::seq).sorted().toList());
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void theChatUnderTheUserIdBecomesPartOfTheOther() {
    twoChats();
    StreamPosition before = store().position();

    numberIsShown();

    assertOneChat(List.of("offer", "one", "two", "three"));
    ChatSummary summary = summaryOf(ALICE);
    assertEquals(4, summary.lastSeq());
    assertEquals(3, summary.unread());
    assertEquals(NOON.plusSeconds(2), summary.newestTimestamp());
    assertEquals(0, summary.removed());
    assertEquals(List.of(), tasks());
    Sync sync = store().sync(before, 100).orElseThrow();
    assertEquals(
        Set.of("wamid.1", "wamid.2", "wamid.3"),
        new TreeSet<>(sync.messages().stream().map(MessageId::value).toList()));
    assertEquals(
        List.of(Change.Removed.Kind.CONTACT, Change.Removed.Kind.CHAT),
        sync.removed().stream().map(Change.Removed::kind).toList());
    assertEquals(
        Set.of(ALICE_ID), Set.copyOf(sync.removed().stream().map(it -> it.chat()).toList()));
    assertEquals(3, store().markRead(ALICE, AFTER_NOON).size());
    assertEquals(4, store().digest(ALICE).messages());
  }

  @Test
  default void nobodyIsToldOfANewMessage() {
    twoChats();
    int before = all().size();

    numberIsShown();

    List<Change> news = all().subList(before, all().size());
    assertEquals(
        List.of("three"),
        texts(news, it -> it instanceof Change.MessageStored(var message) ? message : null));
    assertEquals(
        List.of("one", "two"),
        texts(news, it -> it instanceof Change.MessageTouched(var message) ? message : null));
  }

  private static List<String> texts(List<Change> changes, Function<Change, @Nullable Message> of) {
    return changes.stream().map(of).filter(Objects::nonNull).map(it -> it.body().text()).toList();
  }

  @Test
  default void whatComesUnderEitherAddressGoesToTheOneChat() {
    twoChats();
    numberIsShown();

    store().ingest(arrived(incoming("wamid.4", ALICE_ID, "four", NOON.plusSeconds(3))), AFTER_NOON);
    store().ingest(arrived(incoming("wamid.5", ALICE, "five", NOON.plusSeconds(4))), AFTER_NOON);
    store().send(outgoing("msg_6", ALICE_ID, "six", NOON.plusSeconds(5)), AFTER_NOON);

    assertOneChat(List.of("offer", "one", "two", "three", "four", "five", "six"));
    assertEquals(1, store().contacts(null, 10).size());
  }

  @Test
  default void contactNotesAndTheWorkOfTheTeamComeAlong() {
    twoChats();
    store().ingest(arrived(incoming("wamid.n", named(ALICE_ID), "named", NOON)), NOON);
    store().addNote(new Note("note_1", ALICE_ID, 0, "Wants the blue one", null, NOON, null, 0));
    store()
        .step(
            NOON,
            rules -> {
              rules.teamwork().give(ALICE_ID, "u_1");
              return true;
            });

    store()
        .ingest(
            arrived(incoming("wamid.3", new Person(ALICE, ALICE_ID, null, null), "three", NOON)),
            AFTER_NOON);

    Note note = store().notes(ALICE).getFirst();
    assertEquals("Wants the blue one", note.text());
    assertEquals(List.of(), store().notes(ALICE_ID));
    assertEquals("u_1", summaryOf(ALICE).state().assignee());
    assertEquals("Alice", contactOf(ALICE).name());
    assertEquals(1, store().contacts(null, 10).size());
    assertTrue(published().contains(new Change.NoteSaved(note)));
    assertTrue(published().contains(new Change.ChatUpdated(ALICE_ID, new Answerers("u_1", null))));
    assertTrue(published().contains(new Change.ChatUpdated(ALICE, Answerers.NOBODY)));
  }

  private static Person named(WaId userId) {
    return new Person(null, userId, "Alice", null);
  }

  @Test
  default void statusesEditsAndReactionsGoOn() {
    twoChats();
    MessageId one = new MessageId("wamid.1");
    change("wamid.r1", one, null, NOON, react("👍"));
    change("wamid.e1", one, null, NOON, edit("one, edited"));
    store().ingest(arrived(outgoing("wamid.o", ALICE_ID, "ours", NOON)), NOON);

    numberIsShown();
    change("wamid.r2", one, ALICE, AFTER_NOON, react("❤"));
    change("wamid.e2", new MessageId("wamid.2"), ALICE, AFTER_NOON, edit("two, edited"));
    change("wamid.e0", one, ALICE, BEFORE_NOON, edit("too late"));
    store().ingest(reported(report(new MessageId("wamid.o"), Status.READ, AFTER_NOON)), AFTER_NOON);

    Message changed = message("wamid.1");
    assertEquals("one, edited", changed.body().text());
    assertEquals(List.of("❤"), changed.reactions().stream().map(Reaction::emoji).toList());
    assertEquals("two, edited", message("wamid.2").body().text());
    assertEquals(Status.READ, message("wamid.o").delivery().status());
    assertEquals(List.of(), store().audit().findings());
  }

  /// An edit that waits for its message was kept under the user id.
  @Test
  default void whatWaitsForAMessageStillFindsIt() {
    twoChats();
    change("wamid.e", new MessageId("wamid.late"), null, NOON, edit("late, edited"));
    numberIsShown();

    store().ingest(arrived(incoming("wamid.late", ALICE, "late", AFTER_NOON)), AFTER_NOON);

    assertEquals("late, edited", message("wamid.late").body().text());
  }

  @Test
  default void whatCameWithTheSameWebhookFindsItToo() {
    twoChats();
    store()
        .ingest(
            inbound(
                new InboundEvent.Amended(
                    new MessageId("wamid.e"),
                    new MessageId("wamid.late"),
                    Person.at(ALICE_ID),
                    null,
                    Direction.INCOMING,
                    NOON,
                    edit("late, edited")),
                new InboundEvent.Arrived(incoming("wamid.3", BOTH, "three", NOON.plusSeconds(2)))),
            AFTER_NOON);

    store().ingest(arrived(incoming("wamid.late", ALICE, "late", AFTER_NOON)), AFTER_NOON);

    assertEquals("late, edited", message("wamid.late").body().text());
  }

  private void change(
      String event, MessageId target, @Nullable WaId number, Instant at, Amendment.Action what) {
    Person person = number == null ? Person.at(ALICE_ID) : Person.at(number);
    store()
        .ingest(
            inbound(
                new InboundEvent.Amended(
                    new MessageId(event), target, person, null, Direction.INCOMING, at, what)),
            AFTER_NOON);
  }

  private Message message(String id) {
    return store().messages(Set.of(new MessageId(id))).values().iterator().next();
  }

  @Test
  default void aLongChatMovesInSteps() {
    store().ingest(arrived(incoming("wamid.p", ALICE, "first", BEFORE_NOON)), NOON);
    int count = 230;
    Draft[] drafts =
        IntStream.range(0, count)
            .mapToObj(i -> incoming("wamid." + i, ALICE_ID, "m" + i, NOON.plusMillis(i)))
            .toArray(Draft[]::new);
    store().ingest(arrived(drafts), NOON);

    store().ingest(arrived(incoming("wamid.b", BOTH, "both", AFTER_NOON)), AFTER_NOON);
    int steps = 1;
    boolean more;
    do {
      assertEquals(count + 2, messagesOf(ALICE).size() + messagesOf(ALICE_ID).size());
      assertEquals(
          count + 2,
          summaryOf(ALICE).unread()
              + store().chat(ALICE_ID, 0).orElseThrow().head().summary().unread());
      assertEquals(List.of(), store().audit().findings());
      more = next();
      steps++;
    } while (more);

    assertEquals(List.of(), tasks());
    List<String> texts = new ArrayList<>(List.of("first"));
    IntStream.range(0, count).forEach(i -> texts.add("m" + i));
    texts.add("both");
    assertOneChat(texts);
    assertEquals(5, steps);
  }

  @Test
  default void aRequestThatIsRepeatedMeanwhileIsTheSame() {
    store().ingest(arrived(incoming("wamid.p", ALICE, "first", BEFORE_NOON)), NOON);
    store().ingest(arrived(incoming("wamid.0", ALICE_ID, "m0", NOON)), NOON);
    Draft ours = outgoing("msg_1", ALICE_ID, "ours", NOON);
    store().send(ours, NOON);
    store().ingest(reported(report(new MessageId("msg_1"), Status.SENT, NOON)), NOON);
    Draft[] drafts =
        IntStream.range(1, 90)
            .mapToObj(i -> incoming("wamid." + i, ALICE_ID, "m" + i, NOON.plusMillis(i)))
            .toArray(Draft[]::new);
    store().ingest(arrived(drafts), NOON);

    store().ingest(arrived(incoming("wamid.b", BOTH, "both", AFTER_NOON)), AFTER_NOON);

    assertEquals(1, tasks().size());
    assertEquals(ALICE, message("msg_1").chat());
    assertEquals(new SendOutcome.AlreadyStored(message("msg_1")), store().send(ours, AFTER_NOON));
  }

  /// Entries of the outbox are in order within a chat, so a chat moves as a whole.
  @Test
  default void aChatFromWhichSomethingIsBeingSentWaits() {
    twoChats();
    store().send(outgoing("msg_1", ALICE_ID, "pending", NOON.plusSeconds(1)), NOON);

    numberIsShown();
    store().ingest(reported(report(new MessageId("msg_1"), Status.SENT, AFTER_NOON)), AFTER_NOON);
    while (!tasks().isEmpty()) {
      next();
    }

    assertOneChat(List.of("offer", "one", "two", "pending", "three"));
    assertEquals(Status.SENT, message("msg_1").delivery().status());
  }

  /// WhatsApp's id of a message contains the user id or the number.
  @Test
  default void aMessageThatArrivedInBothIsThereOnce() {
    String withId =
        "wamid.HBgXVVMuMjA0ODE2MzI2NDk2MTI4MjU1MDEVFAASGBQzRUIwQUJDREVGMDEyMzQ1Njc4OQA=";
    String withNumber = ScopedIds.others(new MessageId(withId), List.of(ALICE)).getFirst().value();
    store().ingest(arrived(incoming(withNumber, ALICE, "twice", NOON)), NOON);
    store().ingest(arrived(incoming(withId, ALICE_ID, "twice", NOON)), NOON);
    store().ingest(reported(report(new MessageId(withId), Status.READ, AFTER_NOON)), AFTER_NOON);
    assertEquals(2, messagesOf(ALICE).size() + messagesOf(ALICE_ID).size());

    numberIsShown();

    assertOneChat(List.of("twice", "three"));
    assertEquals(Status.READ, messagesOf(ALICE).getFirst().delivery().status());
  }

  @Test
  default void aNoticeThatComesAfterAMessageWithTheNewUserIdJoinsItsChat() {
    store().ingest(arrived(incoming("wamid.1", ALICE_ID, "before", NOON)), NOON);
    store().ingest(arrived(incoming("wamid.2", NEW_ID, "after", AFTER_NOON)), AFTER_NOON);

    store().ingest(inbound(moved(null, null, ALICE_ID, NEW_ID)), AFTER_NOON);

    assertEquals(List.of("before", "after"), textsOf(ALICE_ID));
    assertEquals(List.of(), messagesOf(NEW_ID));
    assertEquals(List.of(), store().audit().findings());
  }

  /// The chat under the first user id is found by the second.
  @Test
  default void aChatToWhichAnotherUserIdLedIsJoinedToo() {
    twoChats();
    store().ingest(inbound(moved(null, null, ALICE_ID, NEW_ID)), NOON);

    store()
        .ingest(
            arrived(
                incoming(
                    "wamid.3",
                    new Person(ALICE, NEW_ID, null, null),
                    "three",
                    NOON.plusSeconds(2))),
            AFTER_NOON);

    assertOneChat(List.of("offer", "one", "two", "three"));
  }

  @Test
  default void aChatUnderANumberIsNeverJoined() {
    store()
        .ingest(
            arrived(incoming("wamid.1", new Person(BOB, ALICE_ID, null, null), "b", NOON)), NOON);
    store().ingest(arrived(incoming("wamid.2", ALICE, "a", NOON)), NOON);

    store().ingest(arrived(incoming("wamid.3", BOTH, "a2", AFTER_NOON)), AFTER_NOON);

    assertEquals(List.of("b"), textsOf(BOB));
    assertEquals(List.of("a", "a2"), textsOf(ALICE));
  }

  @Test
  default void whoIsErasedMeanwhileLeavesNoTask() {
    store().ingest(arrived(incoming("wamid.p", ALICE, "first", BEFORE_NOON)), NOON);
    Draft[] drafts =
        IntStream.range(0, 120)
            .mapToObj(i -> incoming("wamid." + i, ALICE_ID, "m" + i, NOON.plusMillis(i)))
            .toArray(Draft[]::new);
    store().ingest(arrived(drafts), NOON);
    store().ingest(arrived(incoming("wamid.b", BOTH, "both", AFTER_NOON)), AFTER_NOON);
    assertEquals(1, tasks().size());
    assertEquals(Set.of(ALICE, ALICE_ID), store().addressesOf(ALICE));

    for (WaId address : List.of(ALICE, ALICE_ID)) {
      boolean more;
      do {
        more =
            store()
                .step(
                    NOON, rules -> rules.erasure().eraseMessages(Erasure.RETENTION, address, null));
      } while (more);
      store().step(NOON, rules -> rules.erasure().erasePerson(Erasure.RETENTION, List.of(address)));
    }

    assertEquals(List.of(), tasks());
    assertEquals(List.of(), store().chats(null, 10));
    assertEquals(List.of(), store().audit().findings());
  }

  /// A step of the join must not move messages to a chat that the erasure has already processed.
  @Test
  default void anErasureFindsAllMessages() {
    store().ingest(arrived(incoming("wamid.p", ALICE, "first", BEFORE_NOON)), NOON);
    Draft[] drafts =
        IntStream.range(0, 120)
            .mapToObj(i -> incoming("wamid." + i, ALICE_ID, "m" + i, NOON.plusMillis(i)))
            .toArray(Draft[]::new);
    store().ingest(arrived(drafts), NOON);
    store().ingest(arrived(incoming("wamid.b", BOTH, "both", AFTER_NOON)), AFTER_NOON);
    Erasure erasure = Erasure.of(Set.of(ALICE, ALICE_ID), null, NOON, new Random(1));
    store()
        .step(
            NOON,
            rules -> {
              rules.erasure().begin(erasure);
              return true;
            });

    eraseMessages(erasure.id(), ALICE);
    assertFalse(next());
    store().ingest(arrived(incoming("wamid.c", BOTH, "again", AFTER_NOON)), AFTER_NOON);
    eraseMessages(erasure.id(), ALICE_ID);

    assertEquals(List.of("again"), textsOf(ALICE));
    assertEquals(List.of(), messagesOf(ALICE_ID));
    assertEquals(List.of(), store().audit().findings());
  }

  private void eraseMessages(String erasure, WaId address) {
    boolean more;
    do {
      more = store().step(NOON, rules -> rules.erasure().eraseMessages(erasure, address, null));
    } while (more);
  }

  /// Somebody else may have the number now, and their conversation must not be mixed with another.
  @Test
  default void twoUserIdsOfOneNumberAreTwoPeopleUnlessANoticeSaysOtherwise() {
    store().ingest(arrived(incoming("wamid.1", BOTH, "one", BEFORE_NOON)), NOON);
    store().ingest(arrived(incoming("wamid.2", NEW_ID, "two", BEFORE_NOON)), NOON);
    store()
        .ingest(
            arrived(
                incoming("wamid.3", new Person(ALICE, NEW_ID, null, null), "three", AFTER_NOON)),
            AFTER_NOON);

    assertEquals(List.of("one", "three"), textsOf(ALICE));
    assertEquals(List.of("two"), textsOf(NEW_ID));

    store().ingest(inbound(moved(null, null, ALICE_ID, NEW_ID)), AFTER_NOON);

    assertOneChat(List.of("one", "two", "three"));
    assertEquals(List.of(), messagesOf(NEW_ID));
  }

  /// The chat that should stay is joined to a third one before all messages have moved to it.
  @Test
  default void messagesFollowToWhereTheirChatIsInTheEnd() {
    store().ingest(arrived(incoming("wamid.1", ALICE_ID, "one", NOON)), NOON);
    Draft[] drafts =
        IntStream.range(0, 60)
            .mapToObj(i -> incoming("wamid.n" + i, NEW_ID, "n" + i, NOON.plusMillis(i + 1)))
            .toArray(Draft[]::new);
    store().ingest(arrived(drafts), NOON);
    store().ingest(inbound(moved(null, null, ALICE_ID, NEW_ID)), NOON);
    assertEquals(1, tasks().size());
    store().ingest(arrived(outgoing("wamid.offer", ALICE, "offer", BEFORE_NOON)), NOON);
    store().ingest(arrived(incoming("wamid.3", BOTH, "three", AFTER_NOON)), AFTER_NOON);

    while (!tasks().isEmpty()) {
      next();
    }

    List<String> texts = new ArrayList<>(List.of("offer", "one"));
    IntStream.range(0, 60).forEach(i -> texts.add("n" + i));
    texts.add("three");
    assertOneChat(texts);
    assertEquals(List.of(), messagesOf(NEW_ID));
  }

  /// The order in which webhooks arrive does not matter: in the end there is one chat.
  @Test
  default void everyOrderLeadsToOneChat() {
    long seed = new Random().nextLong();
    System.out.println("JoinContract seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      WaId number = new WaId("1555" + (7_000_000 + round));
      WaId id = new WaId("US." + (7_000_000 + round));
      String name = "wamid." + round + ".";
      List<InboundEvent> events = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Person person =
            switch (i % 3) {
              case 0 -> Person.at(number);
              case 1 -> new Person(null, id, null, null);
              default -> new Person(number, id, null, null);
            };
        MessageId message = new MessageId(name + i);
        events.add(
            new InboundEvent.Arrived(
                incoming(message.value(), person, "m" + i, NOON.plusSeconds(i))));
        events.add(
            new InboundEvent.Amended(
                new MessageId(name + "r" + i),
                message,
                person,
                null,
                Direction.INCOMING,
                NOON.plusSeconds(i),
                react("👍")));
      }
      Collections.shuffle(events, random);
      for (InboundEvent event : events) {
        store().ingest(inbound(event), AFTER_NOON);
      }

      List<Message> all = new ArrayList<>(messagesOf(number));
      List<Message> others = messagesOf(id);
      assertFalse(!all.isEmpty() && !others.isEmpty(), "two chats");
      all.addAll(others);
      assertEquals(6, all.size());
      for (Message message : all) {
        assertEquals(1, message.reactions().size(), message.body().text());
      }
      WaId chat = all.getFirst().chat();
      assertEquals(6, summaryOf(chat).unread());
    }
    assertEquals(List.of(), store().audit().findings());
  }
}
