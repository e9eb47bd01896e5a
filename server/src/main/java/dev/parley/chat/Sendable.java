package dev.parley.chat;

/// What a client may have sent to a customer.
public sealed interface Sendable permits Outgoing, OutgoingReaction {}
