package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Scope;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys of programs.
///
/// Blocks and throws as [Accounts] says; safe for use by many threads.
public final class ApiKeys {
  private static final int MOST_KEYS = 1_000;
  private static final int MOST_KEYS_OF_ONE = 100;

  private final AccountSteps steps;

  ApiKeys(AccountSteps steps) {
    this.steps = steps;
  }

  /// A new key.
  ///
  /// @param whole the complete key that the program has to send; not stored
  public record NewKey(ApiKey key, String whole) {}

  /// Creates a key. It has the permissions of its scopes, but never more than its creator.
  ///
  /// @param scopes the scopes, at least one
  /// @param expiresAt null: never
  public NewKey addKey(
      Principal caller, String name, Set<Scope> scopes, @Nullable Instant expiresAt) {
    unlessMayHaveKeys(caller);
    if (scopes.isEmpty()) {
      throw Refusal.invalid("scopes", "must name at least one");
    }
    if (expiresAt != null && !expiresAt.isAfter(steps.now())) {
      throw Refusal.invalid("expires_at", "must be in the future");
    }
    Secrets.Key made = Secrets.key();
    ApiKey key =
        new ApiKey(
            made.id(),
            AccountSteps.name(name),
            scopes,
            Secrets.hash(made.secret()),
            caller.user(),
            steps.now(),
            expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS));
    return steps.change(rows -> {
      List<ApiKey> all = rows.keys();
      long theirs = all.stream().filter(it -> Objects.equals(it.user(), caller.user())).count();
      if (all.size() >= MOST_KEYS || theirs >= MOST_KEYS_OF_ONE) {
        throw new Refusal(ErrorCode.CONFLICT, "There are too many keys: remove some first");
      }
      rows.save(key);
      steps.note(rows, caller, Entry.added(key));
      return new NewKey(key, made.whole());
    });
  }

  /// The caller's keys, or everybody's keys for a caller that manages users. Ordered by name.
  public List<ApiKey> keys(Principal caller) {
    unlessMayHaveKeys(caller);
    return steps.rows(AccountRows::keys).stream()
        .filter(key -> isTheirs(caller, key))
        .sorted(Comparator.comparing(ApiKey::name).thenComparing(ApiKey::id))
        .toList();
  }

  /// Ends a key.
  ///
  /// @throws Refusal `not_found`
  public void removeKey(Principal caller, String id) {
    unlessMayHaveKeys(caller);
    steps.change(rows -> {
      rows.remove(
          rows.key(id)
              .filter(key -> isTheirs(caller, key))
              .orElseThrow(() -> AccountSteps.nothing("key")));
      steps.note(rows, caller, Entry.of("key_removed", id));
      return true;
    });
  }

  /// Refuses callers with an API key, whatever its permissions: a key that a key has made would
  /// still work after the first one is removed or expires.
  private static void unlessMayHaveKeys(Principal caller) {
    if (AccountSteps.isProgram(caller)) {
      throw new Refusal(ErrorCode.FORBIDDEN, "Only people can manage API keys: sign in");
    }
    Refusal.unlessMay(caller, Permission.ACCOUNT);
  }

  private static boolean isTheirs(Principal caller, ApiKey key) {
    return caller.may(Permission.MANAGE)
        || (key.user() != null && key.user().equals(caller.user()));
  }
}
