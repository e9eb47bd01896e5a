package dev.parley.chat;

import org.jspecify.annotations.Nullable;

/// An emoji that we put on a message, or take away from it. It is no message: it shows on the one
/// that it is about.
///
/// @param target any id of that message
/// @param emoji null: what we have put on it is taken away
public record OutgoingReaction(MessageId target, @Nullable String emoji) implements Sendable {}
