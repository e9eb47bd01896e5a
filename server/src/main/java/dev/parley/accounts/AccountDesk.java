package dev.parley.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.access.Scope;
import dev.parley.access.Visibility;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Executes the requests of commands, in the form in which commands send them to a running Parley.
/// The caller is the owner of the data folder, who may do everything. Blocks; safe for use by many
/// threads.
///
/// ```json
/// {"what": "user-add", "email": "ann@example.com", "name": "Ann", "role": "agent"}
/// {"user": {"id": "u_4f7k2m9q3x", "email": "ann@example.com", ...}, "link": "4vJ9..."}
/// ```
public final class AccountDesk {
  private static final String WHAT = "what";
  private static final String USER = "user";
  private static final String LINK = "link";

  /// The entry of the audit trail for a copy of the whole store.
  static final String BACKED_UP = "store_backed_up";

  private final Accounts accounts;

  public AccountDesk(Accounts accounts) {
    this.accounts = accounts;
  }

  /// Runs a command.
  ///
  /// @throws Refusal as [Accounts] does; `invalid_request` for a command that this version does not
  ///   know
  public ObjectNode perform(JsonNode asked) {
    Principal by = Principal.OPERATOR;
    return switch (asked.path(WHAT).asText()) {
      case "setup-link" -> {
        ObjectNode answer = object();
        accounts.signIn().setupLink().ifPresent(link -> answer.put(LINK, link));
        if (answer.has(LINK)) {
          accounts.note(by, "setup_link", null);
        }
        yield answer;
      }
      case "user-add" ->
          added(
              accounts
                  .users()
                  .addUser(
                      by,
                      text(asked, "email"),
                      text(asked, "name"),
                      role(asked),
                      asked.path("password").textValue()));
      case "user-list" -> {
        ObjectNode answer = object();
        ArrayNode list = answer.putArray("users");
        accounts.users().users(by).forEach(user -> list.add(json(user)));
        yield answer;
      }
      case "user-role" -> changed(asked, UserChange.ofRole(role(asked)));
      case "user-visibility" ->
          changed(asked, new UserChange(null, null, visibility(asked), teams(asked)));
      case "user-disable" -> changed(asked, UserChange.ofAccess(true));
      case "user-enable" -> changed(asked, UserChange.ofAccess(false));
      case "user-remove" -> {
        accounts.users().removeUser(by, text(asked, USER));
        yield object();
      }
      case "user-reset-password" -> added(accounts.users().resetPassword(by, text(asked, USER)));
      case "user-reset-second-factor" -> {
        accounts.secondFactors().removeOf(by, text(asked, USER));
        yield object();
      }
      case "user-sessions" -> {
        ObjectNode answer = object();
        ArrayNode list = answer.putArray("sessions");
        accounts.own().sessionsOf(by, text(asked, USER)).forEach(it -> list.add(json(it)));
        yield answer;
      }
      case "key-add" -> {
        ApiKeys.NewKey made =
            accounts
                .keys()
                .addKey(by, text(asked, "name"), scopes(asked), time(asked, "expires_at"));
        yield json(made.key()).put("key", made.whole());
      }
      case "key-list" -> {
        ObjectNode answer = object();
        ArrayNode list = answer.putArray("keys");
        accounts.keys().keys(by).forEach(key -> list.add(json(key)));
        yield answer;
      }
      case "audit" -> {
        ObjectNode answer = object();
        ArrayNode list = answer.putArray("entries");
        int limit = Math.clamp(asked.path("limit").asInt(100), 1, 1000);
        accounts
            .audit(by, asked.path("before").textValue(), limit)
            .forEach(entry -> list.add(AccountRows.auditEntry(entry)));
        yield answer;
      }
      case "audit-exported" -> {
        accounts.note(by, "audit_exported", null);
        yield object();
      }
      case "backed-up" -> {
        accounts.note(by, BACKED_UP, null);
        yield object();
      }
      case "key-revoke" -> {
        accounts.keys().removeKey(by, text(asked, "id"));
        yield object();
      }
      default ->
          throw new Refusal(
              ErrorCode.INVALID_REQUEST,
              "The running Parley does not know this command: restart it with the version of the"
                  + " command");
    };
  }

  private ObjectNode changed(JsonNode asked, UserChange change) {
    return user(accounts.users().changeUser(Principal.OPERATOR, text(asked, USER), change));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode user(User user) {
    return object().set(USER, json(user));
  }

  private static ObjectNode added(Users.Added added) {
    ObjectNode answer = user(added.user());
    return added.link() == null ? answer : answer.put(LINK, added.link());
  }

  private static ObjectNode json(User user) {
    ObjectNode json =
        object()
            .put("id", user.id())
            .put("email", user.email())
            .put("name", user.name())
            .put("role", user.role().word())
            .put("disabled", user.disabled())
            .put("visibility", user.scope().visibility().word());
    user.scope().sortedTeams().forEach(json.withArray("teams")::add);
    return json;
  }

  private static ObjectNode json(Session session) {
    return object()
        .put("id", session.shortId())
        .put("label", session.label())
        .put("address", session.address())
        .put("created", session.createdAt().toString())
        .put("seen", session.seenAt().toString());
  }

  private static ObjectNode json(ApiKey key) {
    ObjectNode json = object().put("id", key.id()).put("name", key.name());
    key.scopes().stream().sorted().forEach(scope -> json.withArray("scopes").add(scope.word()));
    json.put("created", key.createdAt().toString());
    return key.expiresAt() == null ? json : json.put("expires", key.expiresAt().toString());
  }

  private static String text(JsonNode asked, String name) {
    @Nullable String text = asked.path(name).textValue();
    if (text == null) {
      throw Refusal.invalid(name, "is missing");
    }
    return text;
  }

  private static Role role(JsonNode asked) {
    return Role.of(text(asked, "role"))
        .orElseThrow(() -> Refusal.invalid("role", "must be owner, admin, agent or viewer"));
  }

  private static Visibility visibility(JsonNode asked) {
    return Visibility.of(text(asked, "visibility"))
        .orElseThrow(() -> Refusal.invalid("visibility", "must be all, team or assigned"));
  }

  /// The requested teams; null if the request names none: then the current ones stay.
  private static @Nullable Set<String> teams(JsonNode asked) {
    if (!asked.has("teams")) {
      return null;
    }
    List<String> words = new ArrayList<>();
    asked.path("teams").forEach(word -> words.add(word.asText()));
    return ChatScope.teams(words);
  }

  private static Set<Scope> scopes(JsonNode asked) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (JsonNode word : asked.path("scopes")) {
      scopes.add(
          Scope.of(word.asText())
              .orElseThrow(() ->
                  Refusal.invalid(
                      "scopes", "must be of read, send, manage, webhook, metrics, url")));
    }
    return scopes;
  }

  private static @Nullable Instant time(JsonNode asked, String name) {
    @Nullable String text = asked.path(name).textValue();
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException unreadable) {
      throw Refusal.invalid(name, "must be a time such as 2027-01-31T00:00:00Z");
    }
  }
}
