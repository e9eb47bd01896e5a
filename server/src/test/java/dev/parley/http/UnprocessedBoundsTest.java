package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatHistory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running server keeps unprocessed bodies within `UNPROCESSED_LIMIT`.
final class UnprocessedBoundsTest {
  private static final String PADDING = "x".repeat(100_000);

  @TempDir private Path folder;

  @Test
  void theOldestBodiesAreDroppedRoutineOnesFirst() {
    String metrics;
    try (RunningParley parley = RunningParley.start(folder, "UNPROCESSED_LIMIT", "1048576")) {
      for (int i = 0; i < 9; i++) {
        post(parley, "colours", i);
      }
      for (int i = 0; i < 12; i++) {
        post(parley, "message_template_status_update", i);
      }
      metrics = parley.get("/metrics").body();
    }

    List<Boolean> routine;
    try (ChatHistory history = RunningParley.history(folder)) {
      routine =
          history.unprocessedHeads(0, 100).stream()
              .map(ChatHistory.UnprocessedHead::routine)
              .toList();
    }
    long left = routine.stream().filter(it -> it).count();
    assertEquals(9, routine.size() - left, "those that need a person stay: " + routine);
    assertTrue(left >= 1 && left <= 2, routine::toString);
    assertTrue(
        metrics.contains("parley_unprocessed_dropped_total{kind=\"routine\"} " + (12 - left)),
        metrics);
    assertTrue(
        metrics.contains("parley_unprocessed_dropped_total{kind=\"needs_person\"} 0.0"), metrics);
  }

  @Test
  void droppingEntriesThatNeedAttentionIsReported() {
    String metrics;
    try (RunningParley parley = RunningParley.start(folder, "UNPROCESSED_LIMIT", "1048576")) {
      for (int i = 0; i < 20; i++) {
        post(parley, "colours", i);
      }
      metrics = parley.get("/metrics").body();
    }

    int left;
    try (ChatHistory history = RunningParley.history(folder)) {
      left = history.unprocessedHeads(0, 100).size();
    }
    assertTrue(left >= 10 && left <= 12, "" + left);
    assertTrue(
        metrics.contains(
            "parley_unprocessed_dropped_total{kind=\"needs_person\"} " + (20 - left) + ".0"),
        metrics);
  }

  private static void post(RunningParley parley, String field, int i) {
    String body =
        "{\"entry\":[{\"changes\":[{\"field\":\"%s\",\"value\":{\"n\":%d,\"padding\":\"%s\"}}]}]}"
            .formatted(field, i, PADDING);
    assertEquals(200, parley.post("/webhook", body).statusCode());
  }
}
