package dev.parley.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.config.TokenIssuer.Keys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the other programs whose tokens Parley accepts: one from the settings, or several from a
/// file.
///
/// ```json
/// [{"issuer": "https://id.example.org/", "audience": "parley", "role_claim": "role",
///   "visibility_claim": "sees", "teams_claim": "teams",
///   "jwks_url": "https://id.example.org/.well-known/jwks.json"},
///  {"issuer": "shop", "audience": "parley", "secret": "..."}]
/// ```
///
/// @param problem receives the name of a setting, and a clause without its subject
record TokenIssuers(BiConsumer<String, String> problem) {
  private static final int SHORTEST_SECRET = 32;
  private static final int SHORTEST_RSA = 2048;
  private static final String FILE = "JWT_ISSUERS_FILE";
  private static final String ISSUER = "JWT_ISSUER";

  /// @param setting finds the value of a setting; null: it is not set
  List<TokenIssuer> read(Function<String, @Nullable String> setting) {
    List<TokenIssuer> all = new ArrayList<>();
    String issuer = setting.apply(ISSUER);
    if (issuer != null) {
      one(
              ISSUER,
              name ->
                  switch (name) {
                    case "issuer" -> issuer;
                    default -> setting.apply("JWT_" + name.toUpperCase(Locale.ROOT));
                  })
          .ifPresent(all::add);
    } else {
      for (String name :
          List.of(
              "JWT_AUDIENCE",
              "JWT_SECRET",
              "JWT_PUBLIC_KEY",
              "JWT_JWKS_URL",
              "JWT_ROLE_CLAIM",
              "JWT_VISIBILITY_CLAIM",
              "JWT_TEAMS_CLAIM")) {
        if (setting.apply(name) != null && !isOfOthers(name)) {
          problem.accept(name, "is set without JWT_ISSUER; they go together");
        }
      }
    }
    String file = setting.apply(FILE);
    if (file != null) {
      all.addAll(inFile(file));
    }
    Set<String> names = new HashSet<>();
    if (!all.stream().map(TokenIssuer::issuer).allMatch(names::add)) {
      problem.accept(FILE, "names an issuer twice; each issuer has one set of keys");
    }
    return all;
  }

  /// Whether a setting may be meant for another program: `JWT_SECRET` is set for many backends,
  /// also the replaced one, so it has no effect without the other settings.
  private static boolean isOfOthers(String name) {
    return name.equals("JWT_SECRET");
  }

  private List<TokenIssuer> inFile(String file) {
    List<TokenIssuer> all = new ArrayList<>();
    try {
      JsonNode list = new JsonMapper().readTree(Files.readString(Path.of(file), UTF_8));
      if (!list.isArray() || list.isEmpty()) {
        problem.accept(FILE, "must hold a JSON array with an object for each issuer");
      }
      for (JsonNode entry : list) {
        one(FILE, name -> entry.path(name).textValue()).ifPresent(all::add);
      }
    } catch (JsonProcessingException notJson) {
      problem.accept(FILE, "is not JSON; it must hold an array with an object for each issuer");
    } catch (IOException | InvalidPathException unreadable) {
      problem.accept(FILE, "cannot be read; it must be a JSON file");
    }
    return all;
  }

  private Optional<TokenIssuer> one(String where, Function<String, @Nullable String> field) {
    String issuer = field.apply("issuer");
    String audience = field.apply("audience");
    if (issuer == null || audience == null) {
      problem.accept(where, "needs an issuer and an audience (JWT_AUDIENCE)");
      return Optional.empty();
    }
    List<Keys> keys = new ArrayList<>();
    int given = 0;
    String secret = field.apply("secret");
    if (secret != null) {
      given++;
      if (secret.getBytes(UTF_8).length < SHORTEST_SECRET) {
        problem.accept(where, "has a secret of less than 32 bytes (JWT_SECRET)");
      } else {
        keys.add(new Keys.Shared(new Secret(secret)));
      }
    }
    String pem = field.apply("public_key");
    if (pem != null) {
      given++;
      publicKey(pem)
          .ifPresentOrElse(
              key -> keys.add(new Keys.Public(key)),
              () ->
                  problem.accept(
                      where,
                      "has a public key that cannot be read (JWT_PUBLIC_KEY): it must be in PEM, or"
                          + " the path of such a file; RSA of 2048 bits or more, an elliptic curve,"
                          + " or Ed25519"));
    }
    String url = field.apply("jwks_url");
    if (url != null) {
      given++;
      published(url)
          .ifPresentOrElse(
              it -> keys.add(new Keys.Published(it)),
              () -> problem.accept(where, "has a JWT_JWKS_URL that is not an https URL"));
    }
    if (given != 1) {
      problem.accept(
          where, "needs one of JWT_SECRET, JWT_PUBLIC_KEY and JWT_JWKS_URL, and not several");
      return Optional.empty();
    }
    String visibility = field.apply("visibility_claim");
    String teams = field.apply("teams_claim");
    if (teams != null && visibility == null) {
      problem.accept(
          where,
          "needs a visibility_claim (JWT_VISIBILITY_CLAIM) together with the teams_claim"
              + " (JWT_TEAMS_CLAIM): it says whether the teams count");
    }
    return keys.stream()
        .findFirst()
        .map(it ->
            new TokenIssuer(issuer, audience, it, field.apply("role_claim"), visibility, teams));
  }

  private static Optional<URI> published(String url) {
    try {
      URI uri = URI.create(url);
      boolean https = "https".equals(uri.getScheme()) && uri.getHost() != null;
      boolean here =
          "http".equals(uri.getScheme())
              && uri.getHost() != null
              && HostName.normal(uri.getHost()).filter(HostName::isThisMachine).isPresent();
      return https || here ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException notAUrl) {
      return Optional.empty();
    }
  }

  private static Optional<PublicKey> publicKey(String given) {
    try {
      String pem = given.contains("-----BEGIN") ? given : Files.readString(Path.of(given), UTF_8);
      String body =
          pem.replace("\\n", "\n")
              .replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "")
              .replaceAll("\\s", "");
      byte[] bytes = Base64.getDecoder().decode(body);
      for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
        try {
          PublicKey key =
              KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(bytes));
          boolean weak =
              key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA;
          return weak ? Optional.empty() : Optional.of(key);
        } catch (GeneralSecurityException another) {
          // The key may be one of the algorithm that is tried next.
        }
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
