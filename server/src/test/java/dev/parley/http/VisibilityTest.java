package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static dev.parley.http.RunningParley.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Tests agents who see only some chats, over the API.
final class VisibilityTest {
  private static final Set<String> SALES = Set.of("2001", "2003");

  @RegisterExtension static final RunningParley parley = RunningParley.with();

  private static SeveralAgents agents;

  @BeforeAll
  static void start() {
    agents = SeveralAgents.of(parley);
    write("2001", "of sales");
    write("2002", "of ben");
    write("2003", "of sales and ben");
    write("2004", "of nobody");
    write("2005", "of support");
    give("2001", null, "sales");
    give("2002", agents.ben().id(), null);
    give("2003", agents.ben().id(), "sales");
    give("2005", null, "support");
  }

  private static void write(String chat, String text) {
    assertEquals(
        201,
        parley
            .post(
                "/api/send",
                "{\"wa_id\":\"%s\",\"text\":\"%s\",\"type\":\"incoming\"}".formatted(chat, text))
            .statusCode());
  }

  private static void give(String chat, @Nullable String assignee, @Nullable String team) {
    HttpResponse<String> given = agents.give(chat, assignee, team);
    assertEquals(200, given.statusCode(), given::body);
  }

  private static Set<String> all(String path, String field, String... headers) {
    Set<String> all = new TreeSet<>();
    for (String page = path; !page.isEmpty(); ) {
      HttpResponse<String> answer = parley.get(page, headers);
      assertEquals(200, answer.statusCode(), answer::body);
      json(answer).forEach(it -> all.add(it.get(field).stringValue()));
      page = next(answer);
    }
    return all;
  }

  @Test
  void aListHasTheChatsThatTheCallerSees() {
    assertEquals(SALES, all("/api/chats?limit=1", "wa_id", agents.sam().headers()));
    assertEquals(
        Set.of("2002", "2003"), all("/api/chats?limit=1", "wa_id", agents.ben().headers()));
    assertEquals(
        Set.of("2003"), all("/api/chats?team=sales&limit=1", "wa_id", agents.ben().headers()));
    assertEquals(
        Set.of(), all("/api/chats?assignee=none&team=support", "wa_id", agents.sam().headers()));
    assertTrue(all("/api/chats", "wa_id").containsAll(List.of("2001", "2004", "2005")));
    assertEquals(SALES, all("/api/contacts?limit=1", "wa_id", agents.sam().headers()));
  }

  @Test
  void searchFindsVisibleMessages() {
    String query = "/api/search?q=of";
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (json(parley.get(query)).get("total").intValue() < 5 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000);
    }

    JsonNode sams = json(parley.get(query, agents.sam().headers()));
    JsonNode bens = json(parley.get(query, agents.ben().headers()));

    assertEquals(2, sams.get("total").intValue());
    assertEquals(2, bens.get("total").intValue());
    assertEquals(
        0, json(parley.get("/api/search?q=2004", agents.sam().headers())).get("contacts").size());
    assertEquals(
        0,
        json(parley.get("/api/search?q=of&wa_id=2004", agents.sam().headers()))
            .get("total")
            .intValue());
  }

  @Test
  void aKeyHasItsMakersVisibility() {
    HttpResponse<String> made =
        parley.post(
            "/api/keys", "{\"name\":\"bot of sam\",\"scopes\":[\"read\"]}", agents.sam().headers());
    assertEquals(201, made.statusCode(), made::body);
    String key = json(made).get("key").stringValue();

    assertEquals(SALES, all("/api/chats", "wa_id", "Authorization", "Bearer " + key));
  }

  @Test
  void aUsersVisibilityIsShown() {
    JsonNode me = json(parley.get("/api/me", agents.sam().headers()));

    assertEquals("team", me.get("visibility").stringValue());
    assertEquals("[\"sales\"]", me.get("teams").toString());
    assertEquals("[\"sales\",\"support\"]", parley.get("/api/teams").body());
    HttpResponse<String> wrong =
        parley.ask(
            "PUT", "/api/users/" + agents.sam().id(), "{\"visibility\":\"some\"}".getBytes(UTF_8));
    assertEquals(400, wrong.statusCode());
    HttpResponse<String> spaced =
        parley.ask(
            "PUT", "/api/users/" + agents.sam().id(), "{\"teams\":[\"a b\"]}".getBytes(UTF_8));
    assertEquals(400, spaced.statusCode());
    assertEquals(400, agents.give("2001", null, "nobodys").statusCode());
    assertEquals(
        403,
        parley
            .ask(
                "PUT",
                "/api/users/" + agents.sam().id(),
                "{\"visibility\":\"all\"}".getBytes(UTF_8),
                agents.sam().headers())
            .statusCode());
  }

  @Test
  void anAgentCanReassignAVisibleChat() {
    write("2100", "who takes me?");
    give("2100", agents.ben().id(), null);

    HttpResponse<String> given =
        parley.ask(
            "PUT",
            "/api/chats/2100",
            "{\"assignee\":null,\"team\":\"support\"}".getBytes(UTF_8),
            agents.ben().headers());

    assertEquals(200, given.statusCode(), given::body);
    assertEquals("support", json(given).get("team").stringValue());
    assertEquals(404, parley.get("/api/chats/2100", agents.ben().headers()).statusCode());
  }

  /// If it was not assigned to them, they would not see their own new chat.
  @Test
  void aChatThatAnAgentBeginsIsTheirs() {
    SeveralAgents.Agent una = agents.add("una", "agent", "assigned", List.of());
    SeveralAgents.Agent uli = agents.add("uli", "agent", "team", List.of("support"));
    HttpResponse<String> sent =
        parley.post("/api/send", "{\"wa_id\":\"2150\",\"text\":\"Hello\"}", una.headers());
    HttpResponse<String> ofUli =
        parley.post("/api/send", "{\"wa_id\":\"2151\",\"text\":\"Hello\"}", uli.headers());

    assertEquals(201, sent.statusCode(), sent::body);
    assertEquals(201, ofUli.statusCode(), ofUli::body);
    JsonNode begun = json(parley.get("/api/chats?q=2150", una.headers()));
    assertEquals(una.id(), begun.at("/0/assignee").stringValue());
    assertEquals(
        uli.id(),
        json(parley.get("/api/chats?q=2151", uli.headers())).at("/0/assignee").stringValue());
    assertEquals(404, parley.get("/api/chats/2150", uli.headers()).statusCode());
    assertEquals(404, parley.get("/api/chats/2151", una.headers()).statusCode());
    // a caller that sees all begins a chat for all
    write("2152", "Hello");
    assertTrue(json(parley.get("/api/chats?q=2152")).at("/0/assignee").isNull());
    assertEquals(404, parley.get("/api/chats/2152", una.headers()).statusCode());
  }

  /// The chat is also hidden under another spelling of its address; a message that is not sent does
  /// not begin a chat.
  @Test
  void writingInAChatDoesNotAssignIt() {
    write("2160", "of nobody");
    String taken = json(parley.get("/api/chats/2160")).at("/0/id").stringValue();

    assertEquals(
        404,
        parley
            .post("/api/send", "{\"wa_id\":\"+2160\",\"text\":\"Hi\"}", agents.ben().headers())
            .statusCode());
    assertEquals(
        409,
        parley
            .post(
                "/api/send",
                "{\"wa_id\":\"2161\",\"text\":\"Hi\",\"id\":\"%s\"}".formatted(taken),
                agents.ben().headers())
            .statusCode());

    assertTrue(json(parley.get("/api/chats?q=2160")).at("/0/assignee").isNull());
    assertEquals("[]", parley.get("/api/chats?q=2161").body());
  }

  private static List<String> ids(JsonNode sync, String list, String field) {
    List<String> ids = new ArrayList<>();
    sync.get(list).forEach(it -> ids.add(it.get(field).stringValue()));
    return ids;
  }

  private static JsonNode sync(String position, String... headers) {
    HttpResponse<String> answer = parley.get("/api/sync?since=" + position, headers);
    assertEquals(200, answer.statusCode(), answer::body);
    return json(answer);
  }

  @Test
  void syncReturnsVisibleChangesAndLostChats() {
    write("2200", "before");
    give("2200", agents.ben().id(), null);
    String sams =
        json(parley.get("/api/sync", agents.sam().headers())).get("position").stringValue();
    String bens =
        json(parley.get("/api/sync", agents.ben().headers())).get("position").stringValue();
    write("2200", "for ben");
    write("2201", "for nobody");

    JsonNode seen = sync(bens, agents.ben().headers());
    assertEquals(List.of("2200"), ids(seen, "messages", "wa_id"));
    assertEquals(List.of("2200"), ids(seen, "chats", "wa_id"));
    assertEquals(List.of(), ids(seen, "removed", "id"));
    assertEquals(List.of(), ids(sync(sams, agents.sam().headers()), "messages", "wa_id"));

    give("2200", null, "sales");
    JsonNode lost = sync(bens, agents.ben().headers());
    assertEquals(List.of(), ids(lost, "messages", "wa_id"));
    assertEquals(List.of("2200"), ids(lost, "removed", "id"));
    JsonNode won = sync(sams, agents.sam().headers());
    assertEquals(List.of("2200"), ids(won, "chats", "wa_id"));
    assertEquals(List.of(), ids(won, "removed", "id"));
    give("2200", null, null);
  }

  /// Nothing changes in the chats meanwhile: the position is the newest one all the time.
  @Test
  void aChangedVisibilityRestartsTheSyncOnce() {
    SeveralAgents.Agent eve = agents.add("eve", "agent", "assigned", List.of());
    String before = json(parley.get("/api/sync", eve.headers())).get("position").stringValue();
    assertEquals(false, sync(before, eve.headers()).get("reset").booleanValue());
    String plain = json(parley.get("/api/sync")).get("position").stringValue();
    assertNotEquals(plain, before);

    agents.show(eve, "all", List.of());

    JsonNode again = sync(before, eve.headers());
    assertEquals(true, again.get("reset").booleanValue());
    assertEquals(true, sync(plain, eve.headers()).get("reset").booleanValue());
    String after = again.get("position").stringValue();
    assertEquals(false, sync(after, eve.headers()).get("reset").booleanValue());
  }

  @Test
  void anOwnerAndAnAdminSeeEveryChat() {
    SeveralAgents.Agent boss = agents.add("boss", "admin", "assigned", List.of());

    assertTrue(all("/api/chats", "wa_id", boss.headers()).containsAll(List.of("2001", "2004")));
    assertEquals(200, parley.get("/api/chats/2004", boss.headers()).statusCode());
  }
}
