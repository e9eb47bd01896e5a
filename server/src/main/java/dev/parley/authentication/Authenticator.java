package dev.parley.authentication;

import dev.parley.access.Principal;
import dev.parley.accounts.Directory;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.config.AllowedOrigins;
import dev.parley.config.ParleyConfig;
import dev.parley.config.ParleyConfig.Anonymous;
import dev.parley.tokens.TokenCheck;
import java.time.Instant;
import java.util.Optional;

/// Identifies the caller by the first of these that is present: an API key or a token that was sent
/// outside the headers, an API key or a token as `Authorization: Bearer`, the cookie of a sign-in.
/// A caller without any of them is anonymous, and may do everything or nothing: see `ANONYMOUS`.
///
/// Does not read the store; safe for use by many threads, and on event loops.
public final class Authenticator implements Callers {
  /// The cookie of a sign-in over plain HTTP.
  public static final String COOKIE = "parley";

  /// The name of the cookie over HTTPS: browsers accept it only from this host. Source: RFC
  /// 6265bis, 4.1.3.
  public static final String SECURE_COOKIE = "__Host-parley";

  private static final String BEARER = "Bearer ";

  private final Directory directory;
  private final TokenCheck tokens;
  private final Anonymous anonymous;
  private final LocalCallers local;
  private final AllowedOrigins origins;
  private final boolean https;
  private final CallerAddresses addresses;

  /// @param access the permissions of callers without a credential, and the trusted proxies
  /// @param http decides which pages count as local, and whether cookies are sent only over HTTPS
  /// @param tokens checks the tokens of callers
  public Authenticator(
      Directory directory, TokenCheck tokens, ParleyConfig.Access access, ParleyConfig.Http http) {
    this.directory = directory;
    this.tokens = tokens;
    this.anonymous = access.anonymous();
    this.addresses = new CallerAddresses(access.proxies());
    this.origins = http.origins();
    this.https = http.isHttps();
    this.local = new LocalCallers(origins);
  }

  @Override
  public Principal caller(RequestCredentials carried) {
    RequestCredentials.Key beside = carried.key();
    if (beside != null && (beside.inAddress() || Directory.isKey(beside.key()))) {
      return (beside.inAddress()
              ? directory.byAddress(beside.key())
              : directory.byKey(beside.key()))
          .orElseThrow(Authenticator::wrongKey);
    }
    String bearer = bearer(carried);
    // Other values are ignored: clients may have been written for another backend, or for Meta's
    // API, and send its credentials.
    if (beside != null && tokens.takes(beside.key())) {
      return tokens.check(beside.key()).principal();
    }
    if (Directory.isKey(bearer)) {
      return directory.byKey(bearer).orElseThrow(Authenticator::wrongKey);
    }
    if (tokens.takes(bearer)) {
      return tokens.check(bearer).principal();
    }
    return bySession(carried).orElseGet(() -> anonymous(carried));
  }

  @Override
  public Optional<Instant> until(RequestCredentials carried) {
    RequestCredentials.Key beside = carried.key();
    String word = beside == null ? "" : beside.key();
    if (Directory.isKey(word)) {
      return Optional.empty();
    }
    String token = tokens.takes(word) ? word : bearer(carried);
    return tokens.takes(token) ? Optional.of(tokens.check(token).until()) : Optional.empty();
  }

  /// The text after `Bearer`; "" if there is none.
  private static String bearer(RequestCredentials carried) {
    String authorization = carried.header().apply("Authorization");
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? authorization.substring(BEARER.length()).strip()
        : "";
  }

  @Override
  public CallerAddress address(RequestCredentials carried) {
    return addresses.of(carried);
  }

  private static Refusal wrongKey() {
    return new Refusal(
        ErrorCode.UNAUTHORIZED,
        "The API key is not valid: it may be mistyped or removed, or it may not be used here");
  }

  /// The caller of the session in the cookie. With HTTPS only the cookie that no other host of the
  /// domain can set is accepted: otherwise a neighbouring host could give a browser a session that
  /// the host controls.
  private Optional<Principal> bySession(RequestCredentials carried) {
    String cookies = carried.header().apply("Cookie");
    if (cookies == null || (origins.everyone() && !isOwnPage(carried))) {
      return Optional.empty();
    }
    Optional<String> cookie = Cookies.value(cookies, SECURE_COOKIE);
    if (cookie.isEmpty() && !https) {
      cookie = Cookies.value(cookies, COOKIE);
    }
    return cookie.flatMap(directory::bySession);
  }

  /// Whether the request does not come from a page of another origin: `CORS_ORIGINS=*` allows such
  /// pages to call Parley, but without the cookies of the person who views them.
  private boolean isOwnPage(RequestCredentials carried) {
    return origins.isOwnPage(
        carried.header().apply("Origin"),
        carried.header().apply("Sec-Fetch-Site"),
        carried.header().apply("Host"));
  }

  private Principal anonymous(RequestCredentials carried) {
    boolean everything =
        switch (anonymous) {
          case ALL -> true;
          case NONE -> false;
          case LOCAL -> local.has(carried);
          case UNSET -> !directory.hasUsers() && local.has(carried);
        };
    return everything ? Principal.ANONYMOUS : Principal.STRANGER;
  }

  @Override
  public boolean lets(Principal caller) {
    String credential = caller.credential();
    if (credential != null) {
      // The token of another program stays valid until it expires.
      return credential.startsWith("jwt:") || directory.lets(caller);
    }
    boolean stranger = caller.permissions().isEmpty();
    return stranger || anonymous != Anonymous.UNSET || !directory.hasUsers();
  }

  @Override
  public boolean opens(String key) {
    return directory.byAddress(key).isPresent();
  }

  @Override
  public boolean isUser(String id) {
    return directory.isUser(id);
  }

  @Override
  public boolean isTeam(String id) {
    return directory.isTeam(id);
  }

  @Override
  public String advice() {
    return directory.hasUsers()
        ? "This is only for people who have signed in, and for programs with an API key: POST"
            + " /api/login signs in, parley key add makes a key"
        : "Parley is not set up yet, and accepts only programs on its own machine: open the link"
            + " that it printed at its start, or run parley setup-link there; with ANONYMOUS=all"
            + " it accepts everybody";
  }
}
