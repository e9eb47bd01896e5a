package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.accounts.AuditTrail.Result;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.tokens.AccessTokens;
import dev.parley.tokens.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Issues access tokens: to people for their password, then for a refresh token that changes each
/// time, and to programs for their API key. A sign-in by token is a [Session] like that of a
/// browser: it is listed and ended in the same way, and its tokens end with it.
///
/// Blocks and throws as [Accounts] does; safe for use by many threads.
public final class Tokens {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
  private static final Duration KEY_AGE = Duration.ofDays(90);
  private static final Duration PUBLISHED_BEFORE = Duration.ofDays(1);

  /// The time for which a key is kept once the next one signs: longer than its tokens are valid.
  private static final Duration KEPT_AFTER = Duration.ofHours(1);

  private final Accounts accounts;
  private final AccessTokens tokens;

  /// These tokens for a request from an origin, which the audit trail records.
  public Tokens from(RequestOrigin asked) {
    return new Tokens(accounts.from(asked), tokens);
  }

  /// @param tokens signs the tokens
  public Tokens(Accounts accounts, AccessTokens tokens) {
    this.accounts = accounts;
    this.tokens = tokens;
  }

  /// The tokens that a caller gets.
  ///
  /// @param refresh the secret that gets the next token, once; null if the API key does that
  public record Issued(String access, Duration valid, @Nullable String refresh) {}

  /// Issues tokens for a password.
  ///
  /// @param code the code of the second factor, for users who have one
  /// @throws Refusal as [SignIn#signIn] does
  public Issued forPassword(
      String email, String password, @Nullable String code, SignIn.Origin from) {
    return accounts
        .signIn()
        .withProof(
            email,
            password,
            code,
            from,
            (rows, user) -> {
              String refresh = Secrets.cookie();
              SignIn.SignedIn signedIn =
                  accounts.signIn().signIn(rows, user, from, Secrets.hash(refresh));
              return issued(
                  rows, user, session(rows, signedIn.cookie()), signedIn.cookie() + refresh);
            });
  }

  private static Session session(AccountRows rows, String secret) {
    return rows.session(Secrets.hash(secret)).orElseThrow();
  }

  /// Issues tokens for a refresh token, which works once: if it is used again, somebody has a copy
  /// of it, and the sign-in ends.
  ///
  /// @throws Refusal `unauthorized`
  public Issued forRefresh(String refresh) {
    int half = Secrets.COOKIE_LETTERS;
    if (refresh.length() != 2 * half) {
      throw ended();
    }
    String family = refresh.substring(0, half);
    String next = Secrets.cookie();
    return accounts
        .steps()
        .change(rows -> {
          Session session =
              rows.session(Secrets.hash(family))
                  .filter(it -> it.refresh() != null && !it.isOver(accounts.steps().now()))
                  .orElseThrow(Tokens::ended);
          String hash = String.valueOf(session.refresh());
          if (!Secrets.equal(Secrets.hash(refresh.substring(half)), hash)) {
            rows.remove(session);
            rows.user(session.user())
                .ifPresent(user ->
                    accounts
                        .steps()
                        .note(
                            rows,
                            AccountSteps.of(user),
                            new Entry(
                                "token_reused", session.shortId(), Result.REFUSED, null, null)));
            LOG.atWarn()
                .addKeyValue("user", session.user())
                .log("a refresh token was used twice: its sign-in has ended");
            return Optional.<Issued>empty();
          }
          User user =
              rows.user(session.user()).filter(it -> !it.disabled()).orElseThrow(Tokens::ended);
          Session renewed = session.refreshed(Secrets.hash(next), accounts.steps().now());
          rows.save(renewed);
          return Optional.of(issued(rows, user, renewed, family + next));
        })
        .orElseThrow(Tokens::ended);
  }

  private static Refusal ended() {
    return new Refusal(ErrorCode.UNAUTHORIZED, "The refresh token is not valid any more: sign in");
  }

  private Issued issued(AccountRows rows, User user, Session session, String refresh) {
    Role role = user.role();
    String token =
        tokens.issue(
            signingKey(rows),
            user.id(),
            session.credential(),
            role.word(),
            scope(role.permissions()),
            accounts.steps().now());
    return new Issued(token, AccessTokens.VALID, refresh);
  }

  /// Issues a token for an API key: it can be given to a page or a program that must not have the
  /// key.
  ///
  /// @throws Refusal `invalid_request` for a caller without an API key
  public Issued forKey(Principal caller) {
    String credential = caller.credential();
    if (credential == null || caller.sender() == null || caller.user() != null) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST,
          "A token needs an email and a password, a refresh_token, or an API key as the bearer");
    }
    String subject = caller.sender().id();
    String token =
        accounts
            .steps()
            .change(rows ->
                tokens.issue(
                    signingKey(rows),
                    subject,
                    credential,
                    null,
                    scope(caller.permissions()),
                    accounts.steps().now()));
    return new Issued(token, AccessTokens.VALID, null);
  }

  /// The public keys with which tokens are checked, each as JSON. Does not block.
  public List<String> published() {
    return accounts.signingKeys().stream().map(SigningKey::published).toList();
  }

  private static String scope(Set<Permission> permissions) {
    return permissions.stream().sorted().map(Permission::word).collect(Collectors.joining(" "));
  }

  /// The key that signs now. Each key is used for 90 days; the next one is created a day before it
  /// is used, so that programs that cache the published keys have it in time.
  private SigningKey signingKey(AccountRows rows) {
    Instant now = accounts.steps().now();
    List<SigningKey> keys =
        rows.signingKeys().stream()
            .sorted(Comparator.comparing(SigningKey::usedFrom).reversed())
            .toList();
    SigningKey newest = keys.isEmpty() ? null : keys.getFirst();
    if (newest == null || newest.usedFrom().plus(KEY_AGE).isBefore(now)) {
      SigningKey first = SigningKey.make(now);
      rows.save(first);
      return first;
    }
    if (newest.usedFrom().plus(KEY_AGE).minus(PUBLISHED_BEFORE).isBefore(now)) {
      rows.save(SigningKey.make(newest.usedFrom().plus(KEY_AGE)));
    }
    SigningKey current =
        keys.stream().filter(it -> !it.usedFrom().isAfter(now)).findFirst().orElse(newest);
    if (current.usedFrom().plus(KEPT_AFTER).isBefore(now)) {
      keys.stream().filter(it -> it.usedFrom().isBefore(current.usedFrom())).forEach(rows::remove);
    }
    return current;
  }
}
