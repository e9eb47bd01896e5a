package dev.parley.chat;

import org.jspecify.annotations.Nullable;

/// A reaction of the business that is set on a message, or removed from it. It is not a message
/// itself, but is shown on its message.
///
/// @param target any id of that message
/// @param emoji null: the reaction of the business is removed
public record OutgoingReaction(MessageId target, @Nullable String emoji) implements Sendable {}
