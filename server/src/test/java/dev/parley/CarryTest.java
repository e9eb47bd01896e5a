package dev.parley;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.access.Scope;
import dev.parley.access.Visibility;
import dev.parley.accounts.Accounts;
import dev.parley.accounts.Directory;
import dev.parley.accounts.SignIn;
import dev.parley.accounts.User;
import dev.parley.accounts.UserChange;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.Refusal;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import dev.parley.chat.archive.ChatDigest;
import dev.parley.chat.archive.Transfer;
import dev.parley.config.Secret;
import dev.parley.config.StoreConfig;
import dev.parley.store.OpenStore;
import dev.parley.store.mongo.MongoChatStore;
import dev.parley.store.mongo.TestMongo;
import dev.parley.store.sqlite.SqliteChatStore;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests copying from MongoDB into the embedded store and back. Data of the replaced backend,
/// including unusual data, must look the same in Parley before and after the copy.
@Timeout(120)
final class CarryTest {
  private static final Transfer.Watcher NOBODY =
      new Transfer.Watcher() {
        @Override
        public void at(Transfer.Step step, ArchivedRecord.Kind kind, long done, long about) {}

        @Override
        public void compared(ChatDigest chat, boolean equal) {}
      };

  @TempDir Path folder = Path.of("");

  @AutoClose private final TestMongo mongo = new TestMongo();
  private final MongoCollection<Document> messages =
      mongo.database().getCollection("processed_messages");
  private final MongoCollection<Document> contacts = mongo.database().getCollection("contacts");

  private StoreConfig embedded() {
    return new StoreConfig.Embedded(folder);
  }

  private static StoreConfig at(TestMongo mongo) {
    return new StoreConfig.MongoDb(new Secret(mongo.uri()));
  }

  private Transfer.Report carryIn() {
    return Workbench.carry(at(mongo), embedded(), NOBODY);
  }

  /// A message as Mongoose writes it for the replaced backend.
  private static Document old(String id, String waId, String text, Object timestamp) {
    return new Document("_id", new ObjectId())
        .append("id", id)
        .append("meta_msg_id", id)
        .append("wa_id", waId)
        .append("phone", "+" + waId)
        .append("name", "Alice")
        .append("text", text)
        .append("type", "incoming")
        .append("timestamp", timestamp)
        .append("status", "delivered")
        .append("from", waId)
        .append("to", null)
        .append("message_type", "text")
        .append("webhook_data", new Document("from", waId).append("n", 1))
        .append("createdAt", Date.from(NOON))
        .append("updatedAt", Date.from(NOON))
        .append("__v", 0);
  }

  private static Document oldContact(String waId, String name) {
    return new Document("_id", new ObjectId())
        .append("wa_id", waId)
        .append("name", name)
        .append("phone", "+" + waId)
        .append("last_seen", Date.from(NOON))
        .append("is_online", true)
        .append("createdAt", Date.from(NOON))
        .append("updatedAt", Date.from(NOON))
        .append("__v", 0);
  }

  private static Document without(Document document, String... fields) {
    document.keySet().removeAll(List.of(fields));
    return document;
  }

  /// Stores valid messages and contacts together with some that violate any schema.
  private void storeWhatIsOdd() {
    messages.insertMany(
        List.of(
            old("wamid.1", ALICE.value(), "Hello", Date.from(NOON)),
            old("wamid.2", BOB.value(), "As text", "2025-08-07T10:30:00.123Z"),
            old("wamid.3", BOB.value(), "As digits", "1754562600"),
            old("wamid.4", BOB.value(), "As seconds", 1_754_562_600),
            old("wamid.5", BOB.value(), "As millis", 1_754_562_600_000L),
            old("wamid.6", BOB.value(), "Never", "yesterday"),
            old("wamid.7", BOB.value(), "No number", Decimal128.NaN),
            old("wamid.8", BOB.value(), "Too far", Long.MIN_VALUE),
            without(old("wamid.9", ALICE.value(), "No time", ""), "timestamp", "createdAt"),
            without(old("-", ALICE.value(), "No id", Date.from(NOON)), "id", "meta_msg_id"),
            old("wamid 11", ALICE.value(), "A space in the id", Date.from(NOON)),
            without(old("wamid.12", ALICE.value(), "-", Date.from(NOON)), "text", "name", "phone"),
            old("wamid.13", ALICE.value(), "  ", Date.from(NOON)).append("status", "opened"),
            without(old("wamid.14", ALICE.value(), "Bare", Date.from(NOON)), "status", "type"),
            old("wamid.15", ALICE.value(), "Ours", Date.from(NOON))
                .append("type", "outgoing")
                .append("status", "read")
                .append("webhook_data", "no JSON"),
            old("wamid.16", ALICE.value(), "Odd data", Date.from(NOON))
                .append("webhook_data", List.of(1, Date.from(NOON), new ObjectId())),
            old("wamid.17", ALICE.value(), "Odd extras", Date.from(NOON))
                .append("reactions", "many")
                .append("content", new Document("type", "hologram"))
                .append("status_times", List.of())
                .append("error", 7)));
    contacts.insertMany(
        List.of(
            oldContact(ALICE.value(), "Alice"),
            without(oldContact(BOB.value(), ""), "phone", "last_seen", "createdAt")
                .append("is_online", "yes")));
  }

  /// Everything that a client can read, except the numbers of changes, which each store assigns
  /// itself.
  private static List<Object> seen(ChatHistory store) {
    List<Object> all = new ArrayList<>();
    for (ListedChat head : store.chats(null, 1_000)) {
      List<Message> shown = store.messages(head.waId(), null, 1_000);
      all.add(List.of(head.name(), head.summary().lastSeq(), head.summary().unread()));
      shown.forEach(message -> all.add(message.as(0)));
      all.add(store.webhookData(head.waId(), shown));
    }
    // MongoDB sorts a contact without a time last
    all.add(store.contacts(null, 1_000).stream().map(it -> it.as(0)).collect(Collectors.toSet()));
    return all;
  }

  private List<Object> seenHere() {
    try (SqliteChatStore store = SqliteChatStore.open(folder, changes -> {}, StoreListener.NONE)) {
      assertEquals(List.of(), store.audit().findings());
      return seen(store);
    }
  }

  /// Everything that a Parley server shows after it has added its fields to all messages of the
  /// database.
  private static List<Object> seenAt(TestMongo mongo) {
    try (MongoChatStore store = open(mongo)) {
      MongoCollection<Document> messages = mongo.database().getCollection("processed_messages");
      while (messages.countDocuments(Filters.eq("seq", null)) > 0) {
        Thread.onSpinWait();
      }
      assertTrue(store.health().ok());
    }
    try (MongoChatStore store = open(mongo)) { // once more, after the last summaries
      return seen(store);
    }
  }

  private static MongoChatStore open(TestMongo mongo) {
    return MongoChatStore.open(mongo.uri(), changes -> {}, StoreListener.NONE);
  }

  @Test
  void documentsOfTheReplacedBackendAreCopiedAsParleyShowsThem() {
    storeWhatIsOdd();

    Transfer.Report report = carryIn();

    assertEquals(List.of(), report.different());
    assertEquals(List.of(), report.notes());
    assertEquals(17, report.added().get(ArchivedRecord.Kind.MESSAGE));
    assertEquals(2, report.added().get(ArchivedRecord.Kind.CONTACT));
    assertIterableEquals(seenAt(mongo), seenHere());
  }

  @Test
  void theSourceIsNotChanged() {
    storeWhatIsOdd();
    List<Document> before = messages.find().into(new ArrayList<>());

    carryIn();

    assertEquals(before, messages.find().into(new ArrayList<>()));
    assertEquals(
        List.of("contacts", "processed_messages"),
        mongo.database().listCollectionNames().into(new ArrayList<>()).stream().sorted().toList());
  }

  @Test
  void takingOverAfterwardsChangesNothing() {
    storeWhatIsOdd();
    Transfer.Report before = carryIn();
    List<Object> unused = seenAt(mongo);

    Transfer.Report after = carryIn();

    assertFalse(unused.isEmpty());
    assertEquals(before.sha256(), after.sha256());
    assertEquals(0, after.added().get(ArchivedRecord.Kind.MESSAGE));
  }

  @Test
  void messagesThatTheReplacedBackendAddedLaterComeAfterThoseOfParley() {
    try (MongoChatStore store = open(mongo)) {
      SteppedStore.of(store).ingest(arrived(HELLO, incoming("wamid.bob", BOB, "Bob", NOON)), NOON);
    }
    messages.insertMany(
        List.of(
            old("wamid.early", ALICE.value(), "Later, dated earlier", Date.from(Instant.EPOCH)),
            old("wamid.new", "15550000000", "A chat of its own", Date.from(NOON))));

    Transfer.Report report = carryIn();

    assertEquals(List.of(), report.different());
    assertIterableEquals(seenAt(mongo), seenHere());
    assertEquals(4, report.total().get(ArchivedRecord.Kind.MESSAGE));
  }

  @Test
  void hiddenDocumentsAreCountedButNotCopied() {
    messages.insertMany(
        List.of(
            old("wamid.1", ALICE.value(), "Hello", Date.from(NOON)),
            without(old("wamid.2", ALICE.value(), "No address", Date.from(NOON)), "wa_id"),
            old("wamid.3", "+" + ALICE.value(), "With a plus", Date.from(NOON)),
            old("wamid.4", "who knows?", "No address", Date.from(NOON)).append("wa_id", 7)));
    contacts.insertMany(List.of(oldContact("+" + ALICE.value(), "Alice"), new Document()));

    Transfer.Report report = carryIn();

    assertEquals(2, report.total().get(ArchivedRecord.Kind.MESSAGE));
    assertEquals(1, report.total().get(ArchivedRecord.Kind.CONTACT));
    assertEquals(
        List.of(
            "1 contacts have no wa_id that can be shown",
            "2 messages have no wa_id that can be shown"),
        report.notes().stream()
            .map(note -> note.replaceAll(" \\(_id [0-9a-f, ]*\\)", ""))
            .toList());
  }

  @Test
  void anAmbiguousIdIsReported() {
    messages.insertMany(
        List.of(
            old("wamid.1", ALICE.value(), "Hello", Date.from(NOON)),
            old("wamid.1", BOB.value(), "Hello?", Date.from(NOON))));

    Refusal refusal = assertThrows(Refusal.class, this::carryIn);

    assertTrue(refusal.sentence().contains("message 1 of chat 155…2002"), refusal.sentence());
  }

  @Test
  void everythingComesBack() {
    storeWhatIsOdd();
    Transfer.Report in = carryIn();
    try (TestMongo other = new TestMongo()) {
      Transfer.Report out = Workbench.carry(embedded(), at(other), NOBODY);

      assertEquals(List.of(), out.different());
      assertEquals(in.sha256(), out.sha256());
      assertEquals(in.total(), out.total());
      assertIterableEquals(seenHere(), seenAt(other));
    }
  }

  @Test
  void otherChatsOfTheReplacedBackendAreAdoptedFirst() {
    try (SqliteChatStore store = SqliteChatStore.open(folder, changes -> {}, StoreListener.NONE)) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);
    }
    messages.insertOne(old("wamid.bob", BOB.value(), "Own", Date.from(NOON)));

    Transfer.Report report = Workbench.carry(embedded(), at(mongo), NOBODY);

    assertEquals(List.of(), report.different());
    try (MongoChatStore store = open(mongo)) {
      assertEquals(2, store.chats(null, 10).size());
      assertEquals(List.of(), store.audit().findings());
    }
  }

  @Test
  void aMessageOfTheReplacedBackendWithAParleyIdIsNotChanged() {
    try (SqliteChatStore store = SqliteChatStore.open(folder, changes -> {}, StoreListener.NONE)) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);
    }
    messages.insertOne(
        old("msg_1", BOB.value(), "Own", Date.from(NOON))
            .append("meta_msg_id", HELLO.id().value()));

    Refusal refusal =
        assertThrows(Refusal.class, () -> Workbench.carry(embedded(), at(mongo), NOBODY));

    assertTrue(refusal.sentence().contains("message 1 of chat 155…1001"), refusal.sentence());
    assertEquals(1, messages.countDocuments());
  }

  @Test
  void invalidDocumentsAreReportedWithTheirCollection() {
    mongo
        .database()
        .getCollection("parley_amendments")
        .insertOne(new Document("_id", "wamid.r").append("target", 7));

    StoreOpenException damaged = assertThrows(StoreOpenException.class, this::carryIn);

    assertTrue(
        String.valueOf(damaged.getMessage()).contains("parley_amendments"), damaged.getMessage());
  }

  @Test
  void aFolderIsOpenOnce() {
    try (SqliteChatStore store = SqliteChatStore.open(folder, changes -> {}, StoreListener.NONE)) {
      StoreOpenException refused = assertThrows(StoreOpenException.class, this::carryIn);

      assertTrue(store.health().ok());
      assertTrue(
          String.valueOf(refused.getMessage()).contains("another Parley is running"),
          refused.getMessage());
    }
  }

  @Test
  void manySmallChatsAndOneLargeOneAreTheSameOnBothSides() {
    List<Document> many = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      WaId chat = new WaId(i % 2 == 0 ? "15550003000" : "1555100" + (1000 + i % 300));
      many.add(old("wamid." + i, chat.value(), "Number " + i, Date.from(NOON.plusSeconds(i % 77))));
    }
    messages.insertMany(many);

    Transfer.Report report = carryIn();

    assertEquals(List.of(), report.different());
    assertEquals(151, report.chats());
    assertEquals(Map.of(ArchivedRecord.Kind.MESSAGE, 1_200L), nonZero(report.added()));
    assertIterableEquals(seenAt(mongo), seenHere());
  }

  private static Map<ArchivedRecord.Kind, Long> nonZero(Map<ArchivedRecord.Kind, Long> counts) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() != 0)
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  // --- Accounts ----------------------------------------------------------------------------------

  private static final String PASSWORD = "four words of mine";

  private static SignIn.Origin here() {
    return new SignIn.Origin(InetAddress.getLoopbackAddress(), false, "a test");
  }

  /// A step on the accounts of an open store.
  interface AccountStep<T> {
    T run(Accounts accounts, Directory directory);
  }

  private static <T> T accounts(OpenStore store, AccountStep<T> step) {
    Clock clock = Clock.systemUTC();
    try (store;
        Directory directory = Directory.open(store.accounts(), clock)) {
      return step.run(new Accounts(store.accounts(), directory, clock), directory);
    }
  }

  private static void addUser(Accounts accounts, String email, Role role) {
    accounts.users().addUser(Principal.OPERATOR, email, "Somebody", role, PASSWORD);
  }

  /// The secrets of an API key and a sign-in, as their owners receive them.
  ///
  /// @param key the API key
  private record Secrets(String key, String cookie) {}

  private static Secrets fill(OpenStore store) {
    return accounts(
        store,
        (accounts, _) -> {
          addUser(accounts, "ann@example.com", Role.OWNER);
          addUser(accounts, "ben@example.com", Role.AGENT);
          accounts
              .users()
              .changeUser(
                  Principal.OPERATOR,
                  "ben@example.com",
                  new UserChange(null, null, Visibility.TEAM, Set.of("sales")));
          String key =
              accounts.keys().addKey(Principal.OPERATOR, "bot", Set.of(Scope.READ), null).whole();
          String cookie =
              accounts.signIn().signIn("ben@example.com", PASSWORD, null, here()).cookie();
          return new Secrets(key, cookie);
        });
  }

  private static List<String> actions(Accounts accounts) {
    return accounts.audit(Principal.OPERATOR, null, 100).stream()
        .map(entry -> entry.replaceFirst(".*\"action\":\"([a-z_]+)\".*", "$1"))
        .sorted()
        .toList();
  }

  private static void assertCarried(OpenStore store, Secrets secrets, String... more) {
    accounts(
        store,
        (accounts, directory) -> {
          Principal bot = directory.byKey(secrets.key).orElseThrow();
          assertEquals(Set.of(Permission.READ), bot.permissions());
          assertTrue(directory.bySession(secrets.cookie).isEmpty(), "a sign-in was carried");
          List<String> trail =
              new ArrayList<>(
                  List.of("key_added", "sign_in", "user_added", "user_added", "user_changed"));
          trail.addAll(List.of(more));
          assertEquals(trail.stream().sorted().toList(), actions(accounts));
          User ben = accounts.signIn().signIn("ben@example.com", PASSWORD, null, here()).user();
          assertEquals(Role.AGENT, ben.role());
          assertEquals(Visibility.TEAM, ben.scope().visibility());
          assertEquals(Set.of("sales"), ben.scope().teams());
          return true;
        });
  }

  private static OpenStore embeddedAt(Path folder) {
    return SqliteChatStore.open(folder, changes -> {}, StoreListener.NONE);
  }

  /// The copy must include the accounts: otherwise the first visitor would become the owner of the
  /// data.
  @Test
  void importedUsersCanSignIn() {
    Secrets secrets = fill(open(mongo));
    accounts(embeddedAt(folder), (accounts, _) -> accounts.signIn().setupLink().orElseThrow());

    Workbench.CarriedAccounts carried = Workbench.carryAccounts(at(mongo), embedded());

    assertEquals(new Workbench.CarriedAccounts(3, 3, 5, List.of()), carried);
    assertEquals(
        new Workbench.CarriedAccounts(3, 0, 0, List.of()),
        Workbench.carryAccounts(at(mongo), embedded()));
    assertCarried(embeddedAt(folder), secrets, "store_imported", "store_imported");
  }

  @Test
  void exportedUsersCanSignIn() {
    Secrets secrets = fill(embeddedAt(folder));

    Workbench.CarriedAccounts carried = Workbench.carryAccounts(embedded(), at(mongo));

    assertEquals(new Workbench.CarriedAccounts(3, 3, 5, List.of()), carried);
    assertCarried(open(mongo), secrets, "store_imported");
    accounts(
        embeddedAt(folder),
        (accounts, _) -> {
          assertTrue(actions(accounts).contains("store_exported"));
          return true;
        });
  }

  @Test
  void aDifferentUserInTheTargetIsNotChanged() {
    Secrets secrets = fill(embeddedAt(folder));
    accounts(
        open(mongo),
        (accounts, _) -> {
          addUser(accounts, "ann@example.com", Role.OWNER);
          return true;
        });

    Workbench.CarriedAccounts carried = Workbench.carryAccounts(embedded(), at(mongo));

    assertEquals(3, carried.total());
    assertEquals(2, carried.added());
    assertEquals(1, carried.different().size());
    assertTrue(carried.different().getFirst().contains("email"), carried::toString);
    accounts(
        open(mongo),
        (accounts, directory) -> {
          assertEquals(2, accounts.users().users(Principal.OPERATOR).size());
          assertTrue(directory.byKey(secrets.key).isPresent());
          return true;
        });
  }
}
