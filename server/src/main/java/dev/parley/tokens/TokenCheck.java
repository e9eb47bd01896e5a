package dev.parley.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.access.Principal;
import dev.parley.config.TokenIssuer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds the caller that a token identifies, for tokens of any issuer. Results are cached for a
/// while: checking a signature takes about a hundred times as long as the rest of a request. Safe
/// for use by many threads; does not block.
public final class TokenCheck {
  private static final int MOST_REMEMBERED_CHARACTERS = 4 * 1024 * 1024;
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  private final AccessTokens own;
  private final Supplier<List<SigningKey>> keys;
  private final Sessions sessions;
  private final ForeignTokens foreign;
  private final Clock clock;

  /// Created with the first token, because a start needs none.
  private volatile @Nullable Cache<String, Checked> checked;

  /// Finds the current caller of a sign-in or a key.
  public interface Sessions {
    /// Finds the caller of a credential; empty if it is not valid.
    ///
    /// @param credential the sign-in or key, in the form of [Principal#credential]
    Optional<Principal> find(String credential);
  }

  /// The part of the result that does not change while a token is valid.
  private sealed interface Checked {
    /// The time at which it expires.
    Instant until();

    record Own(AccessTokens.Claims claims) implements Checked {
      @Override
      public Instant until() {
        return claims.expiresAt();
      }
    }

    record Foreign(Bearer bearer) implements Checked {
      @Override
      public Instant until() {
        return bearer.until();
      }
    }
  }

  /// @param keys the current keys with which Parley's own tokens may be signed
  public TokenCheck(
      AccessTokens own,
      Supplier<List<SigningKey>> keys,
      Sessions sessions,
      List<TokenIssuer> issuers,
      Clock clock) {
    this.own = own;
    this.keys = keys;
    this.sessions = sessions;
    this.foreign = new ForeignTokens(issuers);
    this.clock = clock;
  }

  /// Whether a word is a token that Parley has to check. Clients may also send tokens for other
  /// backends.
  public boolean takes(String word) {
    return TokenText.isToken(word) && (!foreign.isEmpty() || !keys.get().isEmpty());
  }

  /// Finds the caller that a token identifies.
  ///
  /// @throws dev.parley.chat.Refusal `unauthorized` with the reason, or `overloaded` while the keys
  ///   of an issuer are being fetched
  public Bearer check(String token) {
    Instant now = clock.instant();
    Cache<String, Checked> cache = cache();
    Checked remembered = cache.getIfPresent(token);
    Checked known = remembered == null ? verify(TokenText.parse(token), now) : remembered;
    // Only checked here, so that cached results expire as well.
    if (!now.isBefore(known.until())) {
      throw TokenText.refused("it has expired");
    }
    if (remembered == null) {
      cache.put(token, known);
    }
    return switch (known) {
      case Checked.Own(var claims) -> own(claims);
      case Checked.Foreign(var bearer) -> bearer;
    };
  }

  private Checked verify(TokenText token, Instant now) {
    return token.issuer().equals(own.issuer())
        ? new Checked.Own(own.verify(token, keys.get(), now))
        : new Checked.Foreign(foreign.verify(token, now));
  }

  private Bearer own(AccessTokens.Claims claims) {
    return sessions
        .find(claims.credential())
        .filter(it -> it.sender() != null && it.sender().id().equals(claims.subject()))
        .map(it -> new Bearer(it, claims.expiresAt()))
        .orElseThrow(() -> TokenText.refused("its sign-in or key has ended"));
  }

  private Cache<String, Checked> cache() {
    Cache<String, Checked> made = checked;
    if (made == null) {
      synchronized (this) {
        made = checked;
        if (made == null) {
          made =
              Caffeine.newBuilder()
                  .maximumWeight(MOST_REMEMBERED_CHARACTERS)
                  .weigher((String token, Checked _) -> token.length())
                  .expireAfterWrite(REMEMBERED)
                  .build();
          checked = made;
        }
      }
    }
    return made;
  }
}
