package dev.parley.simulator;

/// The recipient of a message.
///
/// @param input `to`, or else `recipient`, as the request wrote it
/// @param kind the way in which the request names the recipient
/// @param key digits, a user id or a group's id
record Recipient(String input, Kind kind, String key) {
  /// The ways to name a recipient.
  enum Kind {
    NUMBER,
    USER_ID,
    GROUP
  }
}
