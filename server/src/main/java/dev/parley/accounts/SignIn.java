package dev.parley.accounts;

import dev.parley.access.Role;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.text.Text;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Signing in: by a password, and by one-time links, which make the first owner or set a password.
///
/// Blocks and throws as [Accounts] says; safe for use by many threads.
public final class SignIn {
  private static final Duration SETUP_LINK = Duration.ofMinutes(30);
  private static final int MOST_SESSIONS = 100;

  private final AccountSteps steps;

  SignIn(AccountSteps steps) {
    this.steps = steps;
  }

  /// The result of a sign-in.
  ///
  /// @param cookie the cookie for the user's browser
  public record SignedIn(User user, String cookie) {}

  /// The origin of a sign-in.
  ///
  /// @param shared whether many people share this address, because it belongs to a proxy
  /// @param browser the name that the browser gives itself
  public record Origin(InetAddress address, boolean shared, String browser) {}

  /// The secret part of a link with which somebody becomes the first owner. The link is valid for
  /// half an hour. Empty once there is a user.
  public Optional<String> setupLink() {
    String secret = Secrets.link();
    return steps.change(rows -> {
      if (!rows.users().isEmpty()) {
        return Optional.empty();
      }
      steps.removeLinks(rows, link -> link.user() == null);
      rows.save(new OneTimeLink(Secrets.hash(secret), null, steps.now().plus(SETUP_LINK)));
      return Optional.of(secret);
    });
  }

  /// Makes the first owner. If several callers try at once, one succeeds.
  ///
  /// @param link the secret part of the link, which [#setupLink] returned
  /// @throws Refusal `unauthorized` when it is wrong or used up, `conflict` when there is an owner
  public SignedIn claim(String link, String email, String name, String password, Origin from) {
    steps.limits().count(from.address(), from.shared(), "setup");
    steps.rows(rows -> valid(rows, link)); // before the work for a hash
    String address = AccountSteps.email(email);
    Passwords.check(password, address, name);
    User owner =
        new User(
            "u_" + Secrets.id(),
            address,
            AccountSteps.name(name),
            Role.OWNER,
            steps.passwords().hash(password),
            false,
            steps.now(),
            ChatScope.DEFAULT);
    return steps.change(rows -> {
      if (!rows.users().isEmpty()) {
        throw new Refusal(ErrorCode.CONFLICT, "Parley is set up already: sign in");
      }
      OneTimeLink found = valid(rows, link);
      if (found.user() != null) {
        throw wrongLink();
      }
      rows.links().forEach(rows::remove);
      rows.save(owner);
      steps.note(rows, AccountSteps.of(owner), Entry.added("setup", owner));
      return signIn(rows, owner, from, null);
    });
  }

  private OneTimeLink valid(AccountRows rows, String link) {
    return rows.link(Secrets.hash(link))
        .filter(it -> it.expiresAt().isAfter(steps.now()))
        .orElseThrow(SignIn::wrongLink);
  }

  private static Refusal wrongLink() {
    return new Refusal(
        ErrorCode.UNAUTHORIZED, "This link is not valid any more: ask for a new one");
  }

  /// Signs somebody in.
  ///
  /// @param code the code of the second factor, for users who have one; null if none was given
  /// @throws Refusal `unauthorized` when email or password is wrong, or, with the detail `code`,
  ///   when a code is needed or it is wrong; `rate_limited` after some tries
  public SignedIn signIn(String email, String password, @Nullable String code, Origin from) {
    return withProof(email, password, code, from, (rows, user) -> signIn(rows, user, from, null));
  }

  /// Runs a task for a user who knows their password, and has their second factor.
  ///
  /// @throws Refusal as [#signIn] does
  <T> T withProof(
      String email,
      String password,
      @Nullable String code,
      Origin from,
      BiFunction<AccountRows, User, T> step) {
    String address = Text.cut(email, AccountSteps.LONGEST_EMAIL).strip().toLowerCase(Locale.ROOT);
    steps.limits().count(from.address(), from.shared(), address);
    Optional<User> found =
        steps.rows(rows -> rows.userOf(address)).filter(user -> !user.disabled());
    String tried = Text.cut(password, Passwords.LONGEST * 2);
    if (!steps.passwords().matches(tried, found.map(User::password).orElse(null))) {
      steps.noteFailure("sign_in", found.orElse(null));
      throw wrongPassword();
    }
    User before = found.orElseThrow();
    return withCode(
        before,
        code,
        from,
        address,
        rows -> {
          User user =
              rows.user(before.id())
                  .filter(it -> !it.disabled())
                  .filter(it -> Objects.equals(it.password(), before.password()))
                  .orElseThrow(SignIn::wrongPassword); // the password was changed during the check
          return step.apply(rows, user);
        });
  }

  /// Runs a task for a user who has proved who they are, except for the second factor.
  ///
  /// @param tried the name under which [SignInLimits] counts attempts, for example the email
  ///   address; after success, the earlier attempts under this name no longer count
  private <T> T withCode(
      User user, @Nullable String code, Origin from, String tried, AccountSteps.Step<T> step) {
    SecondFactors factors = new SecondFactors(steps);
    factors.expect(user, code);
    T result =
        steps
            .change(rows ->
                factors.accepts(rows, user, code)
                    ? Optional.of(step.run(rows))
                    : Optional.<T>empty())
            .orElseThrow(() -> factors.wrong(user));
    steps.limits().codeWorked(user.id());
    steps.limits().worked(from.address(), tried);
    return result;
  }

  private static Refusal wrongPassword() {
    return new Refusal(ErrorCode.UNAUTHORIZED, "The email address or the password is wrong");
  }

  /// @param refresh the hash of the secret part of the first refresh token; null for a browser's
  ///   session, see [Session]
  SignedIn signIn(AccountRows rows, User user, Origin from, @Nullable String refresh) {
    String cookie = Secrets.cookie();
    List<Session> theirs = rows.sessionsOf(user.id());
    theirs.stream().filter(it -> it.isOver(steps.now())).forEach(rows::remove);
    theirs.stream().limit(Math.max(0, theirs.size() + 1 - MOST_SESSIONS)).forEach(rows::remove);
    Session session =
        new Session(
            Secrets.hash(cookie),
            user.id(),
            steps.now(),
            steps.now(),
            Text.clean(Text.cut(from.browser(), Accounts.LONGEST_NAME)),
            from.address().getHostAddress(),
            refresh,
            null);
    rows.save(session);
    steps.note(rows, AccountSteps.of(user), Entry.of("sign_in", session.shortId()));
    return new SignedIn(user, cookie);
  }

  /// Sets a password by a one-time link, and signs in. All earlier sessions end.
  ///
  /// @param code the code of the second factor, as in [#signIn]
  /// @throws Refusal `unauthorized` when the link is wrong or used up, or as [#signIn] for the code
  public SignedIn setPassword(String link, String password, @Nullable String code, Origin from) {
    steps.limits().count(from.address(), from.shared(), "password");
    User before =
        steps.rows(rows -> {
          OneTimeLink found = valid(rows, link);
          return rows.user(String.valueOf(found.user())).orElseThrow(SignIn::wrongLink);
        });
    boolean codeIsAsked = steps.rows(rows -> SecondFactors.isOn(rows, before));
    Passwords.check(password, before.email(), before.name(), codeIsAsked);
    String hash = steps.passwords().hash(password);
    return withCode(
        before,
        code,
        from,
        "password",
        rows -> {
          OneTimeLink found = valid(rows, link);
          User user =
              rows.user(String.valueOf(found.user()))
                  .filter(it -> !it.disabled())
                  .orElseThrow(SignIn::wrongLink)
                  .withPassword(hash);
          steps.removeLinks(rows, other -> user.id().equals(other.user()));
          rows.sessionsOf(user.id()).forEach(rows::remove);
          SecondFactors.passwordSet(rows, user, password);
          rows.save(user);
          steps.note(rows, AccountSteps.of(user), Entry.of("password_set", user.id()));
          return signIn(rows, user, from, null);
        });
  }
}
