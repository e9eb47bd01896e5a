package dev.parley.accounts;

import java.time.Instant;
import java.util.List;

/// What a user has to give besides the password: a code of an authenticator app, or one of the
/// recovery codes that they wrote down.
///
/// @param user whose it is
/// @param secret as of [Totp#base32]; shown once, when it is made
/// @param confirmed whether the user has shown that their app has it; before that it is not asked
///   for
/// @param lastStep the step of the last code that counted: it does not count again
/// @param recovery the hashes of the recovery codes that are left
/// @param shortPassword whether the user's password is too short to let them in without it
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

  /// Beside another password.
  ///
  /// @param isShort whether that is too short to let the user in by itself
  SecondFactor withPassword(boolean isShort) {
    return new SecondFactor(user, secret, confirmed, createdAt, lastStep, recovery, isShort);
  }
}
