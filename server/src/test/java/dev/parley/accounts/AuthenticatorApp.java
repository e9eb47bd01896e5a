package dev.parley.accounts;

import java.time.Instant;

/// An authenticator app, which shows the codes of a user.
public final class AuthenticatorApp {
  private final byte[] secret;

  /// @param secret the secret of the app, in Base32
  public AuthenticatorApp(String secret) {
    this.secret = Totp.bytes(secret);
  }

  /// The code at a given time.
  public String code(Instant now) {
    return Totp.code(secret, Totp.step(now));
  }

  /// A code that is not valid near that time.
  public String wrongCode(Instant now) {
    long step = Totp.step(now);
    for (int number = 0; ; number++) {
      String code = "%06d".formatted(number);
      boolean shown = false;
      for (long near = step - 3; near <= step + 3; near++) {
        shown |= Totp.code(secret, near).equals(code);
      }
      if (!shown) {
        return code;
      }
    }
  }
}
