package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.FakeGraphApi;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class DoctorEndpointTest {
  @TempDir private Path folder;

  private static Map<String, String> states(JsonNode examination) {
    Map<String, String> states = new HashMap<>();
    for (JsonNode finding : examination.get("findings")) {
      states.put(finding.get("name").stringValue(), finding.get("state").stringValue());
    }
    return states;
  }

  @Test
  void withoutAnAccountMissingSettingsAreReported() {
    try (RunningParley parley = RunningParley.start(folder)) {
      var answer = parley.get("/api/doctor");
      Map<String, String> states = states(json(answer));

      assertEquals(200, answer.statusCode());
      assertEquals("warn", json(answer).get("status").stringValue());
      assertEquals("ok", states.get("store"));
      assertEquals("skipped", states.get("whatsapp"));
      assertFalse(states.containsKey("token"));
    }
  }

  @Test
  void aRunningParleyAsksMetaAndSaysThatItsAppIsNotSubscribed() {
    try (FakeGraphApi meta = new FakeGraphApi()) {
      meta.time(Instant.now());
      meta.answer("102290129340398/subscribed_apps", "{\"data\": []}");
      String[] settings =
          meta.settings().entrySet().stream()
              .flatMap(it -> Stream.of(it.getKey(), it.getValue()))
              .toArray(String[]::new);
      try (RunningParley parley = RunningParley.start(folder, settings)) {
        JsonNode first = json(parley.get("/api/doctor"));
        JsonNode second = json(parley.get("/api/doctor"));
        Map<String, String> states = states(first);

        assertEquals("fail", first.get("status").stringValue());
        assertEquals("fail", states.get("subscribed_app"));
        assertEquals("ok", states.get("sending"));
        assertEquals("ok", states.get("media"));
        assertEquals(first, second, "a fresh result is used again");
        assertEquals(1, meta.deleted().size());
        assertTrue(first.get("checked_at").stringValue().endsWith("Z"));
      }
    }
  }
}
