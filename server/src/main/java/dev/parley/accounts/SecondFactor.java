package dev.parley.accounts;

import java.time.Instant;
import java.util.List;

/// The second factor of a user: besides the password, the user must give a code of an authenticator
/// app, or one of the recovery codes that they wrote down.
///
/// @param user the id of the user who has it
/// @param secret the secret as [Totp#base32] returns it; shown only once, when it is created
/// @param confirmed whether the user has proved that their app has the secret; if false, no code is
///   required yet
/// @param lastStep the time step of the last accepted code: codes up to this step are not accepted
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
