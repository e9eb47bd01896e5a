package dev.parley.limits;

/// The kinds of requests for the limits.
public enum Cost {
  /// Nothing: health checks, and webhooks, which WhatsApp may send as fast as it likes.
  FREE,
  /// A request.
  REQUEST,
  /// A request, and a message that is sent.
  MESSAGE
}
