package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.parley.chat.Ingested;
import dev.parley.chat.Message;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SharedRecord;
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
  private static final int BEFORE_JOINS = 19;

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

  /// Before schema 20, the chat under a user id and the chat of the number stayed separate.
  @Test
  void chatsOfOnePersonBecomeOne() throws Exception {
    OldDatabase.make(
        folder,
        BEFORE_JOINS,
        ROWS
            + """
            INSERT INTO messages (id, wa_id, seq, direction, timestamp, status, type, name, text,
              created_at, updated_at)
            VALUES ('wamid.hidden', 'US.1', 1, 'incoming', %1$d, 'delivered', 'text', 'Alice',
              'Hidden', %1$d, %1$d);
            INSERT INTO chats (wa_id, last_seq, newest_seq, newest_timestamp, unread,
              unread_since, version, window_opened_at)
            VALUES ('US.1', 1, 1, %1$d, 1, %1$d, 1, %1$d);
            INSERT INTO identities (user_id, address) VALUES ('US.ENT.1', 'US.1');
            """
                .formatted(NOON.toEpochMilli() + 1_000));

    try (SqliteChatStore store = open()) {
      for (SharedRecord task : store.shared(SharedRecord.Kind.JOIN)) {
        boolean more = SteppedStore.of(store).step(NOON, rules -> rules.joins().next(task));
        assertFalse(more);
      }
      WaId shared = new WaId("US.ENT.1"); // it led to the chat that is gone
      SteppedStore.of(store)
          .ingest(arrived(incoming("wamid.new", shared, "New", NOON.plusSeconds(2))), NOON);

      assertEquals(
          List.of("Old", "Hidden", "New"),
          store.messages(ALICE, null, 10).stream().map(it -> it.body().text()).toList());
      assertEquals(1, store.chats(null, 10).size());
      assertEquals(List.of(), store.shared(SharedRecord.Kind.JOIN));
      assertEquals(List.of(), store.audit().findings());
    }
  }

  /// Two user ids lead to one number: its chat may be with another person by now.
  @Test
  void chatsOfTwoPeopleStaySeparate() throws Exception {
    OldDatabase.make(
        folder,
        BEFORE_JOINS,
        ROWS
            + """
            INSERT INTO chats (wa_id, last_seq, newest_seq, newest_timestamp, unread,
              unread_since, version, window_opened_at)
            VALUES ('US.1', 1, 1, %1$d, 1, %1$d, 1, %1$d);
            INSERT INTO identities (user_id, address) SELECT 'US.2', address FROM identities;
            """
                .formatted(NOON.toEpochMilli() + 1_000));

    try (SqliteChatStore store = open()) {
      assertEquals(List.of(), store.shared(SharedRecord.Kind.JOIN));
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
