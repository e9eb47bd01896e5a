package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class ContactsTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with();

  @Test
  void aContactIsMade() {
    JsonNode contact = save("{\"wa_id\":\"1\",\"name\":\"Bob\"}");

    assertEquals("Bob", contact.get("name").stringValue());
    assertEquals("+1", contact.get("phone").stringValue());
    assertTrue(contact.get("avatar").isNull());
    assertEquals(contact, json(parley.get("/api/contacts")).get(0));
  }

  @Test
  void fieldsLeftOutKeepTheirValue() {
    save(
        "{\"wa_id\":\"2\",\"name\":\"A\",\"phone\":\"+2\",\"avatar\":\"https://a.example/a.png\"}");

    JsonNode contact = save("{\"wa_id\":\"2\",\"name\":\"B\"}");

    assertEquals("B", contact.get("name").stringValue());
    assertEquals("+2", contact.get("phone").stringValue());
    assertEquals("https://a.example/a.png", contact.get("avatar").stringValue());
  }

  @Test
  void nullClearsAField() {
    save("{\"wa_id\":\"3\",\"name\":\"A\",\"avatar\":\"https://a.example/a.png\"}");

    assertTrue(save("{\"wa_id\":\"3\",\"name\":\"A\",\"avatar\":null}").get("avatar").isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"wa_id\":\"1\"}", "{\"name\":\"x\"}"})
  void aMissingAddressOrNameIsReportedByOneSentence(String body) {
    HttpResponse<String> answer = parley.post("/api/contacts", body);

    assertEquals(400, answer.statusCode());
    assertEquals("wa_id and name are required", json(answer).get("error").stringValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"wa_id\":\"1\",\"name\":\" \"}",
        "{\"wa_id\":\"1\",\"name\":[]}",
        "{\"wa_id\":\"1\",\"name\":\"x\",\"avatar\":\"javascript:alert(1)\"}",
        "{\"wa_id\":\"1\",\"name\":\"x\",\"avatar\":\"/a.png\"}",
        "{\"wa_id\":\"1\",\"name\":\"x\",\"avatar\":{}}",
        "{\"wa_id\":\"1\",\"name\":\"x\",\"phone\":false}"
      })
  void aWrongValueIsNamed(String body) {
    HttpResponse<String> answer = parley.post("/api/contacts", body);

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(1, json(answer).get("details").size());
  }

  private static JsonNode save(String body) {
    HttpResponse<String> answer = parley.post("/api/contacts", body);
    assertEquals(200, answer.statusCode(), answer.body());
    return json(answer);
  }
}
