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
record SecondFactor(
    String user,
    String secret,
    boolean confirmed,
    Instant createdAt,
    long lastStep,
    List<String> recovery) {
  SecondFactor {
    recovery = List.copyOf(recovery);
  }

  SecondFactor confirmed(long step, List<String> hashes) {
    return new SecondFactor(user, secret, true, createdAt, step, hashes);
  }

  SecondFactor after(long step) {
    return new SecondFactor(user, secret, confirmed, createdAt, step, recovery);
  }

  SecondFactor without(String hash) {
    return new SecondFactor(
        user,
        secret,
        confirmed,
        createdAt,
        lastStep,
        recovery.stream().filter(it -> !it.equals(hash)).toList());
  }
}
