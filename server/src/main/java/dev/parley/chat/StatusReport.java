package dev.parley.chat;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A report of a message's status.
///
/// @param message the id of the message, Parley's or WhatsApp's
/// @param failure the reason, if `status` is failed
/// @param participant the address of the member of a group whose device reports it; null outside of
///   groups, and if WhatsApp reports the status of the message as a whole
public record StatusReport(
    MessageId message,
    Status status,
    Instant at,
    @Nullable Failure failure,
    @Nullable WaId participant) {

  /// A report that does not come from a member of a group.
  public StatusReport(MessageId message, Status status, Instant at, @Nullable Failure failure) {
    this(message, status, at, failure, null);
  }

  /// The same report with another id of the message.
  StatusReport about(MessageId other) {
    return new StatusReport(other, status, at, failure, participant);
  }

  /// The same report by a member of a group.
  StatusReport by(WaId member) {
    return new StatusReport(message, status, at, failure, member);
  }

  /// Whether `other` reports the same status of the same message, perhaps with another time.
  public boolean isLike(StatusReport other) {
    return message.equals(other.message)
        && status == other.status
        && Objects.equals(participant, other.participant);
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
