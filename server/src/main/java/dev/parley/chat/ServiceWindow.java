package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The time after a customer's message or call in which a business may send any message; outside of
/// it, only templates. Source: Cloud API docs, "Customer service windows", "Calling > Pricing".
/// [ChatSummary#windowEnd] is the time at which the window of a chat closes.
public final class ServiceWindow {
  /// The time for which it stays open after it was last opened.
  private static final Duration LENGTH = Duration.ofHours(24);

  /// WhatsApp's error code for a message that was sent more than 24 hours after the customer's last
  /// message. Source: Cloud API docs, "Error codes".
  private static final long CLOSED = 131047;

  private static final String TEMPLATE = "template";

  private ServiceWindow() {}

  /// The time at which a message opened the window of its chat: the customer wrote, called
  /// (answered or not), or took a call of the business. Empty for all other messages: those of the
  /// business, history of a phone, and notices of WhatsApp. Never later than the time at which
  /// Parley received the message, so that a wrong clock does not open a window for years.
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

  /// The time at which WhatsApp refused a message of the business because the window was closed.
  /// Never later than the time at which Parley received the refusal, so that later messages of the
  /// customer open the window even if a clock is wrong.
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

  /// The time at which a window ends that was last opened at `openedAt`.
  public static Instant end(Instant openedAt) {
    return openedAt.plus(LENGTH);
  }

  /// The time at which the window of a chat closed, if a message cannot be sent because of that.
  /// Empty if the window is open or the message is a template. Also empty if Parley knows neither a
  /// message of the customer nor a refusal by WhatsApp: Parley may not have the whole history, so
  /// WhatsApp decides.
  static Optional<Instant> closedFor(Body body, ChatSummary chat, Instant now) {
    return body.type().equals(TEMPLATE) ? Optional.empty() : closed(chat, now);
  }

  /// The time at which the window of a chat closed; empty if it is open. When it is closed, only
  /// templates can be sent.
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

  /// The later of two times at which a window was opened or closed; null if there is none.
  public static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }
}
