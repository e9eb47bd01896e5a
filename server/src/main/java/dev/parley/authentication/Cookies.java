package dev.parley.authentication;

import java.util.Optional;

/// The header `Cookie`. Source: RFC 6265, 4.2.
final class Cookies {
  private Cookies() {}

  /// The value of the first cookie of a name.
  static Optional<String> value(String header, String name) {
    for (String pair : header.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
        return Optional.of(pair.substring(equals + 1).strip());
      }
    }
    return Optional.empty();
  }
}
