package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.access.Sender;
import dev.parley.chat.ChatState.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract for a team's work on chats: states, snoozes, labels, and the lists of chats that
/// are filtered by them.
interface TeamworkContract extends StoreUnderTest {
  Label URGENT = new Label("label_1", "Urgent", "#c62828");
  Label LATER = new Label("label_2", "Later", null);

  private static ChatUpdate to(Progress progress) {
    return update(progress, null, new ContactUpdate.Field.Keep(), null);
  }

  private static ChatUpdate snoozed(Instant until) {
    return update(Progress.SNOOZED, until, new ContactUpdate.Field.Keep(), null);
  }

  private static ChatUpdate assigned(@Nullable String user) {
    return update(null, null, new ContactUpdate.Field.Set(user), null);
  }

  private static ChatUpdate labelled(String... labels) {
    return update(null, null, new ContactUpdate.Field.Keep(), List.of(labels));
  }

  private static ChatUpdate update(
      @Nullable Progress progress,
      @Nullable Instant until,
      ContactUpdate.Field assignee,
      @Nullable List<String> labels) {
    return new ChatUpdate(
        progress, until, assignee, new ContactUpdate.Field.Keep(), labels, null, null);
  }

  private ChatState stateOf(WaId chat) {
    return summaryOf(chat).state();
  }

  private List<WaId> listed(ChatCriterion criterion) {
    return store().chats(criterion, null, 100).stream().map(ListedChat::waId).toList();
  }

  @Test
  default void changesOfAChatAreStoredAndPublished() {
    store().ingest(arrived(HELLO), NOON);
    store().save(URGENT, true, NOON);
    long before = summaryOf(ALICE).version();

    assertTrue(
        store()
            .update(
                ALICE,
                new ChatUpdate(
                    Progress.SNOOZED,
                    AFTER_NOON,
                    new ContactUpdate.Field.Set("u_1"),
                    new ContactUpdate.Field.Set("team_1"),
                    List.of("label_1"),
                    true,
                    true),
                NOON));

    assertEquals(
        new ChatState(
            Progress.SNOOZED, AFTER_NOON, "u_1", "team_1", List.of("label_1"), true, true),
        stateOf(ALICE));
    assertTrue(summaryOf(ALICE).version() > before);
    assertEquals(
        List.of(new Change.ChatUpdated(ALICE, Answerers.NOBODY)),
        published(Change.ChatUpdated.class));
  }

  @Test
  default void omittedFieldsStayUnchanged() {
    store().ingest(arrived(HELLO), NOON);
    store().update(ALICE, snoozed(AFTER_NOON), NOON);

    store().update(ALICE, assigned("u_1"), NOON);

    assertEquals(
        new ChatState(Progress.SNOOZED, AFTER_NOON, "u_1", null, List.of(), false, false),
        stateOf(ALICE));
    store().update(ALICE, to(Progress.OPEN), NOON);
    store().update(ALICE, assigned(null), NOON);
    assertEquals(ChatState.NEW, stateOf(ALICE));
  }

  @Test
  default void repeatingAChangeChangesNothing() {
    store().ingest(arrived(HELLO), NOON);
    store().update(ALICE, to(Progress.DONE), NOON);
    StreamPosition before = store().position();

    assertTrue(store().update(ALICE, to(Progress.DONE), AFTER_NOON));

    assertEquals(before, store().position());
  }

  @Test
  default void aChatWithoutMessagesCannotBeChanged() {
    assertFalse(store().update(BOB, to(Progress.DONE), NOON));
    assertEquals(List.of(), published());
  }

  @Test
  default void aCustomersMessageOpensADoneChat() {
    store().ingest(arrived(HELLO), NOON);
    store().update(ALICE, to(Progress.DONE), NOON);

    store().ingest(arrived(incoming("wamid.2", ALICE, "One more thing", NOON)), NOON);

    assertEquals(Progress.OPEN, stateOf(ALICE).progress());
    assertEquals(2, published(Change.ChatUpdated.class).size());
  }

  @Test
  default void aCustomersMessageEndsASnooze() {
    store().ingest(arrived(HELLO), NOON);
    store().update(ALICE, snoozed(AFTER_NOON), NOON);

    store().ingest(arrived(incoming("wamid.2", ALICE, "One more thing", NOON)), NOON);

    assertEquals(ChatState.NEW, stateOf(ALICE));
    store().wake(AFTER_NOON);
    assertEquals(2, published(Change.ChatUpdated.class).size());
  }

  @Test
  default void neitherOurMessageNorAPhonesPastOpensAChat() {
    store().ingest(arrived(HELLO), NOON);
    store().update(ALICE, to(Progress.DONE), NOON);

    store()
        .ingest(
            arrived(
                outgoing("wamid.2", ALICE, "Bye", NOON),
                saying(
                    incoming("wamid.past", ALICE, "-", BEFORE_NOON),
                    Body.text("Before Parley").from(Origin.HISTORY))),
            NOON);

    assertEquals(Progress.DONE, stateOf(ALICE).progress());
  }

  @Test
  default void aSnoozeEndsAtItsTimeAndOnce() {
    store().ingest(arrived(HELLO), NOON);
    store().update(ALICE, snoozed(AFTER_NOON), NOON);

    store().wake(AFTER_NOON.minusMillis(1));
    assertEquals(Progress.SNOOZED, stateOf(ALICE).progress());

    store().wake(AFTER_NOON);
    store().wake(AFTER_NOON);
    assertEquals(ChatState.NEW, stateOf(ALICE));
    assertEquals(2, published(Change.ChatUpdated.class).size());
  }

  @Test
  default void aChangedChatIsInTheMissedChanges() {
    store().ingest(arrived(HELLO), NOON);
    StreamPosition before = store().position();

    store().update(ALICE, to(Progress.DONE), NOON);

    assertEquals(List.of(ALICE), store().sync(before, 10).orElseThrow().people());
    assertEquals(
        List.of(new Change.ChatUpdated(ALICE)),
        store().missed(before, 10).orElseThrow().commits().getFirst().changes());
  }

  @Test
  default void aLabelMustExist() {
    store().ingest(arrived(HELLO), NOON);

    Refusal refusal =
        assertThrows(Refusal.class, () -> store().update(ALICE, labelled("label_1"), NOON));

    assertEquals(ErrorCode.INVALID_REQUEST, refusal.code());
    assertEquals(ChatState.NEW, stateOf(ALICE));
  }

  @Test
  default void noTwoLabelsHaveOneName() {
    store().save(URGENT, true, NOON);
    store().save(LATER, true, NOON);

    Label again = new Label("label_3", "urgent", null);
    assertEquals(
        ErrorCode.CONFLICT,
        assertThrows(Refusal.class, () -> store().save(again, true, NOON)).code());
    assertTrue(store().save(new Label("label_1", "URGENT", null), false, NOON));
    assertFalse(store().save(new Label("label_9", "Never", null), false, NOON));
    assertEquals(
        List.of(new Label("label_1", "URGENT", null), LATER),
        store().shared(SharedRecord.Kind.LABEL).stream().map(Label::of).toList());
  }

  @Test
  default void aRemovedLabelIsRemovedFromItsChats() {
    store().ingest(arrived(HELLO, incoming("wamid.b", BOB, "Hi", NOON)), NOON);
    store().save(URGENT, true, NOON);
    store().save(LATER, true, NOON);
    store().update(ALICE, labelled("label_1", "label_2"), NOON);
    store().update(BOB, labelled("label_1"), NOON);

    assertFalse(store().removeLabel("label_1", NOON));

    assertEquals(List.of("label_2"), stateOf(ALICE).labels());
    assertEquals(List.of(), stateOf(BOB).labels());
    assertEquals(1, store().shared(SharedRecord.Kind.LABEL).size());
    assertEquals(
        ErrorCode.NOT_FOUND,
        assertThrows(Refusal.class, () -> store().removeLabel("label_1", NOON)).code());
  }

  @Test
  default void aListReflectsChanges() {
    store().ingest(arrived(HELLO, incoming("wamid.b", BOB, "Hi", AFTER_NOON)), AFTER_NOON);
    store().save(URGENT, true, NOON);
    store().update(ALICE, labelled("label_1"), NOON);
    store().update(BOB, labelled("label_1"), NOON);
    store().update(ALICE, assigned("u_1"), NOON);
    store().update(BOB, to(Progress.DONE), NOON);

    assertEquals(List.of(BOB, ALICE), listed(new ChatCriterion.Labelled("label_1")));
    assertEquals(List.of(ALICE), listed(new ChatCriterion.AssignedTo("u_1")));
    assertEquals(List.of(ALICE), listed(new ChatCriterion.InProgress(Progress.OPEN)));
    assertEquals(List.of(BOB), listed(new ChatCriterion.InProgress(Progress.DONE)));

    store().markRead(BOB, AFTER_NOON);
    assertEquals(List.of(ALICE), listed(new ChatCriterion.Unread()));

    store().ingest(arrived(incoming("wamid.3", ALICE, "?", AFTER_NOON.plusSeconds(1))), AFTER_NOON);
    assertEquals(List.of(ALICE, BOB), listed(new ChatCriterion.Labelled("label_1")));
    store().update(ALICE, labelled(), NOON);
    assertEquals(List.of(BOB), listed(new ChatCriterion.Labelled("label_1")));
  }

  /// Every list, page by page, has exactly the matching chats, in the order of all chats.
  @Test
  default void everyListHasTheMatchingChatsInOrder() {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("everyListHasTheMatchingChatsInOrder -Dparley.seed=" + seed);
    Random random = new Random(seed);
    store().save(URGENT, true, NOON);
    store().save(LATER, true, NOON);
    for (int i = 0; i < 40; i++) {
      WaId chat = new WaId("1555000" + (1000 + random.nextInt(15)));
      store()
          .ingest(
              arrived(incoming("wamid." + i, chat, "m", NOON.plusSeconds(random.nextInt(6)))),
              AFTER_NOON);
      switch (random.nextInt(5)) {
        case 0 -> store().update(chat, to(Progress.DONE), NOON);
        case 1 -> store().update(chat, snoozed(AFTER_NOON.plusSeconds(i)), NOON);
        case 2 -> store().update(chat, assigned("u_" + random.nextInt(2)), NOON);
        case 3 -> store().update(chat, labelled("label_" + (1 + random.nextInt(2))), NOON);
        default -> store().markRead(chat, AFTER_NOON);
      }
    }

    List<ChatCriterion> criteria =
        List.of(
            new ChatCriterion.All(),
            new ChatCriterion.Unread(),
            new ChatCriterion.InProgress(Progress.OPEN),
            new ChatCriterion.InProgress(Progress.DONE),
            new ChatCriterion.InProgress(Progress.SNOOZED),
            new ChatCriterion.AssignedTo("u_1"),
            new ChatCriterion.Labelled("label_1"));
    List<ListedChat> all = store().chats(null, 100);
    for (ChatCriterion criterion : criteria) {
      List<ListedChat> fitting =
          all.stream().filter(chat -> criterion.fits(chat.summary())).toList();
      assertEquals(
          fitting, paged(new ChatFilter(List.of(criterion), false, null)), criterion::toString);
    }
    ChatFilter several =
        new ChatFilter(
            List.of(new ChatCriterion.Unread(), new ChatCriterion.InProgress(Progress.OPEN)),
            true,
            "155500010");
    assertEquals(
        all.stream()
            .filter(it -> several.criteria().stream().allMatch(one -> one.fits(it.summary())))
            .filter(it -> it.summary().state().assignee() == null)
            .filter(it -> it.waId().value().startsWith("155500010"))
            .toList(),
        paged(several));
  }

  private List<ListedChat> paged(ChatFilter filter) {
    List<ListedChat> paged = new ArrayList<>();
    ChatList page = ChatList.read(store(), filter, null, 2);
    paged.addAll(page.chats());
    while (page.next() != null) {
      page = ChatList.read(store(), filter, page.next(), 2);
      paged.addAll(page.chats());
    }
    return paged;
  }

  // --- Notes -------------------------------------------------------------------------------------

  private static Note note(String id, WaId chat, String text, Instant at) {
    return new Note(id, chat, 0, text, new Sender("u_1", "Ann", Sender.Kind.USER), at, null, 0);
  }

  @Test
  default void aNoteFollowsTheLastMessage() {
    store().ingest(arrived(HELLO), NOON);
    StreamPosition before = store().position();

    Note added = store().addNote(note("note_1", ALICE, "Wants the blue one", NOON)).orElseThrow();

    assertEquals(1, added.seq());
    assertEquals(List.of(added), store().notes(ALICE));
    assertEquals(Map.of("note_1", added), store().notes(List.of("note_1", "note_2")));
    assertEquals(List.of("note_1"), store().sync(before, 10).orElseThrow().notes());
    assertEquals(List.of(new Change.NoteSaved(added)), published(Change.NoteSaved.class));
    assertEquals(1, summaryOf(ALICE).lastSeq());
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void aNoteCanBeChangedAndRemoved() {
    store().ingest(arrived(HELLO), NOON);
    store().addNote(note("note_1", ALICE, "Wants the blue one", NOON));

    Note changed =
        store().changeNote(ALICE, "note_1", "Wants the green one", AFTER_NOON).orElseThrow();

    assertEquals(AFTER_NOON, changed.editedAt());
    assertEquals(List.of(changed), store().notes(ALICE));
    assertEquals(Optional.empty(), store().changeNote(BOB, "note_1", "-", AFTER_NOON));
    assertFalse(store().removeNote(BOB, "note_1", AFTER_NOON));
    StreamPosition before = store().position();
    assertTrue(store().removeNote(ALICE, "note_1", AFTER_NOON));
    assertEquals(List.of(), store().notes(ALICE));
    Change.Removed removed = new Change.Removed(Change.Removed.Kind.NOTE, ALICE, List.of("note_1"));
    assertEquals(List.of(removed), store().sync(before, 10).orElseThrow().removed());
    assertEquals(List.of(removed), published(Change.Removed.class));
  }

  @Test
  default void aChatThatIsNotThereHasNoNotes() {
    assertEquals(Optional.empty(), store().addNote(note("note_1", BOB, "Who is it?", NOON)));

    assertEquals(List.of(), store().notes(BOB));
  }

  @Test
  default void notesOfAChatAreInTheOrderOfWriting() {
    store().ingest(arrived(HELLO), NOON);
    store().addNote(note("note_2", ALICE, "First", BEFORE_NOON));
    store().addNote(note("note_1", ALICE, "Second", NOON));

    assertEquals(
        List.of("First", "Second"), store().notes(ALICE).stream().map(Note::text).toList());
  }
}
