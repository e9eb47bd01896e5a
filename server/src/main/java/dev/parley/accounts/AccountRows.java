package dev.parley.accounts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.access.Role;
import dev.parley.access.Scope;
import dev.parley.access.Visibility;
import dev.parley.accounts.AccountRecord.Kind;
import dev.parley.tokens.SigningKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The accounts in the rows of one step. Used by one thread.
record AccountRows(AccountLedger ledger) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String NAME = "name";
  private static final String USER = "user";
  private static final String CREATED = "created";
  private static final String EXPIRES = "expires";
  private static final String REFRESH = "refresh";
  private static final String REPLACES = "replaces";
  private static final String SECRET = "secret";
  private static final String CONFIRMED = "confirmed";
  private static final String LAST_STEP = "last_step";
  private static final String RECOVERY = "recovery";
  private static final String SHORT_PASSWORD = "short_password";
  private static final String SCOPE_CHANGED = "scope_changed";
  private static final String THE_VERSION = "accounts";

  List<User> users() {
    return ledger.all(Kind.USER).stream().map(AccountRows::user).toList();
  }

  Optional<User> user(String id) {
    return ledger.find(Kind.USER, id).map(AccountRows::user);
  }

  Optional<User> userOf(String email) {
    return users().stream().filter(user -> user.email().equals(email)).findFirst();
  }

  void save(User user) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("email", user.email()).put(NAME, user.name()).put("role", user.role().word());
    json.put("password", user.password()).put("disabled", user.disabled());
    json.put(CREATED, user.createdAt().toEpochMilli());
    put(json, user.scope());
    save(Kind.USER, user.id(), json);
  }

  void remove(User user) {
    ledger.remove(Kind.USER, user.id());
    changed();
  }

  List<ApiKey> keys() {
    return ledger.all(Kind.KEY).stream().map(AccountRows::key).toList();
  }

  Optional<ApiKey> key(String id) {
    return ledger.find(Kind.KEY, id).map(AccountRows::key);
  }

  void save(ApiKey key) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(NAME, key.name()).put("hash", key.hash()).put(USER, key.user());
    key.scopes().stream().sorted().forEach(scope -> json.withArray("scopes").add(scope.word()));
    json.put(CREATED, key.createdAt().toEpochMilli());
    json.put(EXPIRES, key.expiresAt() == null ? null : key.expiresAt().toEpochMilli());
    save(Kind.KEY, key.id(), json);
  }

  void remove(ApiKey key) {
    ledger.remove(Kind.KEY, key.id());
    changed();
  }

  List<Session> sessions() {
    return ledger.all(Kind.SESSION).stream().map(AccountRows::session).toList();
  }

  /// Ordered by last use, the oldest first.
  List<Session> sessionsOf(String user) {
    return sessions().stream()
        .filter(session -> session.user().equals(user))
        .sorted(Comparator.comparing(Session::seenAt))
        .toList();
  }

  Optional<Session> session(String id) {
    return ledger.find(Kind.SESSION, id).map(AccountRows::session);
  }

  void save(Session session) {
    save(Kind.SESSION, session.id(), json(session));
  }

  /// Stores when a session was last used. This does not change the version, because nobody's access
  /// changes: other processes need not read the accounts again.
  void saveSeen(Session session) {
    ledger.save(new AccountRecord(Kind.SESSION, session.id(), json(session).toString()));
  }

  private static ObjectNode json(Session session) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(USER, session.user()).put(CREATED, session.createdAt().toEpochMilli());
    json.put("seen", session.seenAt().toEpochMilli()).put("label", session.label());
    json.put("address", session.address());
    if (session.refresh() != null) {
      json.put(REFRESH, session.refresh());
    }
    if (session.replaces() != null) {
      json.put(REPLACES, session.replaces());
    }
    return json;
  }

  void remove(Session session) {
    ledger.remove(Kind.SESSION, session.id());
    changed();
  }

  Optional<OneTimeLink> link(String id) {
    return ledger.find(Kind.LINK, id).map(AccountRows::link);
  }

  List<OneTimeLink> links() {
    return ledger.all(Kind.LINK).stream().map(AccountRows::link).toList();
  }

  void save(OneTimeLink link) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(USER, link.user()).put(EXPIRES, link.expiresAt().toEpochMilli());
    save(Kind.LINK, link.id(), json);
  }

  void remove(OneTimeLink link) {
    ledger.remove(Kind.LINK, link.id());
    changed();
  }

  Optional<SecondFactor> secondFactor(String user) {
    return ledger.find(Kind.SECOND_FACTOR, user).map(AccountRows::secondFactor);
  }

  void save(SecondFactor factor) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(SECRET, factor.secret()).put(CONFIRMED, factor.confirmed());
    json.put(CREATED, factor.createdAt().toEpochMilli()).put(LAST_STEP, factor.lastStep());
    factor.recovery().forEach(hash -> json.withArray(RECOVERY).add(hash));
    json.put(SHORT_PASSWORD, factor.shortPassword());
    save(Kind.SECOND_FACTOR, factor.user(), json);
  }

  void remove(SecondFactor factor) {
    ledger.remove(Kind.SECOND_FACTOR, factor.user());
    changed();
  }

  List<SigningKey> signingKeys() {
    return ledger.all(Kind.TOKEN_KEY).stream().map(AccountRows::signingKey).toList();
  }

  void save(SigningKey key) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("jwk", key.jwk()).put("used_from", key.usedFrom().toEpochMilli());
    save(Kind.TOKEN_KEY, key.id(), json);
  }

  void remove(SigningKey key) {
    ledger.remove(Kind.TOKEN_KEY, key.id());
    changed();
  }

  /// Adds to the audit trail. That changes no access.
  void note(AccountRecord entry) {
    ledger.save(entry);
  }

  /// Adds a row of another store unchanged.
  void add(AccountRecord row) {
    ledger.save(row);
    changed();
  }

  private void save(Kind kind, String id, ObjectNode body) {
    ledger.save(new AccountRecord(kind, id, body.toString()));
    changed();
  }

  /// Changes the version, so that other processes notice the change.
  private void changed() {
    ledger.save(new AccountRecord(Kind.VERSION, THE_VERSION, Secrets.id()));
  }

  /// Reads all rows of one kind, for [Directory].
  static <T> List<T> all(List<AccountRecord> rows, Kind kind, Function<AccountRecord, T> reader) {
    return rows.stream().filter(row -> row.kind() == kind).map(reader).toList();
  }

  static User user(AccountRecord row) {
    JsonNode json = parsed(row);
    return new User(
        row.id(),
        json.path("email").asText(),
        json.path(NAME).asText(),
        Role.of(json.path("role").asText()).orElse(Role.VIEWER),
        json.path("password").textValue(),
        json.path("disabled").asBoolean(),
        time(json, CREATED),
        scope(json));
  }

  private static void put(ObjectNode json, ChatScope scope) {
    json.put("visibility", scope.visibility().word());
    scope.sortedTeams().forEach(json.withArray("teams")::add);
    json.put(SCOPE_CHANGED, scope.changedAt() == null ? null : scope.changedAt().toEpochMilli());
  }

  /// The chats that a user sees. Rows of earlier versions do not contain that: such a user sees
  /// every chat. If this version does not know the word in the row, the user sees only chats that
  /// are assigned to them.
  private static ChatScope scope(JsonNode json) {
    if (!json.has("visibility")) {
      return ChatScope.DEFAULT;
    }
    Set<String> teams = new HashSet<>();
    json.path("teams").forEach(team -> teams.add(team.asText()));
    return new ChatScope(
        Visibility.of(json.path("visibility").asText()).orElse(Visibility.ASSIGNED),
        teams,
        json.path(SCOPE_CHANGED).isNumber() ? time(json, SCOPE_CHANGED) : null);
  }

  static ApiKey key(AccountRecord row) {
    JsonNode json = parsed(row);
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    json.path("scopes").forEach(word -> Scope.of(word.asText()).ifPresent(scopes::add));
    return new ApiKey(
        row.id(),
        json.path(NAME).asText(),
        scopes,
        json.path("hash").asText(),
        json.path(USER).textValue(),
        time(json, CREATED),
        json.path(EXPIRES).isNumber() ? time(json, EXPIRES) : null);
  }

  static Session session(AccountRecord row) {
    JsonNode json = parsed(row);
    return new Session(
        row.id(),
        json.path(USER).asText(),
        time(json, CREATED),
        time(json, "seen"),
        json.path("label").asText(),
        json.path("address").asText(),
        json.path(REFRESH).textValue(),
        json.path(REPLACES).textValue());
  }

  static SigningKey signingKey(AccountRecord row) {
    JsonNode json = parsed(row);
    return new SigningKey(row.id(), json.path("jwk").asText(), time(json, "used_from"));
  }

  private static SecondFactor secondFactor(AccountRecord row) {
    JsonNode json = parsed(row);
    List<String> recovery = new ArrayList<>();
    json.path(RECOVERY).forEach(hash -> recovery.add(hash.asText()));
    return new SecondFactor(
        row.id(),
        json.path(SECRET).asText(),
        json.path(CONFIRMED).asBoolean(),
        time(json, CREATED),
        json.path(LAST_STEP).asLong(),
        recovery,
        json.path(SHORT_PASSWORD).asBoolean());
  }

  private static OneTimeLink link(AccountRecord row) {
    JsonNode json = parsed(row);
    @Nullable String user = json.path(USER).textValue();
    return new OneTimeLink(row.id(), user, time(json, EXPIRES));
  }

  private static Instant time(JsonNode json, String name) {
    return Instant.ofEpochMilli(json.path(name).asLong());
  }

  /// The body of a row.
  static JsonNode parsed(AccountRecord row) {
    try {
      return JSON.readTree(row.body());
    } catch (JsonProcessingException damaged) {
      // The message does not quote the row, which may contain the hash of a password.
      throw new IllegalStateException(
          "the account row %s %s is damaged".formatted(row.kind().word(), row.id()));
    }
  }

  /// An entry of the audit trail.
  static JsonNode auditEntry(String json) {
    return parsed(new AccountRecord(Kind.AUDIT, "", json));
  }
}
