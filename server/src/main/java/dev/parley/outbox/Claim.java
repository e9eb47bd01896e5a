package dev.parley.outbox;

import dev.parley.chat.Failure;
import dev.parley.chat.MessageId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sender may carry now.
///
/// @param next when to look again; null: when something is added
/// @param withdrawn reactions that are not sent, for the log: no message shows that
public record Claim(List<Parcel> parcels, @Nullable Instant next, List<Withdrawn> withdrawn) {
  public Claim {
    parcels = List.copyOf(parcels);
    withdrawn = List.copyOf(withdrawn);
  }

  /// A reaction that was taken back.
  ///
  /// @param reaction its own id
  public record Withdrawn(MessageId reaction, Failure reason) {}
}
