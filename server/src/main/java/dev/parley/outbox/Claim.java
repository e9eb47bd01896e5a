package dev.parley.outbox;

import dev.parley.chat.Failure;
import dev.parley.chat.MessageId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages and reactions that a sender may send now.
///
/// @param next the time of the next claim; null: the sender claims again when an entry is added
/// @param withdrawn reactions that are not sent; they are for the log, because no message shows
///   their failure
public record Claim(List<Parcel> parcels, @Nullable Instant next, List<Withdrawn> withdrawn) {
  public Claim {
    parcels = List.copyOf(parcels);
    withdrawn = List.copyOf(withdrawn);
  }

  /// A reaction that was removed again.
  ///
  /// @param reaction the id of the reaction
  public record Withdrawn(MessageId reaction, Failure reason) {}
}
