package dev.parley.accounts;

import java.time.Instant;

/// What shows somebody's codes.
public final class AuthenticatorApp {
  private final byte[] secret;

  /// @param secret in Base32, as the app was given it
  public AuthenticatorApp(String secret) {
    this.secret = Totp.bytes(secret);
  }

  /// What it shows at a moment.
  public String code(Instant now) {
    return Totp.code(secret, Totp.step(now));
  }

  /// Six digits that it shows at no moment near.
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
