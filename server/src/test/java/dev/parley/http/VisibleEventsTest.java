package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.http.ConnectedClient.Event;
import dev.parley.http.SeveralAgents.Agent;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The events of clients that see only some chats, while agents and chats are reassigned.
@Timeout(120)
final class VisibleEventsTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with();

  private static SeveralAgents agents;

  @BeforeAll
  static void start() {
    agents = SeveralAgents.of(parley);
  }

  private static void write(String chat, String text) {
    String body = "{\"wa_id\":\"%s\",\"text\":\"%s\",\"name\":\"Customer\"}".formatted(chat, text);
    assertEquals(200, parley.post("/webhook", body).statusCode());
  }

  private static void give(String chat, @Nullable String assignee, @Nullable String team) {
    assertEquals(200, agents.give(chat, assignee, team).statusCode());
  }

  private static ConnectedClient connect(Agent agent) throws Exception {
    return ConnectedClient.to(parley, agent.token());
  }

  /// The names of the events about a chat, up to the message `the end` of another chat that the
  /// client sees. A client that has just connected may still receive events of earlier messages.
  private static Set<String> told(ConnectedClient client, String chat, String end)
      throws Exception {
    client.hear(
        "newMessage", it -> it.text("wa_id").equals(end) && it.text("text").equals("the end"));
    return client.before().stream()
        .filter(it -> it.payload().toString().contains('"' + chat + '"'))
        .map(Event::name)
        .collect(Collectors.toSet());
  }

  private static void changeEverything(String chat) {
    write(chat, "Hello");
    parley.post("/api/send", "{\"wa_id\":\"%s\",\"text\":\"Hi\"}".formatted(chat));
    parley.post("/api/chats/" + chat + "/read", "");
    parley.post("/api/contacts", "{\"wa_id\":\"%s\",\"name\":\"Carl\"}".formatted(chat));
    parley.ask("PUT", "/api/chats/" + chat, "{\"pinned\":true}".getBytes(UTF_8));
  }

  @Test
  void aClientReceivesEventsOfVisibleChats() throws Exception {
    write("3100", "of sales");
    give("3100", null, "sales");
    write("3101", "of support");
    give("3101", null, "support");
    write("3102", "the end for both");
    give("3102", agents.ben().id(), "sales");
    try (ConnectedClient sam = connect(agents.sam());
        ConnectedClient ben = connect(agents.ben());
        ConnectedClient all = ConnectedClient.to(parley)) {
      changeEverything("3100");
      changeEverything("3101");
      write("3102", "the end");

      Set<String> everything = told(all, "3101", "3102");
      assertTrue(
          everything.containsAll(
              Set.of(
                  "newMessage",
                  "chatListUpdate",
                  "messageStatusUpdate",
                  "contactUpdated",
                  "chatUpdated")),
          everything::toString);
      assertEquals(everything, told(sam, "3100", "3102"));
      assertEquals(Set.of(), told(ben, "3100", "3102"));
      assertTrue(
          sam.before().stream().noneMatch(it -> it.payload().toString().contains("\"3101\"")),
          "hidden");
    }
  }

  @Test
  void aReassignedChatIsHiddenAndShown() throws Exception {
    write("3200", "who takes me?");
    give("3200", agents.ben().id(), null);
    write("3201", "the end for all");
    give("3201", agents.ben().id(), "sales");
    try (ConnectedClient sam = connect(agents.sam());
        ConnectedClient ben = connect(agents.ben());
        ConnectedClient all = ConnectedClient.to(parley)) {
      assertEquals(
          "not_found", sam.ask("join-chat", "{\"chatId\":\"3200\"}").path("code").asText());
      assertTrue(ben.ask("join-chat", "{\"chatId\":\"3200\"}").path("success").asBoolean());

      give("3200", null, "sales");

      assertEquals("3200", ben.hear("chatHidden").text("wa_id"));
      Event come = sam.hear("chatUpdated", it -> it.text("wa_id").equals("3200"));
      assertEquals("sales", come.text("team"));
      assertEquals("who takes me?", come.payload().at("/lastMessage/text").asText());
      assertTrue(sam.ask("join-chat", "{\"chatId\":\"3200\"}").path("success").asBoolean());
      assertTrue(
          all.ask("typing", "{\"chatId\":\"3200\",\"wa_id\":\"9\"}").path("success").asBoolean());
      assertEquals("9", sam.hear("userTyping").text("wa_id"));
      write("3200", "for sales only");
      write("3201", "the end");

      assertTrue(told(sam, "3200", "3201").contains("newMessage"));
      assertEquals(Set.of(), told(ben, "3200", "3201"));
      assertFalse(all.soFar().stream().anyMatch(it -> it.name().equals("chatHidden")), "sees all");
      assertEquals(
          "not_found",
          ben.ask("typing", "{\"chatId\":\"3200\",\"wa_id\":\"9\"}").path("code").asText());
    }
  }

  @Test
  void theStarterOfAChatReceivesItsEvents() throws Exception {
    try (ConnectedClient sam = connect(agents.sam());
        ConnectedClient ben = connect(agents.ben());
        ConnectedClient all = ConnectedClient.to(parley)) {
      parley.post("/api/send", "{\"wa_id\":\"3250\",\"text\":\"Hi\"}", agents.ben().headers());

      ben.hear("newMessage", it -> it.text("wa_id").equals("3250"));
      assertEquals(
          agents.ben().id(),
          ben.hear("chatUpdated", it -> it.text("wa_id").equals("3250")).text("assignee"));
      assertEquals(
          agents.ben().id(),
          all.hear("chatUpdated", it -> it.text("wa_id").equals("3250")).text("assignee"));
      assertTrue(
          sam.soFar().stream().noneMatch(it -> it.payload().toString().contains("3250")), "hidden");
    }
  }

  @Test
  void aClientThatLeftIsNotAViewer() throws Exception {
    write("3300", "who looks?");
    give("3300", agents.ben().id(), null);
    try (ConnectedClient ben = connect(agents.ben());
        ConnectedClient all = ConnectedClient.to(parley)) {
      all.ask("join-chat", "{\"chatId\":\"3300\"}");
      ben.ask("join-chat", "{\"chatId\":\"3300\"}");
      all.hear("chatViewers", it -> it.payload().at("/viewers/0/name").asText().equals("ben"));

      give("3300", null, null);

      all.hear("chatViewers", it -> it.payload().path("viewers").isEmpty());
    }
  }

  @Test
  void aClientCannotJoinTheRoomOfAnAudience() throws Exception {
    write("3400", "of support");
    give("3400", null, "support");
    write("3401", "the first");
    give("3401", agents.ben().id(), null);
    try (ConnectedClient ben = connect(agents.ben())) {
      for (String room : List.of("audience:everyone", "audience:team:support", "everyone")) {
        assertEquals(
            "not_found",
            ben.ask("join-chat", "{\"chatId\":\"%s\"}".formatted(room)).path("code").asText());
        ben.ask("join-user", "{\"userId\":\"%s\"}".formatted(room));
      }
      write("3400", "for support");
      write("3401", "the end");

      assertEquals(Set.of(), told(ben, "3400", "3401"));
    }
  }

  /// Their client reconnects and starts again.
  @Test
  void aChangedVisibilityDisconnects() throws Exception {
    write("3500", "of support");
    give("3500", null, "support");
    Agent eve = agents.add("eve", "agent", "all", List.of());
    try (ConnectedClient before = connect(eve)) {
      before.hear("connected");

      agents.show(eve, "assigned", List.of());

      assertEquals("changed", before.hear("auth:ended").text("reason"));
      assertTrue(before.isCutOff(), "still connected");
    }
    write("3501", "the first");
    give("3501", eve.id(), null);
    try (ConnectedClient after = connect(eve)) {
      write("3500", "more for support");
      write("3501", "the end");

      assertEquals(Set.of(), told(after, "3500", "3501"));
    }
  }

  /// A recovered client would be in its old rooms, and receive the events that it missed there.
  @Test
  void aReducedVisibilityPreventsRecovery() throws Exception {
    write("3550", "of support");
    give("3550", null, "support");
    Agent eva = agents.add("eva", "agent", "all", List.of());
    write("3551", "the first");
    give("3551", eva.id(), null);
    String pid;
    try (RawSocket first = new RawSocket(parley, List.of())) {
      first.send("40{\"token\":\"%s\",\"recover\":true}".formatted(eva.token()));
      pid = first.hear("40.*").replaceFirst(".*\"pid\":\"([^\"]+)\".*", "$1");
      first.hear("42\\[\"connected\".*");
      first.cut();
    }

    write("3550", "missed");
    agents.show(eva, "assigned", List.of());

    try (RawSocket again = new RawSocket(parley, List.of())) {
      again.send(
          "40{\"token\":\"%s\",\"recover\":true,\"pid\":\"%s\"}".formatted(eva.token(), pid));
      String joined = again.hear("4[04].*");
      write("3550", "hidden");
      write("3551", "the end");

      assertTrue(joined.startsWith("40{") && !joined.contains(pid), joined);
      assertTrue(again.hear("42\\[\"newMessage\".*").contains("\"3551\""));
    }
  }

  /// The client of this server receives the changes of the other one.
  @Test
  void itAlsoWorksWithSeveralProcessesOnOneDatabase(@TempDir Path folder) throws Exception {
    assumeTrue(RunningParley.onMongoDb(), "an embedded store has one process");
    try (RunningParley one = RunningParley.start(folder);
        RunningParley two =
            RunningParley.start(folder, "DATA_DIR", folder.resolve("b").toString())) {
      SeveralAgents here = SeveralAgents.of(one);
      one.post("/webhook", "{\"wa_id\":\"3600\",\"text\":\"Hello\"}");
      here.give("3600", here.ben().id(), null);
      one.post("/webhook", "{\"wa_id\":\"3601\",\"text\":\"Hello\"}");
      here.give("3601", here.ben().id(), null);
      String token = SeveralAgents.at(two, here.ben()).token();
      try (ConnectedClient ben = ConnectedClient.to(two, token)) {
        one.post("/webhook", "{\"wa_id\":\"3600\",\"text\":\"for ben\"}");
        ben.hear("newMessage", it -> it.text("text").equals("for ben"));

        here.give("3600", null, "sales");

        assertEquals("3600", ben.hear("chatHidden").text("wa_id"));
        one.post("/webhook", "{\"wa_id\":\"3600\",\"text\":\"for sales\"}");
        one.post("/webhook", "{\"wa_id\":\"3601\",\"text\":\"the end\"}");
        assertEquals(Set.of(), told(ben, "3600", "3601"));

        here.show(here.ben(), "team", List.of("sales"));
        assertTrue(ben.isCutOff(), "still connected");
      }
      assertEquals(
          200, two.get("/api/chats/3600", "Authorization", "Bearer " + token).statusCode());
      assertEquals(
          "[]",
          json(two.get("/api/chats?team=support", "Authorization", "Bearer " + token)).toString());
    }
  }
}
