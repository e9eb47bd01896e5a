package dev.parley.http;

import static dev.parley.http.RunningHooks.RECEIVED;
import static dev.parley.http.RunningHooks.SETTINGS;
import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hooks that are refused, and the addresses to which nothing is sent.
@Timeout(60)
final class HooksRefusedTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with(SETTINGS);

  private static final RunningHooks hooks = new RunningHooks(parley);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"events":["message.received"]} | url is required
          {"url":"ftp://example.com/","events":["message.received"]} | url must be an http or https URL
          {"url":"https://ann:word@example.com/","events":["message.received"]} | url must be an http or https URL
          {"url":"https://example.com/#a","events":["message.received"]} | url must be an http or https URL
          {"url":"https://","events":["message.received"]} | url must be an http or https URL
          {"url":"https://example.com:99999/","events":["message.received"]} | url must be an http or https URL
          {"url":"https://example.com/"} | events is required
          {"url":"https://example.com/","events":[]} | events must name one at least
          {"url":"https://example.com/","events":["message.read"]} | events must be a list of message.received
          {"url":"https://example.com/","events":["message.received"],"secret":"short"} | secret must be whsec_
          {"url":"https://example.com/","events":["message.received"],"format":"xml"} | format must be
          """)
  void anInvalidHookIsRefusedWithTheAllowedValues(String body, String sentence) {
    var refused = parley.post("/api/hooks", body);

    assertEquals(400, refused.statusCode(), refused::body);
    assertTrue(json(refused).path("error").asString().startsWith(sentence), refused::body);
  }

  @Test
  void anUnknownHookIsNotFound() {
    assertEquals(404, hooks.remove("h_none"));
    assertEquals(404, parley.get("/api/hooks/h_none/deliveries").statusCode());
    assertEquals(404, parley.ask("PUT", "/api/hooks/h_none", "{}".getBytes(UTF_8)).statusCode());
    assertEquals(
        404, parley.post("/api/hooks/h_none/replay", "{\"since\":1780000000}").statusCode());
  }

  @Test
  void localAndPrivateAddressesAreRefusedByDefault() {
    try (RunningParley strict = RunningParley.start(parley.folder().resolve("strict"))) {
      for (String url :
          List.of(
              "http://127.0.0.1/",
              "http://localhost:8080/",
              "http://[::1]/",
              "http://2130706433/",
              "http://10.0.0.1/",
              "http://169.254.169.254/latest/meta-data/",
              "http://[::ffff:192.168.0.1]/")) {
        var refused =
            strict.post("/api/hooks", "{\"url\":\"%s\",\"events\":%s}".formatted(url, RECEIVED));
        assertEquals(400, refused.statusCode(), url);
        assertTrue(refused.body().contains("HOOKS_ALLOW_PRIVATE"), refused::body);
      }
    }
  }
}
