package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.RecordedFeed;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StreamPosition;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log of changes without usable content: its readers start from scratch, and no reader is stuck.
final class DamagedLogTest {
  @TempDir Path folder;

  @Test
  void aReaderOfADamagedEntryStartsOver() throws SQLException {
    StreamPosition before;
    try (SqliteChatStore store = open()) {
      before = store.position();
      SteppedStore.of(store).ingest(arrived(incoming("wamid.1", ALICE, "one", NOON)), NOON);
    }
    try (Database database = Database.openToWrite(folder.resolve(SqliteChatStore.FILE))) {
      database.run("UPDATE changes SET changes = '?' WHERE count > 0");
    }

    try (SqliteChatStore store = open()) {
      assertTrue(store.sync(before, 10).isEmpty());
      assertTrue(store.missed(before, 10).isEmpty());
      StreamPosition now = store.position();
      SteppedStore.of(store).ingest(arrived(incoming("wamid.2", ALICE, "two", NOON)), NOON);
      assertEquals(1, store.sync(now, 10).orElseThrow().messages().size());
    }
  }

  private SqliteChatStore open() {
    return SqliteChatStore.open(folder, new RecordedFeed(), StoreListener.NONE);
  }
}
