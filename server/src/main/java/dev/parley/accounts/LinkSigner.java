package dev.parley.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.accounts.AccountRecord.Kind;
import dev.parley.chat.Refusal;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signs addresses that work for everybody who has them, for some days. Safe for use by many
/// threads.
///
/// A signature is valid for 7 to 8 days: all signatures for one subject on one day (UTC) are the
/// same, so that browsers and proxies can use their caches. The keys are stored with the accounts,
/// so that every process on a store has them. A new one is made every 30 days; one that signed
/// nothing for 8 days is removed.
public final class LinkSigner {
  private static final Duration VALID = Duration.ofDays(8);
  private static final Duration KEY_SIGNS = Duration.ofDays(30);
  private static final Duration RELOAD = Duration.ofMinutes(1);
  private static final int KEY_BYTES = 32;

  /// The number of bytes of a signature: half of a SHA-256, which is still impossible to guess.
  private static final int SIGNATURE_BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";
  private static final String SECRET = "secret";
  private static final String MADE_AT = "made_at";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Logger LOG = LoggerFactory.getLogger(LinkSigner.class);

  private final AccountStore store;
  private final Clock clock;

  /// The newest first.
  private volatile List<Key> keys = List.of();

  private volatile Instant loadedAt = Instant.MIN;

  private record Key(String id, String secret, Instant madeAt) {}

  /// The parameters that make an address valid.
  ///
  /// @param ends seconds since 1970
  /// @param key the id of the key
  public record Signature(long ends, String key, String value) {}

  private LinkSigner(AccountStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Opens a signer. If the store is unavailable, nothing is signed until [#renew] succeeds.
  public static LinkSigner open(AccountStore store, Clock clock) {
    LinkSigner signer = new LinkSigner(store, clock);
    signer.renew();
    return signer;
  }

  /// Loads the keys, makes a new one if that is due, and removes old ones. Blocks; to be called
  /// regularly.
  public void renew() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String id = Secrets.id();
    byte[] random = new byte[KEY_BYTES];
    RANDOM.nextBytes(random);
    String secret = Base64.getEncoder().encodeToString(random);
    try {
      keys = store.step(now, ledger -> renew(ledger, new Key(id, secret, now)));
      loadedAt = now;
    } catch (Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).log("the keys that sign links could not be loaded");
    }
  }

  private static List<Key> renew(AccountLedger ledger, Key fresh) {
    List<Key> all =
        ledger.all(Kind.SIGNING_KEY).stream()
            .flatMap(row -> read(row).stream())
            .sorted(Comparator.comparing(Key::madeAt).reversed())
            .toList();
    boolean due = all.isEmpty() || !all.getFirst().madeAt().plus(KEY_SIGNS).isAfter(fresh.madeAt());
    if (!due) {
      return all;
    }
    Instant useless = fresh.madeAt().minus(KEY_SIGNS).minus(VALID);
    all.stream()
        .filter(key -> key.madeAt().isBefore(useless))
        .forEach(key -> ledger.remove(Kind.SIGNING_KEY, key.id()));
    ledger.save(
        new AccountRecord(
            Kind.SIGNING_KEY,
            fresh.id(),
            JsonNodeFactory.instance
                .objectNode()
                .put(SECRET, fresh.secret())
                .put(MADE_AT, fresh.madeAt().toEpochMilli())
                .toString()));
    return Stream.concat(
            Stream.of(fresh), all.stream().filter(key -> !key.madeAt().isBefore(useless)))
        .toList();
  }

  private static Optional<Key> read(AccountRecord row) {
    JsonNode json = AccountRows.parsed(row);
    String secret = json.path(SECRET).textValue();
    return secret == null
        ? Optional.empty()
        : Optional.of(new Key(row.id(), secret, Instant.ofEpochMilli(json.path(MADE_AT).asLong())));
  }

  /// The number of the current day: signatures of another day differ.
  public long day() {
    return clock.instant().truncatedTo(ChronoUnit.DAYS).getEpochSecond();
  }

  /// Signs a subject; empty if there are no keys yet. Never blocks.
  ///
  /// @param subject the object of the address, for example a file's id
  public Optional<Signature> sign(String subject) {
    List<Key> now = keys;
    if (now.isEmpty()) {
      return Optional.empty();
    }
    Key key = now.getFirst();
    long ends = day() + VALID.toSeconds();
    return Optional.of(new Signature(ends, key.id(), value(key, subject, ends)));
  }

  /// Whether a signature is valid and not too old. May block: another process may have made the
  /// key.
  public boolean isValid(String subject, Signature signature) {
    Instant now = clock.instant();
    if (signature.ends() < now.getEpochSecond()) {
      return false;
    }
    Key key = find(signature.key());
    if (key == null && loadedAt.plus(RELOAD).isBefore(now)) {
      loadedAt = now; // so invented key ids cause at most one load a minute
      renew();
      key = find(signature.key());
    }
    return key != null && Secrets.equal(value(key, subject, signature.ends()), signature.value());
  }

  private @Nullable Key find(String id) {
    return keys.stream().filter(key -> Objects.equals(key.id(), id)).findFirst().orElse(null);
  }

  private static String value(Key key, String subject, long ends) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key.secret()), ALGORITHM));
      byte[] whole = mac.doFinal((subject + "\n" + ends).getBytes(UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(whole, SIGNATURE_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks HMAC with SHA-256", e);
    }
  }
}
