package dev.parley.chat;

import java.time.Instant;

/// An emoji that one person put on a message. One person has at most one on a message.
///
/// @param by who reacted: a customer's address, or [#US]
public record Reaction(String by, String emoji, Instant at) {
  /// Stands for the business in `by`.
  public static final String US = "me";
}
