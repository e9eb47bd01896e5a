package dev.parley.chat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// When each status was reported, by WhatsApp's clock (whole seconds) or ours. Of several reports
/// of one status the earliest counts, so that the order in which they come does not matter.
public record StatusTimes(Map<Status, Instant> reported) {
  /// Nothing reported.
  public static final StatusTimes NONE = new StatusTimes(Map.of());

  public StatusTimes {
    reported = Map.copyOf(reported);
  }

  /// When `status` was reached. WhatsApp may skip `delivered`: a message that was read was
  /// delivered then at the latest.
  public Optional<Instant> at(Status status) {
    Instant own = reported.get(status);
    if (own == null && status == Status.DELIVERED) {
      return at(Status.READ);
    }
    return Optional.ofNullable(own);
  }

  /// These times and one report more.
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
