package dev.parley.chat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A report of a message's status.
///
/// @param message the id of the message, Parley's or WhatsApp's
/// @param failure why, when `status` is failed
public record StatusReport(
    MessageId message, Status status, Instant at, @Nullable Failure failure) {

  /// The same report with another id of the message.
  StatusReport about(MessageId other) {
    return new StatusReport(other, status, at, failure);
  }

  /// The report that counts of two reports of the same status: the earlier one. In the same second,
  /// it is the one whose failure compares as less, so that the order of the reports does not
  /// matter.
  static StatusReport first(StatusReport one, StatusReport other) {
    int order = one.at.compareTo(other.at);
    if (order == 0) {
      order = Failure.ORDER.compare(one.failure, other.failure);
    }
    return order <= 0 ? one : other;
  }
}
