package dev.parley.http;

import dev.parley.access.Role;
import dev.parley.access.Scope;
import dev.parley.access.Visibility;
import dev.parley.accounts.Accounts;
import dev.parley.accounts.ApiKeys.NewKey;
import dev.parley.accounts.ChatScope;
import dev.parley.accounts.UserChange;
import dev.parley.accounts.Users.Added;
import dev.parley.api.AccountJson;
import dev.parley.api.RequestFields;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Users and API keys.
///
/// ```
/// GET /api/users                                                                          [User]
/// POST /api/users {"email": ..., "name": ..., "role": "agent"}     201 {"user": User, "link": ...}
/// PUT /api/users/:id {"role": "agent", "disabled": false,
///                     "visibility": "team", "teams": ["sales"]}                              User
/// DELETE /api/users/:id                                                                       204
/// POST /api/users/:id/password                                       {"user": User, "link": ...}
/// GET /api/keys                                                                            [Key]
/// POST /api/keys {"name": ..., "scopes": ["read", "send"], "expires_at": ...}      201, the key
/// DELETE /api/keys/:id                                                                        204
/// ```
///
/// A `link` sets the password of its user. It works once, and is shown only once.
final class UserEndpoints {
  private static final String ROLE = "role";
  private static final String VISIBILITY = "visibility";
  private static final String TEAMS = "teams";
  private static final String EXPIRES = "expires_at";

  private final Accounts accounts;
  private final Links links;

  /// Makes the address of a page from the secret of a one-time link.
  interface Links {
    /// The address of the page on which a user chooses a password.
    ///
    /// @param secret the secret of the link, for example of [Added#link]
    String password(String secret);
  }

  UserEndpoints(Accounts accounts, Links links) {
    this.accounts = accounts;
    this.links = links;
  }

  Response users(Request request) {
    return Response.json(
        200, json -> AccountJson.writeUsers(json, accounts.users().users(request.caller())));
  }

  Response addUser(Request request) {
    RequestFields fields = request.fields(List.of("email", "name", ROLE));
    fields.lacks("email", "name", ROLE);
    String email = fields.text("email");
    String name = fields.text("name");
    Role role = role(fields);
    fields.check(null);
    return added(
        201,
        accounts
            .from(request.origin())
            .users()
            .addUser(
                request.caller(),
                Objects.requireNonNull(email),
                Objects.requireNonNull(name),
                Objects.requireNonNull(role),
                null));
  }

  Response changeUser(Request request) {
    RequestFields fields = request.fields(List.of(ROLE, "disabled", VISIBILITY, TEAMS));
    Role role = role(fields);
    Boolean disabled = fields.truth("disabled");
    Visibility visibility = visibility(fields);
    List<String> teams = fields.has(TEAMS) ? fields.texts(TEAMS) : null;
    fields.check(null);
    UserChange change =
        new UserChange(role, disabled, visibility, teams == null ? null : ChatScope.teams(teams));
    var user =
        accounts
            .from(request.origin())
            .users()
            .changeUser(request.caller(), request.pathValue("id"), change);
    return Response.json(200, json -> AccountJson.write(json, user));
  }

  Response removeUser(Request request) {
    accounts.from(request.origin()).users().removeUser(request.caller(), request.pathValue("id"));
    return SignIns.nothing();
  }

  Response resetPassword(Request request) {
    return added(
        200,
        accounts
            .from(request.origin())
            .users()
            .resetPassword(request.caller(), request.pathValue("id")));
  }

  Response keys(Request request) {
    return Response.json(
        200, json -> AccountJson.writeKeys(json, accounts.keys().keys(request.caller())));
  }

  Response addKey(Request request) {
    RequestFields fields = request.fields(List.of("name", "scopes", EXPIRES));
    fields.lacks("name", "scopes");
    String name = fields.text("name");
    Set<Scope> scopes = scopes(fields);
    Instant expiresAt = fields.isEmpty(EXPIRES) ? null : fields.time(EXPIRES);
    fields.check(null);
    NewKey made =
        accounts
            .from(request.origin())
            .keys()
            .addKey(request.caller(), Objects.requireNonNull(name), scopes, expiresAt);
    return Response.json(201, json -> AccountJson.write(json, made.key(), made.whole()));
  }

  Response removeKey(Request request) {
    accounts.from(request.origin()).keys().removeKey(request.caller(), request.pathValue("id"));
    return SignIns.nothing();
  }

  private Response added(int status, Added added) {
    return Response.json(
        status,
        json -> {
          json.writeStartObject();
          json.writeFieldName("user");
          AccountJson.write(json, added.user());
          if (added.link() != null) {
            json.writeStringField("link", links.password(added.link()));
          }
          json.writeEndObject();
        });
  }

  private static @Nullable Role role(RequestFields fields) {
    String word = fields.text(ROLE);
    Role role = word == null ? null : Role.of(word).orElse(null);
    if (word != null && role == null) {
      fields.wrong(ROLE, "must be owner, admin, agent or viewer");
    }
    return role;
  }

  private static @Nullable Visibility visibility(RequestFields fields) {
    String word = fields.text(VISIBILITY);
    Visibility visibility = word == null ? null : Visibility.of(word).orElse(null);
    if (word != null && visibility == null) {
      fields.wrong(VISIBILITY, "must be all, team or assigned");
    }
    return visibility;
  }

  private static Set<Scope> scopes(RequestFields fields) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    List<String> words = fields.texts("scopes");
    for (String word : words) {
      Scope.of(word)
          .ifPresentOrElse(
              scopes::add,
              () ->
                  fields.wrong(
                      "scopes",
                      "must be a list of "
                          + Arrays.stream(Scope.values())
                              .map(Scope::word)
                              .collect(Collectors.joining(", "))));
    }
    return scopes;
  }
}
