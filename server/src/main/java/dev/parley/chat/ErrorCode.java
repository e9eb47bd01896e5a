package dev.parley.chat;

import java.util.Locale;

/// Why a request was refused. The lower-case name is the `code` that clients see; it never changes.
public enum ErrorCode {
  /// The request is wrong: correct it before trying again.
  INVALID_REQUEST,
  /// The caller is unknown, or a signature is wrong.
  UNAUTHORIZED,
  /// The caller is known, but not allowed to do this.
  FORBIDDEN,
  /// The requested object does not exist.
  NOT_FOUND,
  /// The path exists, but not for this method.
  METHOD_NOT_ALLOWED,
  /// The request contradicts stored data, for example an id that another message has.
  CONFLICT,
  /// Only a message that failed can be sent again.
  NOT_FAILED,
  /// Only a template can be sent: the customer has not written or called for 24 hours. See
  /// [ServiceWindow].
  WINDOW_CLOSED,
  /// The request is larger than the limit, which the message names.
  TOO_LARGE,
  /// The body has a content type that Parley does not accept.
  UNSUPPORTED_MEDIA_TYPE,
  /// The client took too long to send its request; it may try again.
  REQUEST_TIMEOUT,
  /// Too many requests; try again after `Retry-After`.
  RATE_LIMITED,
  /// A fault of the server. The response does not contain the cause.
  INTERNAL,
  /// The queue is full, or the server is shutting down; try again after `Retry-After`.
  OVERLOADED,
  /// The store cannot be reached or written; try again after `Retry-After`.
  STORE_UNAVAILABLE,
  /// WhatsApp does not provide the requested data; the error message contains WhatsApp's reason.
  /// Try again later.
  WHATSAPP_UNAVAILABLE;

  /// The word on the wire, for example `invalid_request`.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
