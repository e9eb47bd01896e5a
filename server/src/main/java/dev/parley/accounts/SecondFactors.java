package dev.parley.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.text.Blank;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A second factor for signing in: codes of an authenticator app, and recovery codes for users who
/// lose the app. A user sets it up in two steps, so that an app that did not accept the secret
/// locks nobody out.
///
/// Blocks and throws as [Accounts] says; safe for use by many threads.
public final class SecondFactors {
  private static final int RECOVERY_CODES = 10;
  private static final int LONGEST_CODE = 64;

  private final AccountSteps steps;

  SecondFactors(AccountSteps steps) {
    this.steps = steps;
  }

  /// The state of a user's second factor.
  ///
  /// @param recoveryCodes the number of unused recovery codes
  public record State(boolean enabled, int recoveryCodes) {}

  /// The values that an authenticator app needs; shown once.
  ///
  /// @param secret the secret in Base32, for typing
  /// @param uri the same for apps on this device, and for QR codes:
  ///   `otpauth://totp/Parley:ann%40example.com?secret=...&issuer=Parley`
  public record Enrolment(String secret, String uri) {}

  /// Whether the caller has a second factor.
  public State state(Principal caller) {
    return steps.rows(rows ->
        active(rows, OwnAccount.me(rows, caller))
            .map(it -> new State(true, it.recovery().size()))
            .orElse(new State(false, 0)));
  }

  /// Makes a secret for the caller. It takes effect once [#confirm] has received a code made from
  /// it; until then another call replaces it.
  ///
  /// @param password the caller's password, so that somebody who finds an open browser cannot do
  ///   this
  /// @throws Refusal `conflict` if the caller already has a second factor
  public Enrolment enrol(Principal caller, @Nullable String password) {
    User user = steps.rows(rows -> OwnAccount.me(rows, caller));
    steps.provePassword(user, password, "second_factor_added");
    String secret = Totp.base32(Secrets.authenticatorSecret());
    steps.rows(rows -> {
      if (active(rows, user).isPresent()) {
        throw new Refusal(ErrorCode.CONFLICT, "You have a second factor already: remove it first");
      }
      rows.save(new SecondFactor(user.id(), secret, false, steps.now(), 0, List.of(), false));
      return true;
    });
    String name = URLEncoder.encode(user.email(), UTF_8).replace("+", "%20");
    return new Enrolment(
        secret, "otpauth://totp/Parley:%s?secret=%s&issuer=Parley".formatted(name, secret));
  }

  /// A second factor that was turned on.
  ///
  /// @param recoveryCodes shown once
  /// @param cookie the cookie that the caller's browser must send from now on; null if it has none
  public record Confirmed(List<String> recoveryCodes, @Nullable String cookie) {
    public Confirmed {
      recoveryCodes = List.copyOf(recoveryCodes);
    }
  }

  /// Turns the second factor on: from now on the caller's password alone is not enough to sign in.
  /// All other sessions of the caller end, and the current one gets another cookie.
  ///
  /// @param code the code that the app shows
  /// @throws Refusal `invalid_request` if the code is wrong, `rate_limited` after some tries
  public Confirmed confirm(Principal caller, String code) {
    User user = steps.rows(rows -> OwnAccount.me(rows, caller));
    steps.limits().countCode(user.id());
    List<String> codes = Stream.generate(Secrets::recoveryCode).limit(RECOVERY_CODES).toList();
    List<String> hashes = codes.stream().map(it -> Secrets.hash(plain(it))).toList();
    Confirmed confirmed =
        steps.change(rows -> {
          SecondFactor found =
              rows.secondFactor(user.id())
                  .filter(it -> !it.confirmed())
                  .orElseThrow(() ->
                      new Refusal(
                          ErrorCode.CONFLICT, "There is no new secret to confirm: ask for one"));
          OptionalLong step =
              Totp.stepOf(plain(code), Totp.bytes(found.secret()), steps.now(), found.lastStep());
          if (step.isEmpty()) {
            throw Refusal.invalid("code", "is not the code that the app shows now");
          }
          rows.save(found.confirmed(step.getAsLong(), hashes));
          String cookie = AccountSteps.renewSessions(rows, user, caller);
          steps.note(rows, caller, Entry.of("second_factor_added", user.id()));
          return new Confirmed(codes, cookie);
        });
    steps.limits().codeWorked(user.id());
    return confirmed;
  }

  /// Whether a user has a second factor, which decides which passwords they may choose.
  static boolean isOn(AccountRows rows, User user) {
    return active(rows, user).isPresent();
  }

  /// Records that a user has a new password. Called within the step that sets it.
  ///
  /// @throws Refusal `invalid_request` if the password is too short for a user without a second
  ///   factor, and this user no longer has one
  static void passwordSet(AccountRows rows, User user, String password) {
    Optional<SecondFactor> factor = active(rows, user);
    Passwords.checkLength(password, factor.isPresent());
    factor.ifPresent(it -> rows.save(it.withPassword(Passwords.isShort(password))));
  }

  /// Removes the caller's second factor.
  ///
  /// @param password the caller's password
  /// @param code a code of the app, or a recovery code
  /// @throws Refusal `not_found` if there is none; `invalid_request` if the password or code is
  ///   wrong, `rate_limited` after some tries, `conflict` if the password is too short without a
  ///   second factor
  public void remove(Principal caller, @Nullable String password, @Nullable String code) {
    User user = steps.rows(rows -> OwnAccount.me(rows, caller));
    if (steps.rows(rows -> active(rows, user)).isEmpty()) {
      throw AccountSteps.nothing("second factor");
    }
    steps.provePassword(user, password, "second_factor_removed");
    expect(user, code);
    boolean removed =
        steps.change(rows -> {
          if (!accepts(rows, user, code)) {
            return false;
          }
          SecondFactor found = active(rows, user).orElseThrow();
          if (found.shortPassword()) {
            throw new Refusal(
                ErrorCode.CONFLICT,
                "Your password is too short without a second factor: choose one of at least %d"
                        .formatted(Passwords.SHORTEST)
                    + " characters first");
          }
          rows.remove(found);
          steps.note(rows, caller, Entry.of("second_factor_removed", user.id()));
          return true;
        });
    if (!removed) {
      throw wrong(user);
    }
    steps.limits().codeWorked(user.id());
  }

  /// Removes the second factor of a user who has lost it; until they set up another one, their
  /// password alone is enough to sign in. If the password is too short for that, it is removed as
  /// well: then the user needs a link, see [Users#resetPassword]. Their sessions end.
  ///
  /// @param caller an owner, or a command
  /// @param user id or email
  /// @throws Refusal `not_found` if they have none
  public void removeOf(Principal caller, String user) {
    Refusal.unlessMay(caller, Permission.OWN);
    steps.change(rows -> {
      User found = Users.changeable(rows, caller, user);
      SecondFactor factor =
          rows.secondFactor(found.id()).orElseThrow(() -> AccountSteps.nothing("second factor"));
      rows.remove(factor);
      if (factor.shortPassword()) {
        rows.save(found.withPassword(null));
      }
      rows.sessionsOf(found.id()).forEach(rows::remove);
      steps.note(rows, caller, Entry.of("second_factor_removed", found.id()));
      return true;
    });
  }

  /// Refuses a user who has a second factor and gives no code, or has given many wrong codes. To be
  /// called before [#accepts], outside of a step.
  ///
  /// @throws Refusal `unauthorized` with the detail `code`, or `rate_limited`
  void expect(User user, @Nullable String code) {
    if (steps.rows(rows -> active(rows, user)).isEmpty()) {
      return;
    }
    if (code == null || Blank.isBlank(code)) {
      throw refusal("A code of your authenticator app is needed as well", "is missing");
    }
    steps.limits().countCode(user.id());
  }

  /// Whether a code is valid, or none is needed. A code is accepted only once.
  boolean accepts(AccountRows rows, User user, @Nullable String code) {
    Optional<SecondFactor> factor = active(rows, user);
    if (factor.isEmpty()) {
      return true;
    }
    SecondFactor found = factor.get();
    String plain = plain(String.valueOf(code));
    if (Totp.isCode(plain)) {
      OptionalLong step =
          Totp.stepOf(plain, Totp.bytes(found.secret()), steps.now(), found.lastStep());
      step.ifPresent(it -> rows.save(found.after(it)));
      return step.isPresent();
    }
    String hash = Secrets.hash(plain);
    if (!found.recovery().contains(hash)) {
      return false;
    }
    rows.save(found.without(hash));
    steps.note(rows, AccountSteps.of(user), Entry.of("recovery_code_used", user.id()));
    return true;
  }

  /// Records the failed try.
  ///
  /// @return the refusal for a code that is not valid
  Refusal wrong(User user) {
    steps.noteFailure("second_factor", user);
    return refusal("The code is wrong, or was used before", "is wrong, or was used before");
  }

  private static Refusal refusal(String sentence, String problem) {
    return new Refusal(
        ErrorCode.UNAUTHORIZED, sentence, List.of(new Refusal.Problem("code", problem)));
  }

  private static Optional<SecondFactor> active(AccountRows rows, User user) {
    return rows.secondFactor(user.id()).filter(SecondFactor::confirmed);
  }

  /// Removes spaces and hyphens: apps show a space in the middle of a code, recovery codes have
  /// hyphens.
  private static String plain(String code) {
    StringBuilder plain = new StringBuilder();
    code.chars()
        .limit(LONGEST_CODE)
        .filter(it -> it != ' ' && it != '-')
        .forEach(it -> plain.append((char) Character.toLowerCase(it)));
    return plain.toString();
  }
}
