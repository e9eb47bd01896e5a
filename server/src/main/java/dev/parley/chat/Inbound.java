package dev.parley.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The content of one webhook. It is stored in one atomic step, or in several if it is large, see
/// [Slices].
///
/// @param leftover the parts that were not understood, with the whole body; null if all was
///   understood
public record Inbound(List<InboundEvent> events, @Nullable Unprocessed leftover) {
  public Inbound {
    events = List.copyOf(events);
  }
}
