package dev.parley.http;

import dev.parley.chat.Refusal;

/// The parameter `include`, which asks for more than is shown by itself.
final class Include {
  private Include() {}

  /// @throws Refusal `invalid_request` when something unknown is asked for
  static boolean webhookData(Request request) {
    String include = request.query("include");
    if (include == null) {
      return false;
    }
    if (!include.equals("webhook_data")) {
      throw Refusal.invalid("include", "must be webhook_data");
    }
    return true;
  }
}
