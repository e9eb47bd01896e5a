package dev.parley.hooks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a hook is told what happens.
public enum HookFormat {
  /// Parley's own events, signed as Standard Webhooks says.
  PARLEY,
  /// What Meta sent, with its bytes and its signature as they came: for programs that were written
  /// for the Cloud API.
  CLOUD_API;

  /// The word on the wire, for example `cloud-api`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The format of this word; empty for any other.
  public static Optional<HookFormat> of(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }
}
