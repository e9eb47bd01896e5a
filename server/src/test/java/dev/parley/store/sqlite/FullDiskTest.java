package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRules;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Ingested;
import dev.parley.chat.Outbox;
import dev.parley.chat.RecordedFeed;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreListener;
import dev.parley.store.WaitingStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk without space, simulated by a limit for the number of SQLite's pages.
final class FullDiskTest {
  private static final String TEXT = "x".repeat(4_000);

  @Test
  void aFullDiskRefusesWritesUntilThereIsSpace(@TempDir Path folder) throws Exception {
    RecordedFeed feed = new RecordedFeed();
    StoreCondition condition = new StoreCondition();
    Path file = folder.resolve(SqliteChatStore.FILE);
    Files.createFile(folder.resolve(FolderLock.FILE));
    Database database = Database.openToWrite(file);
    database.migrate();
    long pages = Long.parseLong(database.text("PRAGMA page_count"));
    database.text("PRAGMA max_page_count = " + (pages + 50));
    try (SqliteWriter writer =
            new SqliteWriter(folder, database, condition, feed, StoreListener.NONE);
        SqliteHistory history = SqliteHistory.openToRead(folder)) {
      int stored = 0;
      Refusal refusal = null;
      while (refusal == null && stored < 1_000) {
        try {
          store(writer, stored);
          stored++;
        } catch (Refusal full) {
          refusal = full;
        }
      }

      assertNotNull(refusal);
      assertEquals(ErrorCode.STORE_UNAVAILABLE, refusal.code());
      assertTrue(refusal.sentence().contains("is full"), refusal.sentence());
      assertNotNull(condition.sentence());
      assertEquals(stored, history.messages(ALICE, null, 1_000).size());
      assertEquals(List.of(), history.audit().findings());

      writer.commit((it, _) -> {
        it.text("PRAGMA max_page_count = 1000000");
        return new WaitingStep.Done<>("", List.of());
      });
      store(writer, stored);

      assertNull(condition.sentence());
      assertEquals(stored + 1, history.messages(ALICE, null, 1_000).size());
    }
  }

  private static Ingested store(SqliteWriter writer, int number) {
    return writer.commit((database, _) -> {
      ChatRules rules = new ChatRules(new SqliteLedger(database, 0), Outbox.NONE, NOON);
      Ingested result = rules.ingest(arrived(incoming("wamid." + number, ALICE, TEXT, NOON)));
      return new WaitingStep.Done<>(result, rules.changes());
    });
  }
}
