package dev.parley.chat;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Sender;
import dev.parley.access.Visibility;
import dev.parley.access.VisibleChats;
import dev.parley.chat.ChatState.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// The contract for visibility: a store finds exactly the chats that the rule allows.
interface VisibilityContract extends StoreUnderTest {
  List<String> USERS = List.of("u_1", "u_2", "u_3");
  List<String> TEAMS = List.of("sales", "support", "billing");

  private static ChatUpdate given(@Nullable String assignee, @Nullable String team) {
    return new ChatUpdate(
        null,
        null,
        new ContactUpdate.Field.Set(assignee),
        new ContactUpdate.Field.Set(team),
        null,
        null,
        null);
  }

  private static Principal caller(VisibleChats chats) {
    return new Principal(
        new Sender("u_1", "Ann", Sender.Kind.USER), Set.of(Permission.READ), null, chats);
  }

  private static Principal seeing(Visibility visibility, String... teams) {
    return caller(VisibleChats.of(visibility, "u_1", Set.of(teams), null));
  }

  private static <T> @Nullable T oneOrNone(Random random, List<T> all) {
    int index = random.nextInt(all.size() + 1);
    return index == all.size() ? null : all.get(index);
  }

  private static VisibleChats randomChats(Random random) {
    Set<String> teams =
        TEAMS.stream().filter(_ -> random.nextBoolean()).collect(Collectors.toSet());
    Visibility visibility = List.of(Visibility.values()).get(random.nextInt(3));
    return VisibleChats.of(visibility, USERS.get(random.nextInt(USERS.size())), teams, null);
  }

  private List<WaId> pages(ChatFilter filter, int limit) {
    List<WaId> all = new ArrayList<>();
    ChatHistory.Position from = null;
    do {
      ChatList page = ChatList.read(store(), filter, from, limit);
      page.chats().forEach(chat -> all.add(chat.waId()));
      from = page.next();
    } while (from != null);
    return all;
  }

  private List<WaId> contactPages(VisibleChats chats, int limit) {
    List<WaId> all = new ArrayList<>();
    ChatHistory.Position from = null;
    do {
      ContactList page = ContactList.read(store(), chats, from, limit);
      page.contacts().forEach(contact -> all.add(contact.waId()));
      from = page.next();
    } while (from != null);
    return all;
  }

  /// Twenty random chats and thirty random callers; the rule is applied to the current state of
  /// each chat.
  @Test
  default void everyListFollowsTheVisibilityRule() {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("everyListFollowsTheVisibilityRule: -Dparley.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      WaId chat = new WaId("1555" + (1000 + i));
      // some have the same timestamp
      var at = NOON.plusSeconds(random.nextInt(8));
      store().ingest(arrived(incoming("wamid." + i, chat, "Hello " + i, at)), at);
      store().update(chat, given(oneOrNone(random, USERS), oneOrNone(random, TEAMS)), at);
      if (random.nextBoolean()) {
        store().markRead(chat, at);
      }
    }
    List<ListedChat> everything = store().chats(null, 100);
    List<WaId> contacts = store().contacts(null, 100).stream().map(Contact::waId).toList();
    Set<MessageId> messages = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      messages.add(new MessageId("wamid." + i));
    }
    for (int i = 0; i < 30; i++) {
      VisibleChats chats = randomChats(random);
      ChatHistory visible = VisibleHistory.of(store(), caller(chats));
      List<ListedChat> seen =
          everything.stream()
              .filter(it -> Answerers.of(it.summary().state()).areSeenBy(chats))
              .toList();
      List<WaId> ids = seen.stream().map(ListedChat::waId).toList();
      ChatCriterion mine = new ChatCriterion.VisibleTo(chats);
      int limit = 1 + random.nextInt(7);

      assertEquals(ids, pages(new ChatFilter(List.of(mine), false, null), limit), chats::toString);
      assertEquals(seen, store().chats(mine, null, 100));
      assertEquals(seen, visible.chats(null, 100));
      List<WaId> unread =
          seen.stream().filter(it -> it.summary().unread() > 0).map(ListedChat::waId).toList();
      ChatCriterion.Unread isUnread = new ChatCriterion.Unread();
      assertEquals(unread, pages(new ChatFilter(List.of(isUnread, mine), false, null), limit));
      assertEquals(
          unread, visible.chats(isUnread, null, 100).stream().map(ListedChat::waId).toList());
      List<WaId> known = contacts.stream().filter(ids::contains).toList();
      assertEquals(known, contactPages(chats, limit), chats::toString);
      assertEquals(known, visible.contacts(null, 100).stream().map(Contact::waId).toList());
      assertEquals(
          Set.copyOf(ids),
          visible.messages(messages).values().stream()
              .map(Message::chat)
              .collect(Collectors.toSet()));
      Set<WaId> all = everything.stream().map(ListedChat::waId).collect(Collectors.toSet());
      assertEquals(Set.copyOf(ids), visible.contacts(all).keySet());
      assertEquals(
          Set.copyOf(ids),
          visible.heads(all).stream().map(ChatHead::waId).collect(Collectors.toSet()));
      assertEquals(Set.copyOf(ids), VisibleHistory.visible(store(), chats, all));
    }
  }

  @Test
  default void theAssigneeIsKnownWithoutReadingTheChat() {
    store().ingest(arrived(HELLO, incoming("wamid.2", BOB, "Hi", NOON)), NOON);
    store().update(ALICE, given("u_1", "sales"), NOON);

    Map<WaId, Answerers> known = store().answerers(List.of(ALICE, BOB, new WaId("1999")));

    assertEquals(new Answerers("u_1", "sales"), known.get(ALICE));
    assertEquals(Answerers.NOBODY, known.getOrDefault(BOB, Answerers.NOBODY));
    assertEquals(null, known.get(new WaId("1999")));
  }

  private static void refused(Executable asked) {
    assertEquals(ErrorCode.NOT_FOUND, assertThrows(Refusal.class, asked).code());
  }

  @Test
  default void hiddenChatsAreTreatedAsAbsent() {
    store().ingest(arrived(HELLO), NOON);
    store().update(ALICE, given("u_2", "sales"), NOON);
    Message hello = onlyMessageOf(ALICE);
    ChatHistory hidden = VisibleHistory.of(store(), seeing(Visibility.ASSIGNED));
    ChatHistory visible = VisibleHistory.of(store(), seeing(Visibility.TEAM, "sales"));

    assertEquals(1, visible.page(ALICE, null, 10).first().messages().size());
    assertEquals(hello, visible.chat(ALICE, 0).orElseThrow().head().lastMessage());
    refused(() -> hidden.page(ALICE, null, 10));
    refused(() -> hidden.page(new WaId("1999"), null, 10));
    refused(() -> hidden.slice(ALICE, new MessageSlice.Range(hello.position(), hello.position())));
    refused(() -> hidden.placesAfter(ALICE, hello.position(), 10));
    refused(() -> hidden.answers(ALICE, List.of(hello.id()), 10));
    refused(() -> hidden.webhookData(ALICE, List.of(hello)));
    refused(() -> hidden.digest(ALICE));
    assertEquals(true, hidden.chat(ALICE, 0).isEmpty());
    assertEquals(Map.of(), hidden.answerers(List.of(ALICE)));
  }

  /// The test also names the chat by another address of the same customer.
  @Test
  default void aStepChecksTheVisibilityOfTheChat() {
    Person alice = new Person(ALICE, ALICE_ID, null, null);
    store().ingest(arrived(incoming("wamid.hello", alice, "Hello", NOON)), NOON);
    store().update(ALICE, given("u_2", null), NOON);
    VisibleChats mine = seeing(Visibility.ASSIGNED).chats();
    MessageId hello = onlyMessageOf(ALICE).id();

    refused(() -> checked(rules -> rules.check(mine, ALICE)));
    refused(() -> checked(rules -> rules.checkCustomer(mine, ALICE)));
    refused(() -> checked(rules -> rules.checkCustomer(mine, ALICE_ID)));
    refused(() -> checked(rules -> rules.check(mine, hello)));
    refused(() -> checked(rules -> rules.check(mine, BOB)));

    store().update(ALICE, given("u_1", null), NOON);
    checked(rules -> rules.check(mine, ALICE));
    checked(rules -> rules.checkCustomer(mine, ALICE_ID));
    checked(rules -> rules.check(mine, hello));
  }

  /// The check that a step makes.
  interface Check {
    void run(VisibilityRules rules);
  }

  private void checked(Check check) {
    store()
        .step(
            NOON,
            rules -> {
              check.run(rules.visibility());
              return true;
            });
  }

  @Test
  default void theLogHasThePreviousAssignee() {
    store().ingest(arrived(HELLO), NOON);
    StreamPosition begin = store().position();
    store().update(ALICE, given("u 1/&", null), NOON);
    store().update(ALICE, given(null, "sales"), NOON);
    store()
        .update(
            ALICE,
            new ChatUpdate(
                Progress.DONE,
                null,
                new ContactUpdate.Field.Keep(),
                new ContactUpdate.Field.Keep(),
                null,
                null,
                null),
            NOON);

    List<Change> missed =
        store().missed(begin, 10).orElseThrow().commits().stream()
            .flatMap(commit -> commit.changes().stream())
            .toList();

    assertEquals(
        List.of(
            new Change.ChatUpdated(ALICE, Answerers.NOBODY),
            new Change.ChatUpdated(ALICE, new Answerers("u 1/&", null)),
            new Change.ChatUpdated(ALICE, null)),
        missed);
    assertEquals(
        Map.of(ALICE, Set.of(Answerers.NOBODY, new Answerers("u 1/&", null))),
        store().sync(begin, 10).orElseThrow().before());
  }
}
