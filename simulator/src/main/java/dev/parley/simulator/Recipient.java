package dev.parley.simulator;

/// Whom a message is for.
///
/// @param input `to`, or else `recipient`, as the request wrote it
/// @param kind how it names them
/// @param key digits, a user id or a group's id
record Recipient(String input, Kind kind, String key) {
  /// How a recipient is named.
  enum Kind {
    NUMBER,
    USER_ID,
    GROUP
  }
}
