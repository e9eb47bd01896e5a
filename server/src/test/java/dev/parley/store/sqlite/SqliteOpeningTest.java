package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Chat;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Status;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.outbox.SendPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The messages about the data folder for the person who starts Parley, and what Parley repairs at
/// the start.
final class SqliteOpeningTest {
  private final Path folder;
  private final Path file;

  SqliteOpeningTest(@TempDir Path folder) {
    this.folder = folder;
    this.file = folder.resolve(SqliteChatStore.FILE);
  }

  private SqliteChatStore open() {
    return SqliteChatStore.open(folder, new RecordedFeed(), StoreListener.NONE);
  }

  private String refusal() {
    return String.valueOf(assertThrows(StoreOpenException.class, this::open).getMessage());
  }

  private void storeTwoChats() {
    try (SqliteChatStore store = open()) {
      SteppedStore.of(store).ingest(arrived(HELLO, incoming("wamid.bob", BOB, "Hi", NOON)), NOON);
    }
  }

  private void alter(String sql) throws SQLException {
    try (Database database = Database.openToWrite(file)) {
      database.run(sql);
    }
  }

  @Test
  void aFolderThatIsMissingIsMade() {
    Path deep = folder.resolve("a/b");

    SqliteChatStore.open(deep, new RecordedFeed(), StoreListener.NONE).close();

    assertTrue(Files.exists(deep.resolve(SqliteChatStore.FILE)));
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefused() {
    SqliteChatStore first = open();

    String sentence = refusal();
    first.close();

    assertTrue(sentence.startsWith("another Parley is running on the data folder"), sentence);
    open().close();
  }

  @Test
  void aFolderUnderAFileIsRefused() throws IOException {
    Path notAFolder = Files.createFile(folder.resolve("file"));

    StoreOpenException refused =
        assertThrows(
            StoreOpenException.class,
            () ->
                SqliteChatStore.open(
                    notAFolder.resolve("data"), new RecordedFeed(), StoreListener.NONE));

    assertTrue(String.valueOf(refused.getMessage()).contains("cannot be made"));
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
    byte[] notes = "These are my notes, and not a database at all. ".repeat(200).getBytes(UTF_8);
    Files.write(file, notes);

    String sentence = refusal();

    assertTrue(sentence.contains("damaged"), sentence);
    assertEquals(new String(notes, UTF_8), Files.readString(file));
  }

  @Test
  void aFileThatWasCutOffIsRefused() throws IOException {
    storeTwoChats();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }

    String sentence = refusal();

    assertTrue(sentence.contains("damaged"), sentence);
  }

  @Test
  void afterARefusalTheFolderIsFree() throws IOException {
    Files.writeString(file, "no database".repeat(1_000));
    String refused = refusal();
    Files.delete(file);

    open().close();

    assertTrue(refused.contains("damaged"), refused);
  }

  @Test
  void aDatabaseOfALaterParleyIsRefusedAndLeftAlone() throws SQLException {
    storeTwoChats();
    alter("PRAGMA user_version = 999");

    String sentence = refusal();

    assertTrue(sentence.contains("written by a later Parley"), sentence);
    try (Database database = Database.openToRead(file)) {
      assertEquals("999", database.text("PRAGMA user_version"));
      assertEquals("2", database.text("SELECT count(*) FROM messages"));
    }
  }

  /// The database is too large to be checked before the first request.
  @Test
  void aLargeDatabaseIsCheckedOnceADay() throws IOException {
    String large = "y".repeat(60_000);
    try (SqliteChatStore store = open()) {
      for (int i = 0; i < 700; i++) {
        SteppedStore.of(store).ingest(arrived(incoming("wamid." + i, ALICE, large, NOON)), NOON);
      }
    }
    assertTrue(Files.size(file) > 32L << 20, "the database is too small for this test");
    Path marker = folder.resolve("parley.checked");
    FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(marker, old);
    FileTime checked = openUntil(() -> !modified(marker).equals(old), marker);

    FileTime again = openUntil(() -> true, marker);

    assertEquals(checked, again);
  }

  private FileTime openUntil(BooleanSupplier done, Path marker) {
    try (SqliteChatStore _ = open()) {
      while (!done.getAsBoolean()) {
        Thread.onSpinWait();
      }
    }
    return modified(marker);
  }

  private static FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void wrongSummariesAreRepaired() throws SQLException {
    storeTwoChats();
    Chat alice;
    try (SqliteHistory history = SqliteHistory.openToRead(folder)) {
      alice = history.chat(ALICE, 10).orElseThrow();
    }
    alter("UPDATE chats SET unread = 7, last_seq = 9, version = version - 1");

    try (SqliteChatStore store = open()) {
      assertEquals(List.of(), store.audit().findings());
      assertEquals(alice, store.chat(ALICE, 10).orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NULL", "window_opened_at - 1", "window_opened_at + 86400000"})
  void unexplainedWindowsAreRepaired(String opened) throws SQLException {
    storeTwoChats();
    alter("UPDATE chats SET window_opened_at = %s WHERE wa_id = '%s'".formatted(opened, ALICE));
    try (SqliteHistory history = SqliteHistory.openToRead(folder)) {
      assertEquals(
          List.of("1 chats have a summary that differs from their messages"),
          history.audit().findings());
    }

    try (SqliteChatStore store = open()) {
      assertEquals(List.of(), store.audit().findings());
      assertEquals(NOON, store.chat(ALICE, 0).orElseThrow().head().summary().windowOpenedAt());
    }
  }

  @Test
  void summariesThatAreMissingAreMade() throws SQLException {
    storeTwoChats();
    alter("DELETE FROM chats");

    try (SqliteChatStore store = open()) {
      assertEquals(2, store.chats(null, 10).size());
      assertEquals(1, store.chat(BOB, 0).orElseThrow().head().summary().unread());
    }
  }

  @Test
  void summariesWithoutAChatAreRemoved() throws SQLException {
    storeTwoChats();
    alter("DELETE FROM messages WHERE wa_id = '" + BOB + "'");

    try (SqliteChatStore store = open()) {
      assertEquals(List.of(ALICE), store.chats(null, 10).stream().map(it -> it.waId()).toList());
    }
  }

  @Test
  void everySchemaIsBroughtUpToDateFromEmpty() throws SQLException {
    open().close();

    try (Database database = Database.openToRead(file)) {
      assertEquals(String.valueOf(Database.SCHEMA), database.text("PRAGMA user_version"));
      assertEquals("wal", database.text("PRAGMA journal_mode"));
    }
  }

  @Test
  void waitingMessagesOfABackupAreNotSent() throws IOException {
    Path restored = Files.createDirectory(folder.resolve("restored"));
    try (SqliteChatStore store = open()) {
      SteppedStore.of(store).send(outgoing("msg_1", ALICE, "Hello", NOON), NOON);
      SteppedStore.of(store).send(outgoing("msg_2", ALICE, "World", NOON), NOON);
      store.backUpTo(restored.resolve(SqliteChatStore.FILE));
      assertEquals(
          1,
          store
              .outbox()
              .step(NOON, rules -> rules.claim(null, "a", 9, 9, SendPolicy.DEFAULTS))
              .parcels()
              .size());
    }

    try (SqliteChatStore store =
        SqliteChatStore.open(restored, new RecordedFeed(), StoreListener.NONE)) {
      for (int i = 0; i < 3; i++) {
        assertEquals(
            List.of(),
            store
                .outbox()
                .step(NOON, rules -> rules.claim(null, "a", 9, 9, SendPolicy.DEFAULTS))
                .parcels());
      }
      for (Message message : store.messages(ALICE, null, 9)) {
        assertEquals(Status.FAILED, message.delivery().status());
      }
    }
  }

  @Test
  void aBackupIsAStoreOfItsOwn() throws IOException {
    Path restored = Files.createDirectory(folder.resolve("restored"));
    List<Contact> contacts;
    try (SqliteChatStore store = open()) {
      SteppedStore.of(store).ingest(arrived(HELLO), NOON);
      contacts = store.contacts(null, 10);
      store.backUpTo(restored.resolve(SqliteChatStore.FILE));
    }

    try (SqliteChatStore copy =
        SqliteChatStore.open(restored, new RecordedFeed(), StoreListener.NONE)) {
      assertEquals(contacts, copy.contacts(null, 10));
      assertEquals(List.of(), copy.audit().findings());
    }
  }
}
