package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.access.Role;
import dev.parley.access.Scope;
import dev.parley.realtime.Realtime;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Calls every route and sends every event of the running product as every kind of caller, and
/// compares who has access with the table at the end of `docs/security.md`. A route or an event
/// without a row there fails the test.
final class AccessMatrixTest {
  private static final Path PAGE = Path.of("..", "docs", "security.md");
  private static final String HEADING = "## Who may call what\n";
  private static final String EMAIL = "olga@example.com";
  private static final String PASSWORD = "four words of mine";
  private static final int AT_ONCE = 12;

  /// The header of a caller on another machine. Local callers may do everything without a
  /// credential, which would hide that a credential is not accepted.
  private static final List<String> REMOTE = List.of("X-Forwarded-For", "203.0.113.7");

  private static final ObjectMapper JSON = new ObjectMapper();

  /// The values of path variables: ids that do not exist, so that no call changes the result of
  /// another one.
  private static final Map<String, String> VALUES =
      Map.of(
          ":wa_id", "1234567890",
          ":id", "nothing_1",
          ":file", "nothing.css",
          ":page", "users",
          ":version", "25.0",
          ":phone_number_id", "310987654321098",
          ":media_id", "1037543291543637");

  @RegisterExtension
  static final RunningParley parley =
      RunningParley.with(
              "ANONYMOUS",
              "local",
              "RATE_LIMIT_API",
              "0",
              "RATE_LIMIT_SEND",
              "0",
              "WEBHOOK_VERIFY_TOKEN",
              "verify")
          .withOwner(EMAIL, PASSWORD);

  private static final List<Caller> CALLERS = new ArrayList<>();

  /// One column of the table.
  ///
  /// @param base the beginning of every path that the caller requests
  /// @param token the token for sockets; "" for none
  /// @param headers name and value in turn
  /// @param userId the user whose room the caller may join
  private record Caller(
      String name, String base, String token, String userId, List<String> headers) {
    String[] withType() {
      return and(headers, "Content-Type", "application/json").toArray(String[]::new);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    CALLERS.add(new Caller("local", "", "", "u_1", List.of()));
    CALLERS.add(new Caller("remote", "", "", "u_1", REMOTE));
    String owner = cookie(parley.post("/api/login", credentials(EMAIL)));
    for (Role role : List.of(Role.VIEWER, Role.AGENT, Role.ADMIN)) {
      CALLERS.add(user(role, invited(role, owner)));
    }
    CALLERS.add(user(Role.OWNER, owner));
    for (Scope scope : Scope.values()) {
      String body = "{\"name\":\"a key\",\"scopes\":[\"%s\"]}".formatted(scope.word());
      var made = parley.post("/api/keys", body, "Cookie", owner);
      assertEquals(201, made.statusCode(), made::body);
      String key = json(made).get("key").stringValue();
      CALLERS.add(
          scope == Scope.URL
              ? new Caller("url", "/k/" + key, key, "u_1", REMOTE)
              : new Caller(
                  scope.word(), "", key, "u_1", and(REMOTE, "Authorization", "Bearer " + key)));
    }
  }

  /// A user of the role who has chosen a password and signed in.
  private static String invited(Role role, String owner) {
    var added =
        parley.post(
            "/api/users",
            "{\"email\":\"%s\",\"name\":\"Ulla\",\"role\":\"%s\"}"
                .formatted(email(role), role.word()),
            "Cookie",
            owner);
    assertEquals(201, added.statusCode(), added::body);
    String link = json(added).get("link").stringValue();
    return cookie(
        parley.post(
            "/api/password",
            "{\"link\":\"%s\",\"password\":\"%s\"}"
                .formatted(link.substring(link.indexOf('=') + 1), PASSWORD)));
  }

  private static String email(Role role) {
    return role == Role.OWNER ? EMAIL : role.word() + "@example.com";
  }

  private static String credentials(String email) {
    return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD);
  }

  private static String cookie(HttpResponse<String> signedIn) {
    assertEquals(200, signedIn.statusCode(), signedIn::body);
    String cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static Caller user(Role role, String cookie) {
    var token = json(parley.post("/api/auth/token", credentials(email(role))));
    return new Caller(
        role.word(),
        "",
        token.get("access_token").stringValue(),
        json(parley.get("/api/me", "Cookie", cookie)).get("id").stringValue(),
        and(REMOTE, "Cookie", cookie));
  }

  private static List<String> and(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  /// `-Dgolden.update=true` rewrites the table; the difference must be reviewed.
  @Test
  void everyCallerHasExactlyTheAccessOfTheTable() throws Exception {
    String names = CALLERS.stream().map(Caller::name).collect(Collectors.joining(" | "));
    StringBuilder table = new StringBuilder();
    table.append("| | ").append(names).append(" |\n|").append(" --- |".repeat(CALLERS.size() + 1));
    table.append('\n');
    Map<String, String> events = events(); // first: the last of the routes ends the sessions
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (String route : routes()) {
        table.append(row("`" + route + "`", reached(route, threads)));
      }
    }
    Realtime.clientEvents().stream()
        .sorted()
        .forEach(
            event -> table.append(row("event `" + event + "`", events.getOrDefault(event, ""))));

    String page = Files.readString(PAGE);
    int start = page.indexOf("| |", page.indexOf(HEADING));
    if (Boolean.getBoolean("golden.update")) {
      page = page.substring(0, start) + table;
      Files.writeString(PAGE, page);
    }
    assertEquals(table.toString(), page.substring(start));
  }

  private static String row(String what, String marks) {
    return "| %s | %s |\n"
        .formatted(
            what,
            marks.chars().mapToObj(it -> it == 'x' ? "x" : "").collect(Collectors.joining(" | ")));
  }

  /// Every row of the table of routes, such as `GET /api/chats`. Signing out comes last.
  private static List<String> routes() throws Exception {
    List<String> routes = new ArrayList<>();
    new TreeMap<>(ServedRoutes.table(Files.createTempDirectory(parley.folder(), "routes")))
        .forEach((path, methods) -> {
          for (String method : methods.split(", ", -1)) {
            if (!method.equals("HEAD") && !method.equals("OPTIONS")) {
              routes.add(method + " " + path);
            }
          }
        });
    routes.sort(Comparator.comparing(route -> route.endsWith("/api/logout")));
    return routes;
  }

  /// A mark for each caller: `x` if the caller has access.
  private static String reached(String route, ExecutorService threads) throws Exception {
    String method = route.substring(0, route.indexOf(' '));
    String path = route.substring(route.indexOf(' ') + 1);
    for (var value : VALUES.entrySet()) {
      path = path.replaceAll(value.getKey() + "\\b", value.getValue());
    }
    assertTrue(!path.contains(":"), "a variable without a value: " + path);
    if (route.equals("GET /webhook")) {
      path += "?hub.mode=subscribe&hub.verify_token=verify&hub.challenge=1";
    }
    String asked = path;
    byte[] body = (method.equals("GET") || method.equals("DELETE") ? "" : "{}").getBytes(UTF_8);
    List<Future<Integer>> answers = new ArrayList<>();
    for (Caller caller : CALLERS) {
      answers.add(
          threads.submit(
              () -> parley.ask(method, caller.base + asked, body, caller.withType()).statusCode()));
    }
    StringBuilder marks = new StringBuilder();
    for (Future<Integer> answer : answers) {
      marks.append(answer.get() == 401 || answer.get() == 403 ? '-' : 'x');
    }
    return marks.toString();
  }

  /// For each event, a mark for each caller.
  private static Map<String, String> events() throws Exception {
    Map<String, String> all = new TreeMap<>();
    for (Caller caller : CALLERS) {
      try (Client socket = new Client(caller)) {
        boolean connected = socket.connects();
        for (String event : Realtime.clientEvents()) {
          boolean reached = connected && socket.reaches(event);
          all.merge(event, reached ? "x" : "-", String::concat);
        }
      }
    }
    return all;
  }

  /// A socket of a caller: here people are identified by the cookie, programs by the token.
  private static final class Client implements AutoCloseable {
    private final Caller caller;
    private final String namespace;
    private final RawSocket socket;

    Client(Caller caller) {
      this.caller = caller;
      this.namespace = caller.base.isEmpty() ? "" : caller.base + ",";
      this.socket = new RawSocket(parley, caller.headers);
    }

    boolean connects() throws InterruptedException {
      boolean byToken = caller.base.isEmpty() && caller.token.startsWith("parley_");
      String auth = byToken ? "{\"token\":\"%s\"}".formatted(caller.token) : "";
      socket.send("40" + namespace + auth);
      return socket.hear("4[04]" + namespace + ".*").startsWith("40");
    }

    boolean reaches(String event) throws Exception {
      String payload =
          "{\"userId\":\"%s\",\"chatId\":\"1\",\"wa_id\":\"1\",\"isTyping\":true,\"text\":\"Hi\",\"token\":\"%s\"}"
              .formatted(caller.userId, caller.token.isEmpty() ? "none" : caller.token);
      socket.send("42%s1[\"%s\",%s]".formatted(namespace, event, payload));
      String answer = socket.hear("43" + namespace + "1.*");
      JsonNode result = JSON.readTree(answer.substring(answer.indexOf('['))).get(0);
      return !List.of("forbidden", "unauthorized").contains(result.path("code").asText());
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
