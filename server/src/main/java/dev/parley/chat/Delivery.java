package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The delivery status of a message, and the times at which it changed. An immutable value: the
/// same reports result in the same delivery, in any order and however often they are repeated.
///
/// | reported | now | becomes |
/// | --- | --- | --- |
/// | higher rank | lower rank | the higher |
/// | lower or equal rank | higher or equal | unchanged; a missing time is filled in |
/// | failed | pending, held, sent | failed, with the failure |
/// | failed | delivered, read, played | unchanged; the failure is kept as a note |
/// | delivered, read, played | failed | the reported one; the failure stays as a note |
/// | pending, held, sent | failed | failed |
///
/// Ranks are compared, never times, because WhatsApp's times have a resolution of one second.
///
/// In a group each member's device reports. The status is the highest one that any of them
/// reported. If the message failed for one member, only the receipt of that member shows it.
///
/// @param receipts the receipts of the members of a group, sorted by address; empty outside of
///   groups
public record Delivery(
    Status status, StatusTimes times, @Nullable Failure failure, List<Receipt> receipts) {
  public Delivery {
    receipts = List.copyOf(receipts);
  }

  /// A delivery without receipts.
  public Delivery(Status status, StatusTimes times, @Nullable Failure failure) {
    this(status, times, failure, List.of());
  }

  /// The delivery of a new message with `status`.
  public static Delivery starting(Status status, Instant at) {
    return new Delivery(status, StatusTimes.NONE.with(status, at), null);
  }

  /// This delivery after another report; equal to this one if the report contains nothing new.
  public Delivery after(StatusReport report) {
    WaId member = report.participant();
    List<Receipt> after =
        member == null ? receipts : Receipt.with(receipts, member, report.status(), report.at());
    if (member != null && report.status() == Status.FAILED) {
      return new Delivery(status, times, failure, after);
    }
    return new Delivery(
        later(status, report.status()),
        times.with(report.status(), report.at()),
        report.status() == Status.FAILED ? earlierFailure(report) : failure,
        after);
  }

  /// This delivery with everything that is known of another copy of the same message.
  Delivery joinedWith(Delivery other, MessageId message) {
    Delivery joined = this;
    for (Map.Entry<Status, Instant> one : other.times.reported().entrySet()) {
      Failure why = one.getKey() == Status.FAILED ? other.failure : null;
      joined = joined.after(new StatusReport(message, one.getKey(), one.getValue(), why));
    }
    for (Receipt receipt : other.receipts) {
      for (Map.Entry<Status, Instant> one : receipt.times().reported().entrySet()) {
        joined =
            joined.after(
                new StatusReport(message, one.getKey(), one.getValue(), null, receipt.by()));
      }
    }
    return joined;
  }

  static Status later(Status now, Status reported) {
    if (now == Status.FAILED) {
      return reported.reached() ? reported : now;
    }
    if (reported == Status.FAILED) {
      return now.reached() ? now : reported;
    }
    return reported.compareTo(now) > 0 ? reported : now;
  }

  /// The failure after another report: if several reports contain one, that of the earliest report
  /// counts.
  private @Nullable Failure earlierFailure(StatusReport report) {
    Instant known = times.reported().get(Status.FAILED);
    return known == null
        ? report.failure()
        : StatusReport.first(
                new StatusReport(report.message(), Status.FAILED, known, failure), report)
            .failure();
  }
}
