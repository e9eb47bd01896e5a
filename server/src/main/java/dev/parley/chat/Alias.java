package dev.parley.chat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A number or user id that leads to a chat with another address.
///
/// @param id the number or user id
/// @param address the address of the chat
/// @param at the time at which the number or user id led there, by WhatsApp's clock;
///   [Instant#EPOCH] if unknown, or if the information may be outdated
public record Alias(WaId id, WaId address, Instant at) {
  public Alias {
    at = at.truncatedTo(ChronoUnit.MILLIS); // the precision of every store
  }
}
