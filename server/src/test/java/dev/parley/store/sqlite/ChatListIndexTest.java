package dev.parley.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each list of chats is read from an index in its order: nothing is sorted, and no row is read
/// that does not match.
final class ChatListIndexTest {
  @TempDir Path folder;

  static Stream<ChatCriterion> criteria() {
    return Stream.of(
        new ChatCriterion.All(),
        new ChatCriterion.Unread(),
        new ChatCriterion.InProgress(ChatState.Progress.DONE),
        new ChatCriterion.AssignedTo("u_1"),
        new ChatCriterion.OfTeam("team_1"),
        new ChatCriterion.Labelled("label_1"));
  }

  @ParameterizedTest
  @MethodSource("criteria")
  void aListIsReadFromAnIndexInItsOrder(ChatCriterion criterion) throws SQLException {
    DataFolder.prepare(folder);
    try (Database database = Database.openToWrite(folder.resolve(SqliteDatabase.FILE))) {
      database.migrate();

      List<String> plan =
          Row.all(
              database
                  .prepare("EXPLAIN QUERY PLAN " + SqliteQueries.listing(criterion))
                  .executeQuery(),
              rows -> rows.getString("detail"));

      assertTrue(plan.getFirst().startsWith("SEARCH"), plan::toString);
      assertTrue(plan.getFirst().contains("newest_timestamp,wa_id)<("), plan::toString);
      assertFalse(plan.stream().anyMatch(step -> step.contains("TEMP B-TREE")), plan::toString);
      assertFalse(plan.stream().anyMatch(step -> step.startsWith("SCAN")), plan::toString);
    }
  }
}
