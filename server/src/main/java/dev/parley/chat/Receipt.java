package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The delivery of a message of a group to one of its members.
///
/// @param by the address of the member
/// @param times the times of the statuses that this member's device reported
public record Receipt(WaId by, StatusTimes times) {
  /// The maximum number of receipts of a message. Groups have fewer members.
  static final int MOST = 1_024;

  /// The status for this member: the highest one that was reported, or failed if the message did
  /// not reach a device.
  public Status status() {
    Status highest = Status.PENDING;
    for (Status reported : times.reported().keySet()) {
      highest = Delivery.later(highest, reported);
    }
    return highest;
  }

  /// `receipts` after another report of a member, sorted by their addresses.
  static List<Receipt> with(List<Receipt> receipts, WaId by, Status status, Instant at) {
    Optional<Receipt> known = receipts.stream().filter(it -> it.by.equals(by)).findFirst();
    if (known.isEmpty() && receipts.size() >= MOST) {
      return receipts;
    }
    StatusTimes before = known.map(Receipt::times).orElse(StatusTimes.NONE);
    List<Receipt> all = new ArrayList<>(receipts);
    known.ifPresent(all::remove);
    all.add(new Receipt(by, before.with(status, at)));
    all.sort(Comparator.comparing(it -> it.by.value()));
    return all;
  }
}
