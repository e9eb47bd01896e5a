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

  /// Returns the report that counts if there are two of the same status: the earlier one. If both
  /// have the same time, it is the first in [Failure#ORDER], so that the order of arrival does not
  /// matter.
  static StatusReport first(StatusReport one, StatusReport other) {
    int order = one.at.compareTo(other.at);
    if (order == 0) {
      order = Failure.ORDER.compare(one.failure, other.failure);
    }
    return order <= 0 ? one : other;
  }
}
