package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.AGENT;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.GROUP;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.WINDOW_CLOSED;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.edit;
import static dev.parley.chat.Fixtures.failed;
import static dev.parley.chat.Fixtures.in;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.named;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.react;
import static dev.parley.chat.Fixtures.replyingTo;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static dev.parley.chat.Fixtures.revoke;
import static dev.parley.chat.Fixtures.saying;
import static dev.parley.chat.Fixtures.sentBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.archive.ArchivedRecord;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.ChatDigest;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.chat.archive.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The contract of every archive. The test class of each archive implements this interface, also
/// that of the archive in memory, which is the other side of every transfer in these tests.
public interface ChatArchiveContract {
  Transfer.Watcher NOBODY =
      new Transfer.Watcher() {
        @Override
        public void at(Transfer.Step step, ArchivedRecord.Kind kind, long done, long about) {}

        @Override
        public void compared(ChatDigest chat, boolean equal) {}
      };

  /// Runs `use` with the store to which the archive belongs. The store is open only during the
  /// call, and empty at the first one.
  void withStore(Consumer<SteppedStore> use);

  /// Opens the archive.
  ChatArchive archive();

  /// Fills a store with records of every kind.
  static void fill(SteppedStore store) {
    store.ingest(
        arrived(
            incoming("wamid.alice", named(ALICE, "Alice"), "Hello", NOON),
            sentBy(
                AGENT,
                replyingTo(outgoing("msg_1", "wamid.out", ALICE, "Hi Alice", NOON), HELLO.id())),
            in(GROUP, incoming("wamid.group", BOB, "In a group", BEFORE_NOON)),
            saying(
                incoming("wamid.past", BOB, "-", BEFORE_NOON),
                Body.text("Before Parley").from(Origin.HISTORY)),
            incoming("wamid.old", BOB, "Long ago\n\u0001 \uD83D\uDC4D", BEFORE_NOON)),
        AFTER_NOON);
    for (int i = 0; i < Contents.ALL.size(); i++) {
      Body body = Body.of(Contents.ALL.get(i));
      store.ingest(
          arrived(saying(incoming("wamid.c" + i, ALICE, "-", NOON.plusSeconds(i)), body)),
          AFTER_NOON);
    }
    store.ingest(
        reported(
            report(new MessageId("wamid.out"), Status.HELD, NOON),
            report(new MessageId("wamid.out"), Status.READ, AFTER_NOON),
            failed(new MessageId("wamid.later"), AFTER_NOON, WINDOW_CLOSED),
            report(new MessageId("wamid.later"), Status.SENT, NOON)),
        AFTER_NOON);
    store.ingest(
        inbound(
            new InboundEvent.StatusReported(
                report(new MessageId("wamid.out"), Status.DELIVERED, NOON),
                null,
                null,
                null,
                Person.at(BOB))),
        AFTER_NOON);
    store.ingest(
        inbound(
            byAlice("wamid.r1", new MessageId("wamid.alice"), NOON, react("👍")),
            byAlice("wamid.e1", new MessageId("wamid.alice"), NOON, edit("Hallo")),
            byAlice("wamid.v1", new MessageId("wamid.c0"), NOON, revoke()),
            byAlice("wamid.r3", REPLY.id(), NOON, react("❤")),
            byAlice("wamid.r2", REPLY.id(), NOON, react("👍"))),
        AFTER_NOON);
    store.ingest(
        arrived(incoming("wamid.id", new Person(BOB, ALICE_ID, null, null), "by id", NOON)), NOON);
    store.ingest(UnprocessedContract.RIDDLE, NOON);
    store.ingest(UnprocessedContract.PUZZLE, NOON);
    store.ingest(UnprocessedContract.PUZZLE, AFTER_NOON);
    store.replay(1, arrived(), NOON);
    store.markRead(GROUP, AFTER_NOON);
    store.save(new Label("label_1", "Urgent", "#c62828"), true, NOON);
    store.update(
        BOB,
        new ChatUpdate(
            ChatState.Progress.SNOOZED,
            AFTER_NOON.plusSeconds(1),
            new ContactUpdate.Field.Set("u_1"),
            new ContactUpdate.Field.Keep(),
            List.of("label_1"),
            true,
            true),
        AFTER_NOON);
    store.addNote(new Note("note_1", BOB, 0, "A friend of Alice", AGENT, AFTER_NOON, null, 0));
    store.saveContact(
        new ContactUpdate(
            BOB,
            "Bob",
            new ContactUpdate.Field.Set(null),
            new ContactUpdate.Field.Set("https://a.example/b.png")),
        NOON);
  }

  private static MemoryChatStore filled() {
    MemoryChatStore store = new MemoryChatStore(changes -> {});
    fill(store);
    return store;
  }

  private static MemoryChatStore with(Draft... drafts) {
    MemoryChatStore store = new MemoryChatStore(changes -> {});
    store.ingest(arrived(drafts), NOON);
    return store;
  }

  private Transfer.Report take(ChatRecords from) {
    try (ChatArchive to = archive()) {
      return new Transfer(from, to, NOBODY).run();
    }
  }

  private Transfer.Report give(MemoryChatStore to) {
    try (ChatArchive from = archive()) {
      return new Transfer(from, to.archive(), NOBODY).run();
    }
  }

  /// Everything that clients can ask for, except the numbers of changes, which each store counts by
  /// itself.
  private static List<Object> seen(ChatStore store) {
    List<Object> all = new ArrayList<>();
    for (ListedChat chat : store.chats(null, 1_000)) {
      ChatHead head = store.chat(chat.waId(), 0).orElseThrow().head();
      ChatSummary summary = head.summary();
      List<Message> messages = store.messages(head.waId(), null, 100_000);
      all.add(head.lastMessage().as(0));
      all.add(chat.contact().map(it -> it.as(0)));
      all.add(List.of(summary.lastSeq(), summary.newestSeq(), summary.unread()));
      all.add(Optional.ofNullable(summary.windowOpenedAt()));
      all.add(summary.state());
      all.add(store.notes(chat.waId()).stream().map(it -> it.as(0)).toList());
      messages.forEach(it -> all.add(it.as(0)));
      all.add(store.webhookData(head.waId(), messages));
    }
    all.add(store.contacts(null, 1_000).stream().map(it -> it.as(0)).collect(Collectors.toSet()));
    for (KeptUnprocessed entry : store.unprocessed(0, 1_000)) {
      all.add(List.of(entry.number(), entry.firstAt(), entry.lastAt(), entry.times()));
      all.add(new String(entry.what().body(), java.nio.charset.StandardCharsets.UTF_8));
      all.add(List.of(entry.what().elements(), entry.what().reasons()));
    }
    all.add(store.shared(SharedRecord.Kind.LABEL));
    all.add(store.audit());
    return all;
  }

  private List<Object> seen() {
    List<Object> all = new ArrayList<>();
    withStore(store -> all.addAll(seen(store)));
    return all;
  }

  private static long sum(Map<ArchivedRecord.Kind, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  default void allRecordsAreExported() {
    withStore(ChatArchiveContract::fill);
    MemoryChatStore other = new MemoryChatStore(changes -> {});

    Transfer.Report report = give(other);

    assertEquals(List.of(), report.different());
    assertEquals(report.total(), report.added());
    assertEquals(List.of(), report.notes());
    assertIterableEquals(seen(filled()), seen(other));
    assertIterableEquals(seen(), seen(other));
  }

  @Test
  default void allRecordsAreImported() {
    Transfer.Report report = take(filled().archive());

    assertEquals(List.of(), report.different());
    assertEquals(report.total(), report.added());
    assertEquals(3, report.chats());
    assertIterableEquals(seen(filled()), seen());
  }

  @Test
  default void bothDirectionsResultInTheSameDigest() {
    Transfer.Report there = take(filled().archive());
    MemoryChatStore back = new MemoryChatStore(changes -> {});

    Transfer.Report again = give(back);

    assertEquals(there.sha256(), again.sha256());
    assertEquals(there.total(), again.total());
    assertIterableEquals(seen(filled()), seen(back));
  }

  @Test
  default void copyingAnEmptyStoreAddsNothing() {
    Transfer.Report report = take(new MemoryChatStore(changes -> {}).archive());

    assertEquals(0, sum(report.total()));
    assertEquals(List.of(), report.different());
    try (ChatArchive archive = archive()) {
      assertTrue(archive.isEmpty());
    }
  }

  @Test
  default void aSecondRunAddsNothing() {
    Transfer.Report first = take(filled().archive());

    Transfer.Report second = take(filled().archive());

    assertEquals(0, sum(second.added()));
    assertEquals(first.total(), second.total());
    assertEquals(first.sha256(), second.sha256());
    assertIterableEquals(seen(filled()), seen());
  }

  @Test
  default void anInterruptedCopyIsCompletedByTheNextRun() {
    long all = sizeOf(filled().archive());
    long known = 0;
    while (known < all - 7) {
      // if the archive is not empty, a run compares everything once and skips the records that are
      // already there
      long reads = (known == 0 ? 0 : all + known) + 7;
      ChatRecords broken = new CutOffRecords(filled().archive(), reads);
      Refusal cut = assertThrows(Refusal.class, () -> takeByThrees(broken));
      assertEquals(ErrorCode.STORE_UNAVAILABLE, cut.code(), cut.sentence());
      long before = known;
      known = size();
      assertTrue(known > before, "nothing was added by a run that was cut off");
    }

    Transfer.Report report = takeByThrees(filled().archive());

    assertEquals(List.of(), report.different());
    assertIterableEquals(seen(filled()), seen());
  }

  private Transfer.Report takeByThrees(ChatRecords from) {
    try (ChatArchive to = archive()) {
      return new Transfer(from, to, NOBODY, 3).run();
    }
  }

  private static long sizeOf(ChatRecords records) {
    return Stream.of(ArchivedRecord.Kind.values()).mapToLong(records::size).sum();
  }

  private long size() {
    try (ChatArchive archive = archive()) {
      return sizeOf(archive);
    }
  }

  @Test
  default void recordsOfTheTargetStoreAreKept() {
    withStore(store -> store.ingest(arrived(incoming("wamid.own", GROUP, "Own", NOON)), NOON));

    Transfer.Report report = take(with(HELLO, REPLY).archive());

    assertEquals(List.of(), report.different());
    assertEquals(1, report.chats());
    withStore(store -> assertEquals(2, store.chats(null, 10).size()));
  }

  @Test
  default void messagesAreReadChatByChatInTheOrderOfTheirSeq() {
    withStore(store -> {
      store.ingest(
          arrived(
              incoming("wamid.b1", BOB, "b1", NOON),
              incoming("wamid.a1", ALICE, "a1", AFTER_NOON),
              incoming("wamid.b2", BOB, "b2", BEFORE_NOON),
              incoming("wamid.a2", ALICE, "a2", NOON)),
          NOON);
    });

    try (ChatArchive archive = archive();
        Stream<ArchivedRecord> messages = archive.read(ArchivedRecord.Kind.MESSAGE)) {
      assertEquals(
          List.of("a1", "a2", "b1", "b2"), messages.map(ChatArchiveContract::text).toList());
    }
  }

  private static String text(ArchivedRecord kept) {
    return ((ArchivedRecord.OfMessage) kept).message().body().text();
  }

  @Test
  default void waitingRecordsStillWaitAfterTheCopy() {
    take(filled().archive());

    withStore(store -> {
      store.ingest(
          arrived(
              outgoing("wamid.later", BOB, "Later", NOON),
              REPLY,
              incoming("wamid.by-id", new Person(null, ALICE_ID, null, null), "again", NOON)),
          AFTER_NOON);

      Message later = message(store, BOB, "wamid.later");
      assertEquals(Status.FAILED, later.delivery().status());
      assertEquals(WINDOW_CLOSED, later.delivery().failure());
      assertEquals(Optional.of(NOON), later.delivery().times().at(Status.SENT));
      assertEquals(
          List.of("👍"),
          message(store, ALICE, REPLY.id().value()).reactions().stream()
              .map(Reaction::emoji)
              .toList());
      assertEquals(BOB, message(store, BOB, "wamid.by-id").chat());
    });
  }

  private static Message message(ChatStore store, WaId chat, String id) {
    return store.messages(chat, null, 100_000).stream()
        .filter(message -> message.id().value().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  default void processedEventsAreNotProcessedAgain() {
    take(filled().archive());

    withStore(store -> {
      Ingested again =
          store.ingest(
              new Inbound(
                  List.of(
                      new InboundEvent.Arrived(incoming("wamid.alice", ALICE, "Hello", NOON)),
                      new InboundEvent.Arrived(incoming("wamid.out", ALICE, "Echo", NOON)),
                      byAlice("wamid.r1", new MessageId("wamid.alice"), NOON, react("👍"))),
                  null),
              AFTER_NOON);

      assertEquals(new Ingested(0, 0, 3, 0, 0), again);
    });
  }

  @Test
  default void numberingContinuesAfterTheCopy() {
    take(filled().archive());

    withStore(store -> {
      long last = store.chat(ALICE, 0).orElseThrow().head().summary().lastSeq();
      store.ingest(
          new Inbound(
              arrived(incoming("wamid.next", ALICE, "Next", AFTER_NOON)).events(),
              new Unprocessed(new byte[] {1, 2}, 1, List.of("new"))),
          AFTER_NOON);

      assertEquals(last + 1, message(store, ALICE, "wamid.next").seq());
      assertEquals(3, store.unprocessed(0, 10).getLast().number());
    });
  }

  @Test
  default void aBatchIsStoredCompletelyOrNotAtAll() {
    withStore(store -> store.saveContact(contact(BOB, "Bob"), NOON));
    ArchivedRecord alice = new ArchivedRecord.OfContact(person(ALICE, "Alice"));
    ArchivedRecord bob = new ArchivedRecord.OfContact(person(BOB, "Robert"));

    try (ChatArchive archive = archive()) {
      Refusal refusal = assertThrows(Refusal.class, () -> archive.keep(List.of(alice, bob)));

      assertEquals(ErrorCode.CONFLICT, refusal.code());
      assertEquals(1, archive.size(ArchivedRecord.Kind.CONTACT));
    }
    withStore(store ->
        assertEquals(
            List.of("Bob"), store.contacts(null, 10).stream().map(Contact::name).toList()));
  }

  private static ContactUpdate contact(WaId waId, String name) {
    return new ContactUpdate(
        waId, name, new ContactUpdate.Field.Keep(), new ContactUpdate.Field.Keep());
  }

  private static Contact person(WaId waId, String name) {
    return new Contact(waId, name, null, null, NOON, false, NOON, NOON, 0);
  }

  @Test
  default void comparingChangesNothing() {
    List<ArchivedRecord> batch = List.of(new ArchivedRecord.OfContact(person(ALICE, "Alice")));
    try (ChatArchive archive = archive()) {
      assertEquals(1, archive.compare(batch).missing());
      assertEquals(1, archive.compare(batch).missing());
      assertTrue(archive.isEmpty());
    }
  }

  /// Checks that a transfer stops at the records that `there` created, and leaves them unchanged.
  private String refused(Consumer<SteppedStore> there, MemoryChatStore from) {
    withStore(there);
    List<Object> before = seen();

    Refusal refusal = assertThrows(Refusal.class, () -> take(from.archive()));

    assertEquals(ErrorCode.CONFLICT, refusal.code());
    assertIterableEquals(before, seen());
    assertFalse(refusal.sentence().contains(ALICE.value()), refusal.sentence());
    return refusal.sentence();
  }

  @Test
  default void aDifferingMessageIsKeptAndReported() {
    String sentence =
        refused(
            store -> store.ingest(arrived(incoming("wamid.hello", ALICE, "Bye", NOON)), NOON),
            with(HELLO));

    assertTrue(sentence.contains("message 1 of chat 155…1001"), sentence);
  }

  @Test
  default void aChatWithOtherMessagesIsKept() {
    String sentence =
        refused(
            store -> store.ingest(arrived(incoming("wamid.other", ALICE, "Hm", NOON)), NOON),
            with(HELLO, REPLY));

    assertTrue(sentence.contains("message 1 of chat 155…1001"), sentence);
  }

  @Test
  default void aChatWithNewerMessagesIsKept() {
    String sentence = refused(store -> store.ingest(arrived(HELLO, REPLY), NOON), with(HELLO));

    assertTrue(sentence.contains("the end of chat 155…1001 at message 1"), sentence);
  }

  @Test
  default void aMessageWithALaterStatusIsKept() {
    refused(
        store -> {
          store.ingest(arrived(HELLO, REPLY), NOON);
          store.ingest(reported(report(REPLY.id(), Status.READ, AFTER_NOON)), AFTER_NOON);
        },
        with(HELLO, REPLY));
  }

  @Test
  default void anIdOfAnotherChatIsNotReused() {
    String sentence =
        refused(
            store -> store.ingest(arrived(outgoing("msg_b", "wamid.x", BOB, "Hm", NOON)), NOON),
            with(incoming("wamid.x", ALICE, "Hello", NOON)));

    assertTrue(sentence.contains("message 1 of chat 155…1001"), sentence);
  }

  @Test
  default void aWhatsAppIdOfAnotherMessageIsNotReused() {
    refused(
        store -> store.ingest(arrived(incoming("wamid.x", BOB, "Hm", NOON)), NOON),
        with(outgoing("msg_a", "wamid.x", ALICE, "Hello", NOON)));
  }

  @Test
  default void aContactWithAnotherNameIsKeptAndReported() {
    MemoryChatStore from = new MemoryChatStore(changes -> {});
    from.saveContact(contact(ALICE, "Alice"), NOON);

    String sentence = refused(store -> store.saveContact(contact(ALICE, "Alicia"), NOON), from);

    assertTrue(sentence.contains("contact 155…1001"), sentence);
  }

  @Test
  default void aDifferingBodyUnderTheSameNumberIsKeptAndReported() {
    MemoryChatStore from = new MemoryChatStore(changes -> {});
    from.ingest(UnprocessedContract.RIDDLE, NOON);

    String sentence = refused(store -> store.ingest(UnprocessedContract.PUZZLE, NOON), from);

    assertTrue(sentence.contains("unprocessed webhook body 1"), sentence);
  }

  @Test
  default void theSameBodyUnderAnotherNumberIsKept() {
    MemoryChatStore from = new MemoryChatStore(changes -> {});
    from.ingest(UnprocessedContract.RIDDLE, NOON);
    from.ingest(UnprocessedContract.PUZZLE, NOON);
    from.replay(1, arrived(), NOON);

    refused(store -> store.ingest(UnprocessedContract.PUZZLE, NOON), from);
  }

  @Test
  default void aUserIdOfAnotherPersonIsKept() {
    Draft byAlice = incoming("wamid.1", new Person(ALICE, ALICE_ID, null, null), "Hi", NOON);
    Draft byBob = incoming("wamid.2", new Person(BOB, ALICE_ID, null, null), "Hi", NOON);

    String sentence = refused(store -> store.ingest(arrived(byBob), NOON), with(byAlice));

    assertTrue(sentence.contains("user id US.…5501"), sentence);
  }

  @Test
  default void aDifferingAmendmentOfTheSameEventIsKept() {
    MemoryChatStore from = new MemoryChatStore(changes -> {});
    from.ingest(inbound(byAlice("wamid.r1", REPLY.id(), NOON, react("👍"))), NOON);

    refused(
        store -> store.ingest(inbound(byAlice("wamid.r1", REPLY.id(), NOON, react("❤"))), NOON),
        from);
  }

  @Test
  default void oneEventAmendsOnlyOneMessage() {
    MemoryChatStore from = new MemoryChatStore(changes -> {});
    from.ingest(inbound(byAlice("wamid.r1", REPLY.id(), NOON, react("👍"))), NOON);
    withStore(
        store -> store.ingest(inbound(byAlice("wamid.r1", HELLO.id(), NOON, react("👍"))), NOON));

    assertThrows(Refusal.class, () -> take(from.archive()));
  }

  @Test
  default void changesDuringTheCopyAreReported() {
    MemoryChatStore from = with(HELLO, REPLY);
    Transfer.Watcher meddler =
        new Transfer.Watcher() {
          @Override
          public void at(Transfer.Step step, ArchivedRecord.Kind kind, long done, long about) {
            if (step == Transfer.Step.ADDING && kind == ArchivedRecord.Kind.MESSAGE) {
              from.ingest(reported(report(REPLY.id(), Status.READ, AFTER_NOON)), AFTER_NOON);
              from.presence(Set.of(ALICE), false, AFTER_NOON);
            }
          }

          @Override
          public void compared(ChatDigest chat, boolean equal) {
            assertFalse(equal);
          }
        };

    try (ChatArchive to = archive()) {
      Transfer.Report report = new Transfer(from.archive(), to, meddler).run();

      assertEquals(List.of("contact 155…1001", "chat 155…1001"), report.different());
    }
  }
}
