package dev.parley.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one call brought; stored as one atomic step, or in several when it is large, see [Slices].
///
/// @param leftover what of it could not be understood, with the whole body; null when all was
public record Inbound(List<InboundEvent> events, @Nullable Unprocessed leftover) {
  public Inbound {
    events = List.copyOf(events);
  }
}
