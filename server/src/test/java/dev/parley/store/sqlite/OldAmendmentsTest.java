package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.react;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.Reaction;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Databases of the first schema, in which every amendment was kept for good.
final class OldAmendmentsTest {
  private static final int MANY = 5_000;

  @TempDir Path folder;

  @Test
  void whatIsKeptOfEveryReactionIsReadAndBecomesLess() throws SQLException {
    try (SqliteChatStore store = open()) {
      SteppedStore.of(store).ingest(arrived(REPLY), NOON);
    }
    try (Database database = Database.openToWrite(folder.resolve(SqliteChatStore.FILE))) {
      database.run(
          """
          INSERT INTO amendments (event, target, wa_id, by_whom, direction, at, kind, emoji)
          WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < %d)
          SELECT 'wamid.r' || n, 'wamid.reply', '%s', '%s', 'incoming', %d + n / 100 * 1000, 'react',
            '👍' FROM i
          """
              .formatted(MANY - 1, ALICE, ALICE, NOON.toEpochMilli()));
      database.run("DROP VIEW window_openings");
      database.run("ALTER TABLE chats DROP COLUMN window_opened_at");
      database.run("DROP INDEX amendments_by_person");
      database.run("CREATE INDEX amendments_by_target ON amendments (target)");
      database.run("DROP TABLE changes");
      database.run("DROP TABLE accounts");
      database.run("DROP TABLE templates");
      database.run("DROP TABLE template_fetch");
      database.run("ALTER TABLE messages DROP COLUMN held_at");
      database.run("ALTER TABLE messages DROP COLUMN rev");
      database.run("ALTER TABLE messages DROP COLUMN sent_by");
      database.run("ALTER TABLE contacts DROP COLUMN rev");
      database.run("DROP TABLE outbox");
      database.run("DROP INDEX messages_pending");
      database.run("PRAGMA user_version = 1");
    }

    try (SqliteChatStore store = open()) {
      SteppedStore.of(store)
          .ingest(inbound(byAlice("wamid.late", REPLY.id(), NOON, react("👎"))), NOON);
      assertEquals(List.of(), store.messages(ALICE, null, 1).getFirst().reactions());
      for (int i = 0; i < 5; i++) {
        SteppedStore.of(store)
            .ingest(
                inbound(
                    byAlice("wamid.new" + i, REPLY.id(), NOON.plusSeconds(60 + i), react("🎉"))),
                NOON);
      }

      assertEquals(
          List.of(new Reaction(ALICE.value(), "🎉", NOON.plusSeconds(64))),
          store.messages(ALICE, null, 1).getFirst().reactions());
    }
    try (Database database = Database.openToRead(folder.resolve(SqliteChatStore.FILE))) {
      assertEquals("1", database.text("SELECT count(*) FROM amendments"));
    }
  }

  private SqliteChatStore open() {
    return SqliteChatStore.open(folder, new RecordedFeed(), StoreListener.NONE);
  }
}
