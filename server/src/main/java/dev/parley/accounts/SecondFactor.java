package dev.parley.accounts;

import java.time.Instant;
import java.util.List;

/// What a user has to give besides the password: a code of an authenticator app, or one of the
/// recovery codes that they wrote down.
///
/// @param user its user
/// @param secret in the form of [Totp#base32]; shown once, when it is made
/// @param confirmed whether the user has proved that their app has the secret; before that no code
///   is required
/// @param lastStep the step of the last accepted code, which is not accepted again
/// @param recovery the hashes of the unused recovery codes
/// @param shortPassword whether the user's password is too short to be used without a second factor
record SecondFactor(
    String user,
    String secret,
    boolean confirmed,
    Instant createdAt,
    long lastStep,
    List<String> recovery,
    boolean shortPassword) {
  SecondFactor {
    recovery = List.copyOf(recovery);
  }

  SecondFactor confirmed(long step, List<String> hashes) {
    return new SecondFactor(user, secret, true, createdAt, step, hashes, false);
  }

  SecondFactor after(long step) {
    return new SecondFactor(user, secret, confirmed, createdAt, step, recovery, shortPassword);
  }

  SecondFactor without(String hash) {
    return new SecondFactor(
        user,
        secret,
        confirmed,
        createdAt,
        lastStep,
        recovery.stream().filter(it -> !it.equals(hash)).toList(),
        shortPassword);
  }

  /// The same second factor after a change of the password.
  ///
  /// @param isShort whether the new password is too short to be used without a second factor
  SecondFactor withPassword(boolean isShort) {
    return new SecondFactor(user, secret, confirmed, createdAt, lastStep, recovery, isShort);
  }
}
