package dev.parley.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnswersIndexTest {
  @TempDir Path folder;

  @Test
  void answersAreReadFromTheirIndex() throws Exception {
    DataFolder.prepare(folder);
    try (Database database = Database.openToWrite(folder.resolve(SqliteChatStore.FILE))) {
      database.migrate();

      StringBuilder plan = new StringBuilder();
      try (var rows =
          database.prepare("EXPLAIN QUERY PLAN " + MessageTable.ANSWERS).executeQuery()) {
        while (rows.next()) {
          plan.append(rows.getString("detail")).append('\n');
        }
      }

      assertTrue(
          plan.toString().contains("USING INDEX messages_by_reply (wa_id=? AND reply_to=?)"),
          plan::toString);
    }
  }
}
