package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Users of a running server who see only some chats: Sam sees those of the team `sales`, Ben those
/// that he answers, Tom those of the team `support`.
record SeveralAgents(RunningParley parley, Agent sam, Agent ben, Agent tom) {
  private static final String PASSWORD = "four words of mine";

  /// A user who has signed in.
  ///
  /// @param token the token for `Authorization`, and for sockets
  record Agent(String id, String name, String token) {
    String[] headers() {
      return new String[] {"Authorization", "Bearer " + token};
    }
  }

  /// Adds the users. Callers without a credential may do everything as before: `ANONYMOUS=all`.
  static SeveralAgents of(RunningParley parley) {
    parley.operate(
        "user-add",
        "email",
        "o@example.com",
        "name",
        "Olga",
        "role",
        "owner",
        "password",
        PASSWORD);
    return new SeveralAgents(
        parley,
        add(parley, "sam", "agent", "team", List.of("sales")),
        add(parley, "ben", "agent", "assigned", List.of()),
        add(parley, "tom", "agent", "team", List.of("support")));
  }

  Agent add(String name, String role, String visibility, List<String> teams) {
    return add(parley, name, role, visibility, teams);
  }

  private static Agent add(
      RunningParley parley, String name, String role, String visibility, List<String> teams) {
    String email = name + "@example.com";
    String id =
        parley
            .operate("user-add", "email", email, "name", name, "role", role, "password", PASSWORD)
            .at("/user/id")
            .textValue();
    show(parley, id, visibility, teams);
    return signedIn(parley, id, name);
  }

  private static Agent signedIn(RunningParley parley, String id, String name) {
    HttpResponse<String> signedIn =
        parley.post(
            "/api/auth/token",
            "{\"email\":\"%s@example.com\",\"password\":\"%s\"}".formatted(name, PASSWORD));
    return new Agent(id, name, json(signedIn).get("access_token").stringValue());
  }

  /// The same agent at another server on the same database.
  static Agent at(RunningParley other, Agent agent) {
    return signedIn(other, agent.id(), agent.name());
  }

  /// Sets which chats an agent sees.
  void show(Agent agent, String visibility, List<String> teams) {
    show(parley, agent.id(), visibility, teams);
  }

  private static void show(RunningParley parley, String id, String visibility, List<String> teams) {
    String body =
        "{\"visibility\":\"%s\",\"teams\":[%s]}"
            .formatted(
                visibility,
                teams.stream().map(it -> '"' + it + '"').collect(Collectors.joining(",")));
    HttpResponse<String> shown = parley.ask("PUT", "/api/users/" + id, body.getBytes(UTF_8));
    if (shown.statusCode() != 200) {
      throw new AssertionError(shown.body());
    }
  }

  /// Assigns a chat to a user and a team.
  HttpResponse<String> give(String chat, @Nullable String assignee, @Nullable String team) {
    String body = "{\"assignee\":%s,\"team\":%s}".formatted(quoted(assignee), quoted(team));
    return parley.ask("PUT", "/api/chats/" + chat, body.getBytes(UTF_8));
  }

  private static String quoted(@Nullable String text) {
    return text == null ? "null" : '"' + text + '"';
  }
}
