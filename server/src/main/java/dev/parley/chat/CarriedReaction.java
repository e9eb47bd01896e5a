package dev.parley.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A reaction of the business on its way to WhatsApp.
///
/// @param target Parley's id of the message that has the reaction
/// @param emoji null: the reaction is removed
/// @param before the earlier reaction of the business on the message, which is shown again if
///   WhatsApp refuses this one; null: none
public record CarriedReaction(MessageId target, @Nullable String emoji, @Nullable String before) {
  /// Whether this reaction has the same target and emoji.
  boolean says(MessageId otherTarget, @Nullable String otherEmoji) {
    return target.equals(otherTarget) && Objects.equals(emoji, otherEmoji);
  }
}
