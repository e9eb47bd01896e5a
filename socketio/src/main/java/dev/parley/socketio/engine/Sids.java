package dev.parley.socketio.engine;

import java.security.SecureRandom;
import java.util.Base64;

/// Creates ids of 20 URL-safe characters that cannot be guessed. Safe for use by many threads.
public final class Sids {
  private static final int BYTES = 15;

  private final SecureRandom random;

  /// @param random must be safe for use by many threads
  public Sids(SecureRandom random) {
    this.random = random;
  }

  /// For example `vuXDpiIXTawWkYArAAAA`.
  public String next() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
