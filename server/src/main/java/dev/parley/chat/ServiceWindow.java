package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The time after a customer's message or call in which a business may write whatever it likes;
/// outside of it only templates. Source: Cloud API docs, "Customer service windows", "Calling >
/// Pricing".
public final class ServiceWindow {
  /// How long it stays open after it was opened last.
  public static final Duration LENGTH = Duration.ofHours(24);

  private ServiceWindow() {}

  /// When a message opened the window of its chat: the customer wrote, called us (whether anybody
  /// answered or not), or took our call. Empty for everything else: what we wrote, the past of a
  /// phone, and what WhatsApp says itself.
  public static Optional<Instant> openedBy(Message message) {
    Body body = message.body();
    if (body.origin() == Origin.HISTORY) {
      return Optional.empty();
    }
    boolean customers = message.direction() == Direction.INCOMING;
    return switch (body.content()) {
      case Content.Call call when customers || taken(call) ->
          Optional.of(call.acceptedAt() == null ? message.timestamp() : call.acceptedAt());
      case Content.Handover _, Content.Notice _ -> Optional.empty();
      case null, default -> customers ? Optional.of(message.timestamp()) : Optional.empty();
    };
  }

  private static boolean taken(Content.Call call) {
    return call.acceptedAt() != null || call.state() == Content.CallState.COMPLETED;
  }
}
