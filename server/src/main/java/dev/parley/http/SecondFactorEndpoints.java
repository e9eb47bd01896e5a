package dev.parley.http;

import dev.parley.accounts.Accounts;
import dev.parley.accounts.SecondFactors;
import dev.parley.api.RequestFields;
import java.util.List;
import java.util.Objects;

/// The second factor of a signed-in user, and its removal for users who have lost theirs.
///
/// ```
/// GET /api/me/second-factor                               {"enabled": true, "recovery_codes": 10}
/// POST /api/me/second-factor {"current_password": ...}    {"secret": ..., "uri": "otpauth://..."}
/// PUT /api/me/second-factor {"code": "492039"}           {"recovery_codes": [...]}, and a cookie
/// DELETE /api/me/second-factor {"current_password": ..., "code": ...}                         204
/// DELETE /api/users/:id/second-factor                                                         204
/// ```
final class SecondFactorEndpoints {
  private static final String PASSWORD = "current_password";
  private static final String CODE = "code";
  private static final String RECOVERY_CODES = "recovery_codes";

  private final Accounts accounts;
  private final SessionCookie cookie;

  SecondFactorEndpoints(Accounts accounts, SessionCookie cookie) {
    this.accounts = accounts;
    this.cookie = cookie;
  }

  Response state(Request request) {
    SecondFactors.State state = accounts.secondFactors().state(request.caller());
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("enabled", state.enabled());
          json.writeNumberField(RECOVERY_CODES, state.recoveryCodes());
          json.writeEndObject();
        });
  }

  Response enrol(Request request) {
    RequestFields fields = request.fields(List.of(PASSWORD));
    String password = fields.text(PASSWORD);
    fields.check(null);
    SecondFactors.Enrolment made =
        accounts.from(request.origin()).secondFactors().enrol(request.caller(), password);
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("secret", made.secret());
          json.writeStringField("uri", made.uri());
          json.writeEndObject();
        });
  }

  Response confirm(Request request) {
    RequestFields fields = request.fields(List.of(CODE));
    fields.lacks(CODE);
    String code = fields.text(CODE);
    fields.check(null);
    SecondFactors.Confirmed confirmed =
        accounts
            .from(request.origin())
            .secondFactors()
            .confirm(request.caller(), Objects.requireNonNull(code));
    return cookie.with(
        confirmed.cookie(),
        Response.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart(RECOVERY_CODES);
              for (String one : confirmed.recoveryCodes()) {
                json.writeString(one);
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }

  Response remove(Request request) {
    RequestFields fields = request.fields(List.of(PASSWORD, CODE));
    String password = fields.text(PASSWORD);
    String code = fields.text(CODE);
    fields.check(null);
    accounts.from(request.origin()).secondFactors().remove(request.caller(), password, code);
    return SignIns.nothing();
  }

  Response removeOf(Request request) {
    accounts
        .from(request.origin())
        .secondFactors()
        .removeOf(request.caller(), request.pathValue("id"));
    return SignIns.nothing();
  }
}
