package dev.parley.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.access.Sender;
import dev.parley.access.Visibility;
import dev.parley.access.VisibleChats;
import dev.parley.config.TokenIssuer;
import dev.parley.config.TokenIssuer.Keys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks tokens of other programs that the settings name. Each issuer has its own keys: the key of
/// one issuer never checks the token of another, even if their ids are equal. Safe for use by many
/// threads; does not block.
final class ForeignTokens {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int LONGEST_NAME = 100;
  private static final int ID_LETTERS = 16;

  /// The maximum number of teams of a user, as for users of Parley.
  private static final int MOST_TEAMS = 20;

  private static final Pattern TEAM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  private final Map<String, TokenIssuer> issuers = new HashMap<>();
  private final Map<String, PublishedKeys> published = new HashMap<>();

  ForeignTokens(List<TokenIssuer> issuers) {
    for (TokenIssuer issuer : issuers) {
      this.issuers.put(issuer.issuer(), issuer);
      if (issuer.keys() instanceof Keys.Published(var url)) {
        published.put(issuer.issuer(), new PublishedKeys(url));
      }
    }
  }

  boolean isEmpty() {
    return issuers.isEmpty();
  }

  /// The caller that a token identifies, and when it expires, which may be in the past.
  ///
  /// @throws dev.parley.chat.Refusal `unauthorized`, or `overloaded` while keys are being fetched
  Bearer verify(TokenText token, Instant now) {
    TokenIssuer issuer = issuers.get(token.issuer());
    if (issuer == null) {
      throw TokenText.refused("its issuer is not known");
    }
    JWTClaimsSet claims = token.verified(verifier(issuer, token), issuer.audience(), now, LONGEST);
    String id = id(issuer.issuer(), claims.getSubject());
    Sender sender = new Sender(id, name(claims), Sender.Kind.USER);
    Role role = role(issuer, claims);
    return new Bearer(
        new Principal(sender, permissions(role), "jwt:" + id, chats(issuer, claims, role, id)),
        claims.getExpirationTime().toInstant().plus(TokenText.LEEWAY));
  }

  private JWSVerifier verifier(TokenIssuer issuer, TokenText token) {
    try {
      return switch (issuer.keys()) {
        case Keys.Shared(var secret) -> Verifiers.of(secret);
        case Keys.Public(var key) -> Verifiers.of(key);
        case Keys.Published _ -> {
          PublishedKeys keys = Optional.ofNullable(published.get(issuer.issuer())).orElseThrow();
          yield Verifiers.of(
              keys.find(token.keyId())
                  .orElseThrow(() -> TokenText.refused("its key is not known")));
        }
      };
    } catch (JOSEException unusable) {
      throw TokenText.refused("its key cannot be used");
    }
  }

  /// The role in the token, but at most admin: only Parley itself creates owners.
  private static Role role(TokenIssuer issuer, JWTClaimsSet claims) {
    if (issuer.roleClaim() == null) {
      return Role.AGENT;
    }
    Object claim = claims.getClaim(issuer.roleClaim());
    Role role = claim instanceof String word ? Role.of(word).orElse(null) : null;
    if (role == null) {
      throw TokenText.refused("its claim for the role names no role");
    }
    return role == Role.OWNER ? Role.ADMIN : role;
  }

  /// The chats that the token shows. Refuses a token whose claim is unclear: the issuer may have
  /// meant to show fewer chats.
  private static VisibleChats chats(TokenIssuer issuer, JWTClaimsSet claims, Role role, String id) {
    if (issuer.visibilityClaim() == null) {
      return VisibleChats.ALL;
    }
    Visibility visibility =
        claims.getClaim(issuer.visibilityClaim()) instanceof String word
            ? Visibility.of(word).orElse(null)
            : null;
    if (visibility == null) {
      throw TokenText.refused("its claim for the chats is neither all, team nor assigned");
    }
    Set<String> teams = teams(issuer, claims);
    return role.permissions().contains(Permission.MANAGE)
        ? VisibleChats.ALL
        : VisibleChats.of(visibility, id, teams, null);
  }

  private static Set<String> teams(TokenIssuer issuer, JWTClaimsSet claims) {
    Object claim = issuer.teamsClaim() == null ? null : claims.getClaim(issuer.teamsClaim());
    if (claim == null) {
      return Set.of();
    }
    Set<String> teams = new HashSet<>();
    boolean fits = claim instanceof List<?> list && list.size() <= MOST_TEAMS;
    if (claim instanceof List<?> list && fits) {
      for (Object team : list) {
        fits &= team instanceof String word && TEAM.matcher(word).matches() && teams.add(word);
      }
    }
    if (!fits) {
      throw TokenText.refused(
          "its claim for the teams must be a list of at most %d different team ids"
              .formatted(MOST_TEAMS));
    }
    return teams;
  }

  /// The permissions of a role, without those for accounts, because these users have no account in
  /// Parley.
  private static Set<Permission> permissions(Role role) {
    Set<Permission> permissions = EnumSet.copyOf(role.permissions());
    permissions.remove(Permission.ACCOUNT);
    return permissions;
  }

  private static String name(JWTClaimsSet claims) {
    String name = text(claims, "name");
    String shown = name == null || name.isBlank() ? claims.getSubject() : name;
    String clean = shown.replaceAll("\\p{Cntrl}", " ").strip();
    return clean.length() > LONGEST_NAME ? clean.substring(0, LONGEST_NAME) : clean;
  }

  private static @Nullable String text(JWTClaimsSet claims, String name) {
    try {
      return claims.getStringClaim(name);
    } catch (ParseException another) {
      return null;
    }
  }

  /// The id of a user; the same subject of another issuer is another user.
  private static String id(String issuer, String subject) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((issuer + "\n" + subject).getBytes(StandardCharsets.UTF_8));
      return "x_" + HexFormat.of().formatHex(hash).substring(0, ID_LETTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }
}
