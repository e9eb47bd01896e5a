package dev.parley.hooks;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One outgoing webhook.
///
/// @param id for example `h_4f7k2m9q3x`
/// @param events the events that it receives; at least one, [HookEvent#META_CALL] for the format
///   `cloud-api`
/// @param active whether it receives events; an inactive hook keeps its position in the stream
/// @param off the reason why Parley turned it off; null if Parley did not
/// @param activeSince the time at which it was added, or turned on again
public record Hook(
    String id,
    URI url,
    HookFormat format,
    Set<HookEvent> events,
    HookSecret secret,
    boolean active,
    @Nullable TurnedOff off,
    Instant createdAt,
    Instant updatedAt,
    Instant activeSince) {
  /// Why a hook was turned off.
  ///
  /// @param reason a sentence for people, without the address of the receiver
  public record TurnedOff(String reason, Instant at) {}

  public Hook {
    events = Collections.unmodifiableSet(EnumSet.copyOf(events));
  }

  /// The name of its cursor in the stream.
  public String cursor() {
    return "hook:" + id;
  }

  /// The same hook with a later time of change.
  Hook touched(Instant now) {
    Instant later = now.isAfter(updatedAt) ? now : updatedAt.plusMillis(1);
    return new Hook(id, url, format, events, secret, active, off, createdAt, later, activeSince);
  }

  /// The same hook, turned off by a user.
  Hook inactive(Instant now) {
    return new Hook(id, url, format, events, secret, false, off, createdAt, now, activeSince);
  }

  /// The same hook, turned off by Parley.
  Hook off(String reason, Instant at) {
    return new Hook(
        id,
        url,
        format,
        events,
        secret,
        false,
        new TurnedOff(reason, at),
        createdAt,
        at,
        activeSince);
  }
}
