package dev.parley.chat;

/// A message or a reaction that a client can send to a customer.
public sealed interface Sendable permits Outgoing, OutgoingReaction {}
