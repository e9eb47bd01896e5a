package dev.parley.chat;

/// The direction of a message, as seen by the business.
public enum Direction {
  /// A customer wrote to the business.
  INCOMING,
  /// The business wrote to a customer, through Parley or from another device.
  OUTGOING
}
