package dev.parley.outbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sender may carry now.
///
/// @param next when to look again; null: when something is added
public record Claim(List<Parcel> parcels, @Nullable Instant next) {
  public Claim {
    parcels = List.copyOf(parcels);
  }
}
