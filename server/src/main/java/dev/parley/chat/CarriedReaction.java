package dev.parley.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A reaction of the business on its way to WhatsApp.
///
/// @param target the id of its message in Parley
/// @param emoji null: the reaction is removed
/// @param before the earlier reaction of the business on the message, which is shown again if
///   WhatsApp refuses this one; null: none
public record CarriedReaction(MessageId target, @Nullable String emoji, @Nullable String before) {
  /// Whether it sets the same reaction on the same message.
  boolean says(MessageId otherTarget, @Nullable String otherEmoji) {
    return target.equals(otherTarget) && Objects.equals(emoji, otherEmoji);
  }
}
