package dev.parley.chat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The time of the report of each status, from WhatsApp's clock (whole seconds) or from Parley's.
/// If a status is reported several times, the earliest report counts, so the order in which the
/// reports arrive does not matter.
public record StatusTimes(Map<Status, Instant> reported) {
  /// The times of a message without any report.
  public static final StatusTimes NONE = new StatusTimes(Map.of());

  public StatusTimes {
    reported = Map.copyOf(reported);
  }

  /// The time at which `status` was reached. WhatsApp may skip `delivered`: if `delivered` was not
  /// reported, the time of `read` counts for it.
  public Optional<Instant> at(Status status) {
    Instant own = reported.get(status);
    if (own == null && status == Status.DELIVERED) {
      return at(Status.READ);
    }
    return Optional.ofNullable(own);
  }

  /// These times with one more report.
  public StatusTimes with(Status status, Instant at) {
    Instant known = reported.get(status);
    if (known != null && !at.isBefore(known)) {
      return this;
    }
    Map<Status, Instant> more = new TreeMap<>(reported);
    more.put(status, at);
    return new StatusTimes(more);
  }
}
