package dev.parley.hooks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The format in which a hook receives events.
public enum HookFormat {
  /// Parley's own events, signed according to Standard Webhooks.
  PARLEY,
  /// Meta's own webhook bodies, byte for byte and with Meta's signature: for programs that were
  /// written for the Cloud API.
  CLOUD_API;

  /// The word on the wire, for example `cloud-api`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The format for this word; empty for any other word.
  public static Optional<HookFormat> of(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }
}
