package dev.parley.chat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Somebody says that a message has come this far.
///
/// @param message the id of the message, ours or WhatsApp's
/// @param failure why, when `status` is failed
public record StatusReport(
    MessageId message, Status status, Instant at, @Nullable Failure failure) {

  /// The same about a message that has another name.
  StatusReport about(MessageId other) {
    return new StatusReport(other, status, at, failure);
  }

  /// Which of two reports of the same status counts: the earlier; of the same second the one with
  /// the lesser failure, so that their order does not matter.
  static StatusReport first(StatusReport one, StatusReport other) {
    int order = one.at.compareTo(other.at);
    if (order == 0) {
      order = Failure.ORDER.compare(one.failure, other.failure);
    }
    return order <= 0 ? one : other;
  }
}
