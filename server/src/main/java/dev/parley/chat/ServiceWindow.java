package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The time after a customer's message or call in which a business may write whatever it likes;
/// outside of it only templates. Source: Cloud API docs, "Customer service windows", "Calling >
/// Pricing". [ChatSummary#windowEnd] says when that of a chat closes.
public final class ServiceWindow {
  /// How long it stays open after it was opened last.
  private static final Duration LENGTH = Duration.ofHours(24);

  /// More than 24 hours have passed since the customer's last message. Source: Cloud API docs,
  /// "Error codes".
  private static final long CLOSED = 131047;

  private static final String TEMPLATE = "template";

  private ServiceWindow() {}

  /// When a message opened the window of its chat: the customer wrote, called us (whether anybody
  /// answered or not), or took our call. Empty for everything else: what we wrote, the past of a
  /// phone, and what WhatsApp says itself. Never later than Parley heard of it: a clock that is
  /// wrong does not open a window for years.
  public static Optional<Instant> openedBy(Message message) {
    Body body = message.body();
    if (body.origin() == Origin.HISTORY) {
      return Optional.empty();
    }
    boolean customers = message.direction() == Direction.INCOMING;
    return switch (body.content()) {
      case Content.Call call when customers || taken(call) ->
          Optional.of(
              call.acceptedAt() == null
                  ? written(message)
                  : earlier(call.acceptedAt(), message.updatedAt()));
      case Content.Handover _, Content.Notice _ -> Optional.empty();
      case null, default -> customers ? Optional.of(written(message)) : Optional.empty();
    };
  }

  /// When WhatsApp refused a message of ours because the window was closed. Never later than Parley
  /// heard of it: what the customer writes afterwards opens the window whatever a clock says.
  public static Optional<Instant> closedBy(Message message) {
    Delivery delivery = message.delivery();
    Failure failure = delivery.failure();
    if (delivery.status() != Status.FAILED || failure == null || failure.code() != CLOSED) {
      return Optional.empty();
    }
    Instant told = delivery.times().reported().get(Status.FAILED);
    return Optional.of(told == null ? message.updatedAt() : earlier(told, message.updatedAt()));
  }

  private static boolean taken(Content.Call call) {
    return call.acceptedAt() != null || call.state() == Content.CallState.COMPLETED;
  }

  private static Instant written(Message message) {
    return earlier(message.timestamp(), message.createdAt());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /// When a window ends, or ended, that was opened last at `openedAt`.
  public static Instant end(Instant openedAt) {
    return openedAt.plus(LENGTH);
  }

  /// When the window of a chat closed, where that keeps a message from being sent now. Empty where
  /// it is open, where the message is a template, and where Parley knows of nothing that the
  /// customer wrote, nor of a message that WhatsApp refused for that reason: it may not have the
  /// whole history, and WhatsApp decides.
  static Optional<Instant> closedFor(Body body, ChatSummary chat, Instant now) {
    return body.type().equals(TEMPLATE) ? Optional.empty() : closed(chat, now);
  }

  /// When the window of a chat closed, where it did: what is no template cannot be sent then.
  static Optional<Instant> closed(ChatSummary chat, Instant now) {
    return Optional.ofNullable(chat.windowEnd()).filter(end -> !now.isBefore(end));
  }

  /// The refusal of a message that cannot be sent since `closedAt`.
  public static Refusal refusal(Instant closedAt) {
    return new Refusal(
        ErrorCode.WINDOW_CLOSED,
        "The customer service window of this chat is closed: send a template, or wait until the"
            + " customer writes or calls",
        List.of(
            new Refusal.Problem(
                "wa_id",
                "has not written or called for 24 hours; the window closed at "
                    + closedAt
                    + ", and only templates can be sent until the customer opens it again")));
  }

  /// The later of two moments at which a window was opened, or closed; null where it never was.
  public static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }
}
