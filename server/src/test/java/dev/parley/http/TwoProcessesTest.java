package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.store.mongo.TestMongo;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on one MongoDB: account changes of one server apply to the other, which checks for
/// changes twice a second.
final class TwoProcessesTest {
  private static final String EMAIL = "ann@example.com";
  private static final String PASSWORD = "four words of mine";
  private static final String SEND = "{\"wa_id\":\"1\",\"text\":\"Hi\"}";

  @TempDir private Path folder;

  private RunningParley start(TestMongo mongo, String name) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    return RunningParley.start(
        Files.createDirectory(folder.resolve(name)),
        "MONGODB_URI",
        mongo.uri(),
        "ANONYMOUS",
        "none",
        "PARLEY_OWNER_EMAIL",
        EMAIL,
        "PARLEY_OWNER_PASSWORD_FILE",
        password.toString());
  }

  private static String logIn(RunningParley parley, String email) {
    HttpResponse<String> answer =
        parley.post(
            "/api/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD));
    assertEquals(200, answer.statusCode(), answer::body);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Test
  void accountChangesApplyToAllProcesses() throws Exception {
    try (TestMongo mongo = new TestMongo();
        RunningParley here = start(mongo, "here");
        RunningParley there = start(mongo, "there")) {
      String ann = logIn(here, EMAIL);
      var made =
          json(here.post("/api/keys", "{\"name\":\"bot\",\"scopes\":[\"read\"]}", "Cookie", ann));
      String key = made.get("key").stringValue();
      String bearer = "Bearer " + key;
      var added =
          json(
              here.post(
                  "/api/users",
                  "{\"email\":\"ben@example.com\",\"name\":\"B\",\"role\":\"agent\"}",
                  "Cookie",
                  ann));
      String link = added.get("link").stringValue();
      String path = "/api/users/" + added.at("/user/id").stringValue();
      here.post(
          "/api/password",
          "{\"link\":\"%s\",\"password\":\"%s\"}"
              .formatted(link.substring(link.indexOf('=') + 1), PASSWORD));
      String ben = logIn(there, "ben@example.com");
      Waiting.until(
          "the key counts on the other",
          () -> there.get("/api/chats", "Authorization", bearer).statusCode() == 200);
      assertEquals(201, there.post("/api/send", SEND, "Cookie", ben).statusCode());

      try (RawSocket byKey = new RawSocket(there, List.of());
          RawSocket byCookie = new RawSocket(there, List.of("Cookie", ben))) {
        byKey.send("40{\"token\":\"" + key + "\"}");
        byKey.hear("40.*");
        byCookie.send("40");
        byCookie.hear("40.*");

        here.ask("DELETE", "/api/keys/" + made.get("id").stringValue(), new byte[0], "Cookie", ann);
        assertTrue(byKey.hear("42\\[\"auth:ended\".*").contains("\"reason\":\"ended\""));
        byKey.hearEnd();
        assertEquals(401, there.get("/api/chats", "Authorization", bearer).statusCode());

        here.ask("PUT", path, "{\"role\":\"viewer\"}".getBytes(UTF_8), "Cookie", ann);
        assertTrue(byCookie.hear("42\\[\"auth:ended\".*").contains("\"reason\":\"changed\""));
        byCookie.hearEnd(); // it connected with other permissions
      }
      assertEquals(403, there.post("/api/send", SEND, "Cookie", ben).statusCode());
      assertEquals(200, there.get("/api/chats", "Cookie", ben).statusCode());

      here.ask("PUT", path, "{\"disabled\":true}".getBytes(UTF_8), "Cookie", ann);
      Waiting.until(
          "who is disabled is kept out",
          () -> there.get("/api/chats", "Cookie", ben).statusCode() == 401);
    }
  }
}
