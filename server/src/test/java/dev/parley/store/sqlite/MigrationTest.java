package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.parley.chat.Ingested;
import dev.parley.chat.Message;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import dev.parley.chat.WindowFixtures;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A database of every earlier schema, with something in each table, opens and loses nothing.
final class MigrationTest {
  private static final int WINDOWS = 7;

  private static final String BEFORE_WINDOWS =
      """
      DROP VIEW window_openings;
      ALTER TABLE chats DROP COLUMN window_opened_at;
      """;

  private static final String ROWS =
      """
      INSERT INTO messages (id, wa_id, seq, direction, timestamp, status, type, name, text,
        delivered_at, created_at, updated_at)
      VALUES ('wamid.old', '%1$s', 1, 'incoming', %2$d, 'delivered', 'text', 'Alice', 'Old', %2$d,
        %2$d, %2$d);
      INSERT INTO webhook_data (n, json) VALUES (1, '{"old":1}');
      INSERT INTO chats (wa_id, last_seq, newest_seq, newest_timestamp, unread, unread_since, version)
      VALUES ('%1$s', 1, 1, %2$d, 1, %2$d, 4);
      INSERT INTO contacts (wa_id, name, last_seen, online, created_at, updated_at)
      VALUES ('%1$s', 'Alice', %2$d, 0, %2$d, %2$d);
      INSERT INTO identities (user_id, address) VALUES ('US.1', '%1$s');
      INSERT INTO early_statuses (message_id, status, at, received_at)
      VALUES ('wamid.early', 'read', %2$d, %2$d);
      INSERT INTO amendments (event, target, wa_id, by_whom, direction, at, kind, emoji)
      VALUES ('wamid.r', 'wamid.later', '%1$s', '%1$s', 'incoming', %2$d, 'react', '👍');
      INSERT INTO unprocessed (digest, body, elements, reasons, first_at, last_at, times)
      VALUES (x'00', x'7b7d', 1, '["why"]', %2$d, %2$d, 1);
      """
          .formatted(ALICE.value(), NOON.toEpochMilli());

  @TempDir Path folder;

  @Test
  void theLastOpeningOfEachWindowIsMadeOfTheMessages() throws Exception {
    Map<WaId, Optional<Instant>> before;
    try (SqliteChatStore store = open()) {
      WindowFixtures.fill(SteppedStore.of(store));
      before = WindowFixtures.opened(store);
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteChatStore.FILE));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(BEFORE_WINDOWS);
      statement.executeUpdate(OldDatabase.script(WINDOWS));
    }

    try (SqliteChatStore store = open()) {
      assertEquals(before, WindowFixtures.opened(store));
      assertEquals(List.of(), store.audit().findings());
    }
  }

  private SqliteChatStore open() {
    return SqliteChatStore.open(folder, new RecordedFeed(), StoreListener.NONE);
  }

  private static IntStream olderSchemas() {
    return IntStream.range(1, Database.SCHEMA);
  }

  @ParameterizedTest
  @MethodSource("olderSchemas")
  void anOlderDatabaseOpensAndLosesNothing(int schema) throws Exception {
    OldDatabase.make(folder, schema, ROWS);

    try (SqliteChatStore store = open()) {
      Message old = store.messages(ALICE, null, 10).getFirst();
      assertEquals("Old", old.body().text());
      assertEquals(0, old.rev());
      assertNull(old.party().sentBy());
      assertEquals("{\"old\":1}", store.webhookData(ALICE, List.of(old)).get(old.id()));
      assertEquals(1, store.contacts(null, 10).size());
      assertEquals(1, store.unprocessed(0, 10).size());
      assertEquals(NOON, store.chats(null, 1).getFirst().summary().windowOpenedAt());
      assertEquals(List.of(), store.audit().findings());
      assertEquals(1, store.audit().earlyStatuses());

      StreamPosition before = store.position();
      Ingested added =
          SteppedStore.of(store)
              .ingest(arrived(incoming("wamid.later", ALICE, "New", NOON.plusSeconds(60))), NOON);

      assertEquals(1, added.messages());
      assertEquals(1, store.sync(before, 10).orElseThrow().messages().size());
      assertEquals(2, store.digest(ALICE).seq());
      assertEquals("👍", store.messages(ALICE, null, 1).getFirst().reactions().getFirst().emoji());
    }
  }
}
