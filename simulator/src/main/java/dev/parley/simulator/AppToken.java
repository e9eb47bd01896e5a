package dev.parley.simulator;

import org.jspecify.annotations.Nullable;

/// The token of an app, not of a user: `880012345678901|the app's secret`. Graph requires it for
/// requests about the app itself. Source: Graph API docs, "Access tokens > App access tokens"; the
/// texts of the refusals are the ones that integrators report.
final class AppToken {
  private AppToken() {}

  /// Whether a token has the shape of an app's token.
  static boolean is(String token) {
    return token.matches("[0-9]{1,20}\\|.*");
  }

  /// Checks a token that has the shape of an app's token.
  ///
  /// @param secret the app's secret; null: any secret is accepted
  /// @throws GraphError 190 if the token belongs to another app, or has another secret
  static void check(String token, String app, @Nullable String secret) {
    int sign = token.indexOf('|');
    if (!token.substring(0, sign).equals(app)) {
      throw GraphError.token(GraphCode.TOKEN_OF_NO_APP);
    }
    if (secret != null && !token.substring(sign + 1).equals(secret)) {
      throw GraphError.token(GraphCode.TOKEN_UNSIGNED);
    }
  }
}
