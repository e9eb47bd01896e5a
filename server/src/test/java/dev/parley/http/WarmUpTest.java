package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests the work after the start that saves the first visitor from waiting.
@Timeout(60)
final class WarmUpTest {
  @TempDir private Path folder;

  private static String answered(String route) {
    return "parley_http_requests_seconds_count{method=\"GET\",route=\"%s\",status=\"200\"}"
        .formatted(route);
  }

  private static String position(RunningParley parley) {
    return json(parley.get("/api/sync")).get("position").stringValue();
  }

  @Test
  void thePageAndItsFilesAreReadAndNothingChanges() {
    try (RunningParley parley = RunningParley.start(folder)) {
      parley.post("/webhook", "{\"wa_id\":\"15550100001\",\"name\":\"Ana\",\"text\":\"Hello\"}");
      String before = position(parley);

      parley.warmUp();

      String metrics = parley.get("/metrics").body();
      assertTrue(metrics.contains(answered("/login")), metrics);
      assertTrue(metrics.contains(answered("/assets/:file")), metrics);
      assertEquals(before, position(parley));
    }
  }

  @Test
  void warmUpFailsSilentlyWhenParleyHasStopped() {
    RunningParley parley = RunningParley.start(folder);
    parley.close();

    parley.warmUp();
  }
}
