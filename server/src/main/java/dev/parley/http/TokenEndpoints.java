package dev.parley.http;

import dev.parley.accounts.Tokens;
import dev.parley.accounts.Tokens.Issued;
import dev.parley.api.RequestFields;
import java.util.List;
import java.util.Objects;

/// Access tokens for programs.
///
/// ```
/// POST /api/auth/token {"email": ..., "password": ..., "code": ...} | {"refresh_token": ...}
///     | {} with an API key
///   200 {"access_token": ..., "token_type": "Bearer", "expires_in": 900, "refresh_token": ...}
/// GET /.well-known/jwks.json                             the keys with which tokens are checked
/// ```
final class TokenEndpoints {
  private static final String EMAIL = "email";
  private static final String PASSWORD = "password";
  private static final String CODE = "code";
  private static final String REFRESH = "refresh_token";

  private final Tokens tokens;

  TokenEndpoints(Tokens tokens) {
    this.tokens = tokens;
  }

  Response issue(Request request) {
    Issued issued = issued(request);
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeStringField("access_token", issued.access());
          json.writeStringField("token_type", "Bearer");
          json.writeNumberField("expires_in", issued.valid().toSeconds());
          if (issued.refresh() != null) {
            json.writeStringField(REFRESH, issued.refresh());
          }
          json.writeEndObject();
        });
  }

  private Issued issued(Request request) {
    if (request.body().length == 0) {
      return tokens.from(request.origin()).forKey(request.caller());
    }
    RequestFields fields = request.fields(List.of(EMAIL, PASSWORD, CODE, REFRESH));
    if (!fields.isEmpty(REFRESH)) {
      String refresh = fields.text(REFRESH);
      fields.check(null);
      return tokens.from(request.origin()).forRefresh(Objects.requireNonNull(refresh));
    }
    fields.lacks(EMAIL, PASSWORD);
    String email = fields.text(EMAIL);
    String password = fields.text(PASSWORD);
    String code = fields.text(CODE);
    fields.check(null);
    return tokens
        .from(request.origin())
        .forPassword(
            Objects.requireNonNull(email),
            Objects.requireNonNull(password),
            code,
            SignIns.place(request));
  }

  /// The public keys. Other programs may cache them for ten minutes, because a key is published a
  /// day before it is used.
  Response keys(Request request) {
    return Response.text(
            "application/jwk-set+json", "{\"keys\":[" + String.join(",", tokens.published()) + "]}")
        .with("Cache-Control", "public, max-age=600");
  }
}
