package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Tests notes about chats: which callers see them, and where.
final class NotesTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with();

  private static void write(String chat, String text) {
    String body = "{\"wa_id\":\"%s\",\"text\":\"%s\",\"type\":\"incoming\"}".formatted(chat, text);
    assertEquals(201, parley.post("/api/send", body).statusCode());
  }

  private static HttpResponse<String> note(String chat, String text, String... headers) {
    return parley.post(
        "/api/chats/%s/notes".formatted(chat), "{\"text\":\"%s\"}".formatted(text), headers);
  }

  private static HttpResponse<String> put(String path, String body, String... headers) {
    return parley.ask("PUT", path, body.getBytes(UTF_8), headers);
  }

  private static List<String> texts(String path) {
    List<String> texts = new ArrayList<>();
    json(parley.get(path)).forEach(it -> texts.add(it.get("text").stringValue()));
    return texts;
  }

  private static String key(String name) {
    return "Bearer " + parley.addKey(name, "read", "send").path("key").textValue();
  }

  @Test
  void aNoteIsAMessageForTheTeam() {
    write("100", "Which colours are there?");

    HttpResponse<String> answer = note("100", "Wants the blue one", "Authorization", key("Ann"));

    assertEquals(201, answer.statusCode(), answer::body);
    JsonNode note = json(answer);
    assertEquals("note", note.get("message_type").stringValue());
    assertEquals("outgoing", note.get("type").stringValue());
    assertEquals("Wants the blue one", note.get("text").stringValue());
    assertEquals("Ann", note.get("sent_by").get("name").stringValue());
    assertEquals(1, note.get("seq").intValue());
    JsonNode chat = json(parley.get("/api/chats?q=100")).get(0);
    assertEquals(1, chat.get("unreadCount").intValue());
    assertEquals("Which colours are there?", chat.get("lastMessage").get("text").stringValue());
  }

  @Test
  void oldClientsDoNotSeeNotes() {
    write("200", "Hello");
    String position = json(parley.get("/api/sync")).get("position").stringValue();
    note("200", "Is a friend of 100");

    assertEquals(List.of("Hello"), texts("/api/chats/200"));
    String sync = "/api/sync?since=" + position;
    assertEquals(0, json(parley.get(sync)).get("messages").size());
    JsonNode whole = json(parley.get(sync + "&include=notes"));
    assertEquals("Is a friend of 100", whole.get("messages").get(0).get("text").stringValue());
  }

  @Test
  void notesStandBetweenTheMessagesOnTheirPage() {
    for (int i = 1; i <= 4; i++) {
      write("300", "m" + i);
      awaitNextMillisecond();
      note("300", "n" + i);
      awaitNextMillisecond();
    }

    assertEquals(
        List.of("m1", "n1", "m2", "n2", "m3", "n3", "m4", "n4"),
        texts("/api/chats/300?include=notes"));
    HttpResponse<String> newest = parley.get("/api/chats/300?include=notes&limit=2");
    assertEquals(4, json(newest).size());
    assertEquals(List.of("m1", "n1", "m2", "n2"), texts(RunningParley.next(newest)));
  }

  /// Messages and notes are ordered by times of whole milliseconds.
  private static void awaitNextMillisecond() {
    long now = System.currentTimeMillis();
    while (System.currentTimeMillis() == now) {
      Thread.onSpinWait();
    }
  }

  @Test
  void itsAuthorMayChangeAndRemoveANote() {
    write("400", "Hello");
    String ann = key("Ann");
    String bob = key("Bob");
    String path =
        "/api/chats/400/notes/"
            + json(note("400", "Wants the blue one", "Authorization", ann)).get("id").stringValue();

    assertEquals(403, put(path, "{\"text\":\"-\"}", "Authorization", bob).statusCode());
    HttpResponse<String> changed =
        put(path, "{\"text\":\"Wants the green one\"}", "Authorization", ann);
    assertEquals(200, changed.statusCode(), changed::body);
    assertFalse(json(changed).get("edited_at").isNull());
    String position = json(parley.get("/api/sync")).get("position").stringValue();
    assertEquals(403, parley.ask("DELETE", path, new byte[0], "Authorization", bob).statusCode());
    assertEquals(204, parley.ask("DELETE", path, new byte[0], "Authorization", ann).statusCode());

    assertEquals(List.of("Hello"), texts("/api/chats/400?include=notes"));
    JsonNode removed = json(parley.get("/api/sync?since=" + position)).get("removed").get(0);
    assertEquals("note", removed.get("kind").stringValue());
    assertTrue(path.endsWith(removed.get("id").stringValue()));
    assertEquals(404, parley.ask("DELETE", path, new byte[0]).statusCode());
  }

  @Test
  void aNoteIsSentToClients() throws Exception {
    write("500", "Hello");
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      String id = json(note("500", "Is in a hurry")).get("id").stringValue();

      ConnectedClient.Event told = client.hear("noteUpdated");
      assertEquals(id, told.text("id"));
      assertEquals("note", told.text("message_type"));
      parley.ask("DELETE", "/api/chats/500/notes/" + id, new byte[0]);

      ConnectedClient.Event removed = client.hear("removed");
      assertEquals("note", removed.text("kind"));
      assertEquals(id, removed.payload().path("ids").path(0).asText());
    }
  }

  @Test
  void wrongNotesAreRefused() {
    write("600", "Hello");

    assertEquals(400, note("600", " ").statusCode());
    assertEquals(400, note("600", "x".repeat(4_097)).statusCode());
    assertEquals(404, note("601", "Who is it?").statusCode());
    assertEquals(400, parley.get("/api/chats/600?include=note").statusCode());
  }
}
