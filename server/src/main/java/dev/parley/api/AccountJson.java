package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.accounts.ApiKey;
import dev.parley.accounts.Session;
import dev.parley.accounts.User;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Users, sign-ins and API keys in JSON. Neither a password nor a hash is ever written.
///
/// ```json
/// {"id": "u_4f7k2m9q3x", "email": "ann@example.com", "name": "Ann", "role": "agent",
///  "disabled": false, "visibility": "team", "teams": ["sales"],
///  "createdAt": "2026-11-24T12:00:00.000Z"}
/// ```
public final class AccountJson {
  private AccountJson() {}

  /// Writes a user.
  public static void write(JsonGenerator json, User user) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", user.id());
    json.writeStringField("email", user.email());
    json.writeStringField("name", user.name());
    json.writeStringField("role", user.role().word());
    json.writeBooleanField("disabled", user.disabled());
    json.writeStringField("visibility", user.scope().visibility().word());
    json.writeArrayFieldStart("teams");
    for (String team : user.scope().sortedTeams()) {
      json.writeString(team);
    }
    json.writeEndArray();
    json.writeStringField("createdAt", Times.format(user.createdAt()));
    json.writeEndObject();
  }

  /// Writes users as an array.
  public static void writeUsers(JsonGenerator json, List<User> users) throws IOException {
    json.writeStartArray();
    for (User user : users) {
      write(json, user);
    }
    json.writeEndArray();
  }

  /// Writes a key.
  ///
  /// @param whole the key itself, which is shown only once; null: not shown
  public static void write(JsonGenerator json, ApiKey key, @Nullable String whole)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", key.id());
    json.writeStringField("name", key.name());
    json.writeArrayFieldStart("scopes");
    for (var scope : key.scopes().stream().sorted().toList()) {
      json.writeString(scope.word());
    }
    json.writeEndArray();
    json.writeStringField("createdAt", Times.format(key.createdAt()));
    json.writeStringField(
        "expires_at", key.expiresAt() == null ? null : Times.format(key.expiresAt()));
    if (whole != null) {
      json.writeStringField("key", whole);
    }
    json.writeEndObject();
  }

  /// Writes keys as an array.
  public static void writeKeys(JsonGenerator json, List<ApiKey> keys) throws IOException {
    json.writeStartArray();
    for (ApiKey key : keys) {
      write(json, key, null);
    }
    json.writeEndArray();
  }

  /// Writes sign-ins as an array.
  ///
  /// @param own the credential of the caller's request
  public static void writeSessions(JsonGenerator json, List<Session> sessions, String own)
      throws IOException {
    json.writeStartArray();
    for (Session session : sessions) {
      json.writeStartObject();
      json.writeStringField("id", session.shortId());
      json.writeStringField("label", session.label());
      json.writeStringField("address", session.address());
      json.writeStringField("createdAt", Times.format(session.createdAt()));
      json.writeStringField("seenAt", Times.format(session.seenAt()));
      json.writeBooleanField("current", own.endsWith(session.shortId()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
