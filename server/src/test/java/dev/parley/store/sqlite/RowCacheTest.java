package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chat.Inbound;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The writer's cache of rows always equals the database.
final class RowCacheTest {
  private final Path folder;
  @AutoClose private final SqliteChatStore store;

  RowCacheTest(@TempDir Path folder) {
    this.folder = folder;
    this.store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
  }

  @Test
  void writesOfAFailedStepAreForgotten() {
    ingest(ALICE, "wamid.1");
    assertThrows(
        IllegalStateException.class,
        () ->
            store.step(
                NOON,
                rules -> {
                  rules.ingest(inbound(ALICE, "wamid.2"));
                  rules.ingest(inbound(BOB, "wamid.3"));
                  throw new IllegalStateException("after its writes");
                }));

    ingest(ALICE, "wamid.4");
    ingest(BOB, "wamid.5");

    assertEquals(2, chat(ALICE).summary().unread());
    assertEquals(2, chat(ALICE).summary().lastSeq());
    assertEquals(1, chat(BOB).summary().lastSeq());
    assertEquals(List.of(), store.audit().findings());
  }

  @Test
  void aFailedStepRestoresTheCachedMessage() {
    ingest(ALICE, "wamid.1");
    MessageId id = new MessageId("wamid.1");
    assertThrows(
        IllegalStateException.class,
        () ->
            store.step(
                NOON,
                rules -> {
                  rules.markRead(ALICE, null);
                  assertEquals(Status.READ, status(rules.message(id)));
                  throw new IllegalStateException("after its writes");
                }));

    assertEquals(Status.DELIVERED, store.step(NOON, rules -> status(rules.message(id))));
    store.step(NOON, rules -> rules.markRead(ALICE, null));
    assertEquals(Status.READ, store.step(NOON, rules -> status(rules.message(id))));
  }

  private static Status status(Optional<Message> message) {
    return message.orElseThrow().delivery().status();
  }

  @Test
  void writesOfOtherProgramsAreSeenByTheNextStep() throws SQLException {
    ingest(ALICE, "wamid.1");
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("parley.db"));
        Statement statement = other.createStatement()) {
      statement.executeUpdate("UPDATE contacts SET avatar = 'https://a.example/1.png'");
      statement.executeUpdate("UPDATE chats SET unread = 41");
    }

    ingest(ALICE, "wamid.2");

    assertEquals("https://a.example/1.png", chat(ALICE).contact().orElseThrow().avatar());
    assertEquals(42, chat(ALICE).summary().unread());
  }

  private void ingest(WaId from, String id) {
    store.step(NOON, rules -> rules.ingest(inbound(from, id)));
  }

  private static Inbound inbound(WaId from, String id) {
    return arrived(incoming(id, from, "Hello", NOON));
  }

  private ListedChat chat(WaId waId) {
    return store.chats(null, 10).stream()
        .filter(head -> head.summary().waId().equals(waId))
        .findFirst()
        .orElseThrow();
  }
}
