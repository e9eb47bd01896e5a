package dev.parley.http;

import dev.parley.accounts.Accounts;
import dev.parley.accounts.OwnAccount;
import dev.parley.accounts.SignIn;
import dev.parley.accounts.SignIn.SignedIn;
import dev.parley.accounts.User;
import dev.parley.api.AccountJson;
import dev.parley.api.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Signing in and out, and changes that signed-in users make to their own account.
///
/// ```
/// POST /api/login {"email": "ann@example.com", "password": "...", "code": "492039"}
///   200 {"user": User}, and a cookie; `code` is needed by users with a second factor
/// POST /api/setup {"link": "...", "email": ..., "name": ..., "password": ...}     the first owner
/// POST /api/password {"link": "...", "password": "..."}            a password, by a one-time link
/// POST /api/logout                                                                            204
/// GET /api/me                                                                                User
/// PUT /api/me {"name": "Ann", "password": ..., "current_password": ...}                      User,
///   and a cookie with another password
/// GET /api/sessions                                             where the caller is signed in
/// DELETE /api/sessions/:id                                                                    204
/// ```
final class SignIns {
  private static final String PASSWORD = "password";
  private static final String CODE = "code";

  private final Accounts accounts;
  private final SessionCookie cookie;

  SignIns(Accounts accounts, SessionCookie cookie) {
    this.accounts = accounts;
    this.cookie = cookie;
  }

  Response logIn(Request request) {
    RequestFields fields = fields(request, List.of(CODE), "email", PASSWORD);
    return signedIn(
        accounts
            .from(request.origin())
            .signIn()
            .signIn(text(fields, "email"), text(fields, PASSWORD), code(fields), place(request)));
  }

  Response setUp(Request request) {
    RequestFields fields = fields(request, List.of(), "link", "email", "name", PASSWORD);
    return signedIn(
        accounts
            .from(request.origin())
            .signIn()
            .claim(
                text(fields, "link"),
                text(fields, "email"),
                text(fields, "name"),
                text(fields, PASSWORD),
                place(request)));
  }

  Response setPassword(Request request) {
    RequestFields fields = fields(request, List.of(CODE), "link", PASSWORD);
    return signedIn(
        accounts
            .from(request.origin())
            .signIn()
            .setPassword(
                text(fields, "link"), text(fields, PASSWORD), code(fields), place(request)));
  }

  Response logOut(Request request) {
    accounts.from(request.origin()).own().signOut(request.caller());
    return cookie.without(nothing());
  }

  Response me(Request request) {
    return user(accounts.own().me(request.caller()));
  }

  Response changeMe(Request request) {
    RequestFields fields = request.fields(List.of("name", PASSWORD, "current_password"));
    String name = fields.text("name");
    String password = fields.text(PASSWORD);
    String current = fields.text("current_password");
    fields.check(null);
    OwnAccount.Changed changed =
        accounts.from(request.origin()).own().changeMe(request.caller(), name, password, current);
    return cookie.with(changed.cookie(), user(changed.user()));
  }

  Response sessions(Request request) {
    String own = String.valueOf(request.caller().credential());
    return Response.json(
        200,
        json -> AccountJson.writeSessions(json, accounts.own().sessions(request.caller()), own));
  }

  Response endSession(Request request) {
    accounts.from(request.origin()).own().endSession(request.caller(), request.pathValue("id"));
    return nothing();
  }

  private Response signedIn(SignedIn signedIn) {
    return cookie.with(
        signedIn.cookie(),
        Response.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeFieldName("user");
              AccountJson.write(json, signedIn.user());
              json.writeEndObject();
            }));
  }

  /// The browser and address of a request.
  static SignIn.Origin place(Request request) {
    String browser = request.header("User-Agent");
    return new SignIn.Origin(
        request.address().address(),
        request.address().shared(),
        browser == null ? "unknown" : browser);
  }

  private static @Nullable String code(RequestFields fields) {
    String code = fields.text(CODE);
    fields.check(null);
    return code;
  }

  private static RequestFields fields(Request request, List<String> optional, String... needed) {
    List<String> all = new ArrayList<>(optional);
    all.addAll(List.of(needed));
    RequestFields fields = request.fields(all);
    fields.lacks(needed);
    fields.check(null);
    return fields;
  }

  private static String text(RequestFields fields, String name) {
    String text = fields.text(name);
    fields.check(null);
    return Objects.requireNonNull(text);
  }

  private static Response.Whole user(User user) {
    return Response.json(200, json -> AccountJson.write(json, user));
  }

  /// `204`.
  static Response.Whole nothing() {
    return new Response.Whole(204, Map.of(), new byte[0]);
  }
}
