package dev.parley.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A reaction of ours on its way to WhatsApp.
///
/// @param target the message that it is on, by the id under which it is stored
/// @param emoji null: a reaction is taken away
/// @param before what we had put on the message before, which shows again where WhatsApp refuses
///   this one; null: nothing
public record CarriedReaction(MessageId target, @Nullable String emoji, @Nullable String before) {
  /// Whether it says the same.
  boolean says(MessageId otherTarget, @Nullable String otherEmoji) {
    return target.equals(otherTarget) && Objects.equals(emoji, otherEmoji);
  }
}
