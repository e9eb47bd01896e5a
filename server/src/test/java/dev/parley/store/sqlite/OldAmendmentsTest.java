package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.byAlice;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.react;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.Reaction;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Databases of the first schema, in which every amendment was kept for good.
final class OldAmendmentsTest {
  private static final int MANY = 5_000;

  private static final String ROWS =
      """
      INSERT INTO messages (id, wa_id, seq, direction, timestamp, status, type, name, text, sent_at,
        created_at, updated_at)
      VALUES ('%1$s', '%2$s', 1, 'outgoing', %3$d, 'sent', 'text', 'You', 'Hi Alice', %3$d, %3$d,
        %3$d);
      INSERT INTO chats (wa_id, last_seq, newest_seq, newest_timestamp, unread, unread_since, version)
      VALUES ('%2$s', 1, 1, %3$d, 0, %3$d, 1);
      INSERT INTO amendments (event, target, wa_id, by_whom, direction, at, kind, emoji)
      WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < %4$d)
      SELECT 'wamid.r' || n, '%1$s', '%2$s', '%2$s', 'incoming', %3$d + n / 100 * 1000, 'react', '👍'
      FROM i;
      """
          .formatted(REPLY.id(), ALICE, NOON.toEpochMilli(), MANY - 1);

  @TempDir Path folder;

  @Test
  void oldReactionRowsAreReadAndReduced() throws Exception {
    OldDatabase.make(folder, 1, ROWS);

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
