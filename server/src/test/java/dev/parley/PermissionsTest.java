package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Sender;
import dev.parley.access.VisibleChats;
import dev.parley.authentication.RequestCredentials;
import dev.parley.config.ParleyConfig;
import dev.parley.http.TestCallers;
import dev.parley.socketio.client.ConnectProblem;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Tests which permission each route and each client event needs, with a real server whose callers
/// choose their own permissions.
final class PermissionsTest {
  private static final String ROUTES =
      """
      GET, /health, OPEN
      GET, /health/live, OPEN
      GET, /health/ready, OPEN
      GET, /api/chats, READ
      GET, /api/chats/1234567890, READ
      PUT, /api/chats/1234567890, SEND
      GET, /api/chats/1234567890/digest, READ
      POST, /api/chats/1234567890/notes, SEND
      PUT, /api/chats/1234567890/notes/msg_1, SEND
      DELETE, /api/chats/1234567890/notes/msg_1, SEND
      GET, /api/sync, READ
      DELETE, /api/contacts/1234567890, OWN
      GET, /api/erasures, OWN
      GET, /api/erasures/msg_1, OWN
      GET, /api/stats, MANAGE
      GET, /api/search, READ
      POST, /api/search/reindex, MANAGE
      POST, /api/chats/1234567890/read, SEND
      POST, /api/chats/1234567890/typing, SEND
      POST, /api/send, SEND
      GET, /api/messages/msg_1, READ
      GET, /api/messages/msg_1/thread, READ
      POST, /api/messages/msg_1/retry, SEND
      GET, /api/templates, READ
      POST, /api/templates/refresh, MANAGE
      POST, /api/media, SEND
      GET, /api/media/msg_1, READ
      GET, /api/labels, READ
      POST, /api/labels, SEND
      PUT, /api/labels/msg_1, SEND
      DELETE, /api/labels/msg_1, SEND
      GET, /api/replies, READ
      POST, /api/replies, EDIT_CONTACTS
      PUT, /api/replies/msg_1, EDIT_CONTACTS
      DELETE, /api/replies/msg_1, EDIT_CONTACTS
      GET, /api/colleagues, READ
      GET, /api/teams, READ
      GET, /api/contacts, READ
      POST, /api/contacts, EDIT_CONTACTS
      GET, /webhook, OPEN
      POST, /webhook, OPEN
      GET, /, OPEN
      GET, /login, OPEN
      GET, /c/1234567890, OPEN
      GET, /c/1234567890/m/msg_1, OPEN
      GET, /settings, OPEN
      GET, /settings/users, OPEN
      GET, /assets/pages.css, OPEN
      GET, /docs, OPEN
      GET, /docs/events, OPEN
      GET, /docs/pages.css, OPEN
      GET, /openapi.yaml, OPEN
      GET, /asyncapi.yaml, OPEN
      POST, /api/login, OPEN
      POST, /api/setup, OPEN
      POST, /api/password, OPEN
      POST, /api/auth/token, OPEN
      GET, /.well-known/jwks.json, OPEN
      POST, /api/logout, OPEN
      GET, /api/me, ACCOUNT
      PUT, /api/me, ACCOUNT
      GET, /api/me/second-factor, ACCOUNT
      POST, /api/me/second-factor, ACCOUNT
      PUT, /api/me/second-factor, ACCOUNT
      DELETE, /api/me/second-factor, ACCOUNT
      GET, /api/sessions, ACCOUNT
      DELETE, /api/sessions/msg_1, ACCOUNT
      GET, /api/users, MANAGE
      POST, /api/users, MANAGE
      PUT, /api/users/msg_1, MANAGE
      DELETE, /api/users/msg_1, MANAGE
      POST, /api/users/msg_1/password, MANAGE
      DELETE, /api/users/msg_1/second-factor, OWN
      GET, /api/keys, ACCOUNT
      POST, /api/keys, ACCOUNT
      DELETE, /api/keys/msg_1, ACCOUNT
      GET, /api/hooks, MANAGE
      POST, /api/hooks, MANAGE
      PUT, /api/hooks/msg_1, MANAGE
      DELETE, /api/hooks/msg_1, MANAGE
      GET, /api/hooks/msg_1/deliveries, MANAGE
      POST, /api/hooks/msg_1/replay, MANAGE
      GET, /api/audit, MANAGE
      GET, /setup, OPEN
      POST, /v25.0/310987654321098/messages, SEND
      POST, /v25.0/310987654321098/media, SEND
      GET, /v25.0/1037543291543637, READ
      GET, /api/samples, READ
      POST, /api/samples, MANAGE
      POST, /api/samples/customers, MANAGE
      GET, /api/doctor, MANAGE
      GET, /metrics, METRICS
      """;

  private static final String EVENTS =
      """
      join-user, READ
      join-chat, READ
      leave-chat, READ
      typing, SEND
      stop-typing, SEND
      userTyping, SEND
      send, SEND
      mark-read, SEND
      update-chat, SEND
      auth:refresh, READ
      """;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String CALLER = "Test-Caller";
  private static final Sender ANN = new Sender("u_1", "Ann", Sender.Kind.USER);
  private static final Set<Permission> ALL = EnumSet.allOf(Permission.class);

  /// A caller whose credential ended after the caller was identified.
  private static final Principal ENDED =
      new Principal(ANN, Set.of(Permission.READ, Permission.WEBHOOK), null, VisibleChats.ALL);

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Parley parley;

  @BeforeAll
  static void start(@TempDir Path folder) {
    Map<String, String> settings =
        Map.of("HOST", "127.0.0.1", "PORT", "0", "DATA_DIR", folder.toString());
    parley =
        Parley.start(
            ParleyConfig.load(settings, folder),
            Clock.systemUTC(),
            new TestCallers() {
              @Override
              public Principal caller(RequestCredentials carried) {
                RequestCredentials.Key token = carried.key();
                return principal(token == null ? carried.header().apply(CALLER) : token.key());
              }

              @Override
              public boolean lets(Principal caller) {
                return !caller.equals(ENDED);
              }

              @Override
              public String advice() {
                return "Say who you are";
              }
            });
  }

  @AfterAll
  static void stop() {
    parley.close();
    HTTP.close();
  }

  /// `read,send` is a known caller with these permissions, `?read` an unknown one; an absent text
  /// has all permissions.
  private static Principal principal(@Nullable String text) {
    if (text == null) {
      return Principal.ANONYMOUS;
    }
    boolean known = !text.startsWith("?");
    Set<Permission> permissions =
        Arrays.stream((known ? text : text.substring(1)).split(",", -1))
            .filter(word -> !word.isEmpty())
            .map(word -> Permission.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet());
    return new Principal(known ? ANN : null, permissions, null, VisibleChats.ALL);
  }

  private static String words(Set<Permission> permissions) {
    return permissions.stream().map(Permission::word).collect(Collectors.joining(","));
  }

  private static Set<Permission> allBut(Permission needed) {
    Set<Permission> others = EnumSet.copyOf(ALL);
    others.remove(needed);
    return others;
  }

  private static HttpResponse<String> ask(String method, String path, String caller, String body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + parley.port() + path))
            .header(CALLER, caller)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource(textBlock = ROUTES)
  void aRouteNeedsOnePermissionAndNoOther(String method, String path, Permission needed)
      throws Exception {
    int with = ask(method, path, words(Set.of(needed)), "{}").statusCode();
    HttpResponse<String> without = ask(method, path, words(allBut(needed)), "{}");
    HttpResponse<String> unknown = ask(method, path, "?" + words(allBut(needed)), "{}");

    // these routes refuse for other reasons: the verify token, a signature, or that Ann has no
    // account
    boolean refusesItself =
        List.of(
                "/webhook",
                "/api/me",
                "/api/me/second-factor",
                "/api/sessions",
                "/api/login",
                "/api/setup",
                "/api/password")
            .contains(path);
    assertTrue(refusesItself || (with != 401 && with != 403), "with: " + with);
    if (method.equals("POST") && path.equals("/webhook")) {
      assertEquals(401, with); // without a signature it needs another permission than its row says
      assertEquals(200, without.statusCode());
    } else if (needed == Permission.OPEN) {
      assertEquals(with, without.statusCode());
      assertEquals(with, unknown.statusCode());
    } else {
      assertEquals(403, without.statusCode());
      assertTrue(
          List.of("forbidden", "10").contains(code(without.body())), without::body); // 10: Meta's
      assertTrue(sentence(without.body()).contains(needed.word()), without.body());
      assertEquals(401, unknown.statusCode());
      assertTrue(List.of("unauthorized", "190").contains(code(unknown.body())), unknown::body);
    }
  }

  /// The row must refuse before anything of the request is read. The use case would refuse too, but
  /// later, and so hide that the row has a wrong permission.
  @ParameterizedTest
  @CsvSource(textBlock = ROUTES)
  void aRouteRefusesBeforeItReadsTheRequest(String method, String path, Permission needed)
      throws Exception {
    String unreadable = path.replace("1234567890", "%20").replace("msg_1", "%20");

    HttpResponse<String> without = ask(method, unreadable, words(allBut(needed)), "{");

    if (needed != Permission.OPEN) {
      assertEquals(403, without.statusCode(), without::body);
    }
  }

  /// The code of an error in Parley's shape, or in Meta's.
  private static String code(String body) throws Exception {
    JsonNode error = JSON.readTree(body);
    return (error.has("code") ? error : error.path("error")).path("code").asText();
  }

  private static String sentence(String body) throws Exception {
    JsonNode error = JSON.readTree(body).path("error");
    return error.isTextual() ? error.asText() : error.at("/error_data/details").asText();
  }

  @ParameterizedTest
  @CsvSource(textBlock = EVENTS)
  void anEventNeedsOnePermissionAndNoOther(String event, Permission needed) throws Exception {
    String payload =
        "{\"userId\":\"u_1\",\"chatId\":\"1\",\"wa_id\":\"1\",\"isTyping\":true,\"text\":\"Hi\",\"token\":\"read\"}";
    // connecting requires READ
    try (CallingClient with = client(words(EnumSet.of(needed, Permission.READ))).in();
        CallingClient without =
            client(words(needed == Permission.READ ? ALL : allBut(needed))).in()) {
      assertTrue(with.ask(event, payload).path("success").asBoolean());
      JsonNode refused = without.ask(event, payload);
      JsonNode unread = without.ask(event, "{}"); // refused by the row, before it is read
      assertEquals(needed == Permission.READ ? "" : "forbidden", refused.path("code").asText());
      assertEquals(needed != Permission.READ, unread.path("code").asText().equals("forbidden"));
    }
  }

  /// Other tests compare the documents with the server.
  @Test
  void everyDocumentedRouteAndEventHasARow() throws Exception {
    Set<String> routes = new TreeSet<>();
    document("openapi.yaml")
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method ->
                    routes.add(
                        method.toUpperCase(Locale.ROOT)
                            + " "
                            + path.getKey()
                                .replace("{wa_id}", "1234567890")
                                .replace("{id}", "msg_1")
                                .replace("{file}", "pages.css")
                                .replace("{page}", "users")
                                .replace("{version}", "25.0")
                                .replace("{phone_number_id}", "310987654321098")
                                .replace("{media_id}", "1037543291543637"))));
    routes.removeIf(route -> !route.matches("(GET|POST|PUT|PATCH|DELETE) .*"));
    Set<String> events = new TreeSet<>();
    for (tools.jackson.databind.JsonNode operation : document("asyncapi.yaml").path("operations")) {
      if (operation.path("action").asString().equals("receive")) {
        operation.path("messages").forEach(it -> events.add(name(it.path("$ref").asString())));
      }
    }

    assertEquals(routes, rows(ROUTES, 2));
    assertEquals(events, rows(EVENTS, 1));
  }

  private static tools.jackson.databind.JsonNode document(String name) throws Exception {
    try (InputStream yaml = Parley.class.getResourceAsStream("http/" + name)) {
      return new YAMLMapper().readTree(yaml);
    }
  }

  /// The name of the event that a message of the document describes.
  private static String name(String reference) {
    try {
      tools.jackson.databind.JsonNode all = document("asyncapi.yaml");
      String component = all.at(reference.substring(1)).path("$ref").asString();
      return all.at(component.substring(1)).path("name").asString();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// The first columns of each row.
  private static Set<String> rows(String table, int columns) {
    return table
        .lines()
        .map(row -> String.join(" ", List.of(row.split(", ", -1)).subList(0, columns)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void callersWithoutReadPermissionCannotConnect() throws Exception {
    assertRefused("forbidden", words(allBut(Permission.READ)));
    assertRefused("unauthorized", "?");
  }

  private static void assertRefused(String code, String caller) throws Exception {
    try (CallingClient client = client(caller)) {
      ConnectProblem problem = client.refused();
      ConnectProblem.Refused refused = assertInstanceOf(ConnectProblem.Refused.class, problem);
      assertEquals(code, refused.message());
      assertEquals(code, refused.data().path("code").asText());
    }
  }

  /// The credential ends after the caller was checked, and before the connection is registered to
  /// end with the credential.
  @Test
  void aCallerWhoseAccessEndsDuringTheConnectIsDisconnected() throws Exception {
    try (CallingClient client = client(words(ENDED.permissions()))) {
      client.awaitEnd();
    }
  }

  @Test
  void aTokenThatEndsDuringTheConnectDisconnects() throws Exception {
    try (CallingClient client = client("read").in()) {
      client.tell("auth:refresh", "{\"token\":\"%s\"}".formatted(words(ENDED.permissions())));

      client.awaitEnd();
    }
  }

  /// A continued session delivers missed events, which may be hidden from the caller now.
  @Test
  void callersWithoutReadPermissionCannotRecoverASession() throws Exception {
    try (RawSocket first = new RawSocket()) {
      first.send("40{\"token\":\"read\",\"recover\":true}");
      String pid = JSON.readTree(first.hear("40").substring(2)).path("pid").asText();
      first.cut();

      try (RawSocket again = new RawSocket()) {
        again.send("40{\"token\":\"send\",\"recover\":true,\"pid\":\"" + pid + "\"}");

        assertEquals(
            "forbidden", JSON.readTree(again.hear("44").substring(2)).path("message").asText());
      }
      try (RawSocket again = new RawSocket()) { // the session still exists for permitted callers
        again.send("40{\"token\":\"read\",\"recover\":true,\"pid\":\"" + pid + "\"}");

        assertEquals(pid, JSON.readTree(again.hear("40").substring(2)).path("pid").asText());
      }
    }
  }

  @Test
  void aMessageNamesItsSender() throws Exception {
    JsonNode ann = JSON.readTree("{\"id\":\"u_1\",\"name\":\"Ann\",\"kind\":\"user\"}");
    String body = "{\"wa_id\":\"2222222222\",\"text\":\"Hello\"}";

    JsonNode sent = JSON.readTree(ask("POST", "/api/send", "read,send", body).body());
    assertEquals(ann, sent.path("message").path("sent_by"));

    try (CallingClient client = client("read,send").in()) {
      assertEquals(ann, client.ask("send", body).path("message").path("sent_by"));
    }
    JsonNode messages = JSON.readTree(ask("GET", "/api/chats/2222222222", "read", "").body());
    assertEquals(List.of(ann, ann), messages.findValues("sent_by"));
  }

  @Test
  void aMessageOfAnUnknownCallerNamesNoSender() throws Exception {
    String body = "{\"wa_id\":\"1234567890\",\"text\":\"Hello\"}";
    String played = "{\"wa_id\":\"1234567890\",\"text\":\"Hello\",\"type\":\"incoming\"}";

    JsonNode sent = JSON.readTree(ask("POST", "/api/send", "?send", body).body());
    JsonNode customers = JSON.readTree(ask("POST", "/api/send", "send", played).body());

    assertFalse(sent.path("message").has("sent_by"), "unknown");
    assertFalse(customers.path("message").has("sent_by"), "a customer's message");
  }

  private static CallingClient client(String caller) {
    return new CallingClient(parley.port(), caller);
  }

  /// A WebSocket that can be cut.
  private static final class RawSocket implements AutoCloseable, WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    RawSocket() {
      socket =
          HTTP.newWebSocketBuilder()
              .buildAsync(
                  URI.create(
                      "ws://127.0.0.1:" + parley.port() + "/socket.io/?EIO=4&transport=websocket"),
                  this)
              .join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      heard.add(data.toString()); // short ones arrive in one piece
      webSocket.request(1);
      return null;
    }

    void send(String packet) {
      socket.sendText(packet, true).join();
    }

    String hear(String prefix) throws InterruptedException {
      while (true) {
        String packet = heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (packet == null) {
          throw new AssertionError("no " + prefix + " came");
        }
        if (packet.startsWith(prefix)) {
          return packet;
        }
      }
    }

    void cut() {
      socket.abort();
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
