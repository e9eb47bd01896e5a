package dev.parley.chat;

import java.util.Locale;

/// Why a request was refused. The lower-case name is the `code` that clients see; it never changes.
public enum ErrorCode {
  /// Something in the request is wrong: mend it before trying again.
  INVALID_REQUEST,
  /// Who asks is unknown, or a signature is wrong.
  UNAUTHORIZED,
  /// Known, but not allowed.
  FORBIDDEN,
  /// There is no such thing.
  NOT_FOUND,
  /// The path exists, but not for this method.
  METHOD_NOT_ALLOWED,
  /// Contradicts what is stored, for example an id used for another message.
  CONFLICT,
  /// Only a message that failed can be sent again.
  NOT_FAILED,
  /// Only a template can be sent: the customer has not written or called for 24 hours. See
  /// [ServiceWindow].
  WINDOW_CLOSED,
  /// Larger than the limit that the message names.
  TOO_LARGE,
  /// A body in a form that is not read here.
  UNSUPPORTED_MEDIA_TYPE,
  /// The client took too long to send its request; it may try again.
  REQUEST_TIMEOUT,
  /// Too many requests; try again after `Retry-After`.
  RATE_LIMITED,
  /// Our fault. Nothing about the cause leaves the server.
  INTERNAL,
  /// More work than can be queued, or shutting down; try again after `Retry-After`.
  OVERLOADED,
  /// The store cannot be reached or written; try again after `Retry-After`.
  STORE_UNAVAILABLE,
  /// WhatsApp does not give what was asked for; the sentence has its reason. Try again later.
  WHATSAPP_UNAVAILABLE;

  /// The word on the wire, for example `invalid_request`.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
