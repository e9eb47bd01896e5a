package dev.parley.chat;

/// Which way a message went, seen from the business.
public enum Direction {
  /// A customer wrote to us.
  INCOMING,
  /// We wrote to a customer, through Parley or from another device of ours.
  OUTGOING
}
