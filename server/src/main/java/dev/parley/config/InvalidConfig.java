package dev.parley.config;

import java.util.List;

/// Parley cannot start with the settings. The message lists every fault, one on each line: the
/// setting's name, what is wrong, and what is allowed. It never quotes a secret.
public final class InvalidConfig extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidConfig(List<String> problems) {
    super("Parley cannot start with these settings:\n  " + String.join("\n  ", problems));
  }
}
