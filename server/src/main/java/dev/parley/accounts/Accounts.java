package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.accounts.AuditTrail.Result;
import dev.parley.chat.Refusal;
import dev.parley.tokens.SigningKey;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All operations on accounts, for REST and the command line. Signing in, one's own account, users,
/// and keys have a class each.
///
/// Every method blocks until the result is on disk: call it on a virtual thread. Safe for use by
/// many threads. Throws [Refusal] if the request is wrong, the caller lacks the permission, or the
/// store is unavailable. A change is known to [Directory] when a method returns.
public final class Accounts {
  /// The maximum length of a name, and of the name that a browser gives itself.
  public static final int LONGEST_NAME = 100;

  private final AccountSteps steps;

  public Accounts(AccountStore store, Directory directory, Clock clock) {
    this(
        new AccountSteps(
            store, directory, clock, new Passwords(), new SignInLimits(), RequestOrigin.COMMAND));
  }

  private Accounts(AccountSteps steps) {
    this.steps = steps;
  }

  /// The same accounts for a request from this origin, which the audit trail records.
  public Accounts from(RequestOrigin asked) {
    return new Accounts(steps.from(asked));
  }

  /// The operations for signing in.
  public SignIn signIn() {
    return new SignIn(steps);
  }

  /// Operations of people on their own account.
  public OwnAccount own() {
    return new OwnAccount(steps);
  }

  /// The operations on second factors.
  public SecondFactors secondFactors() {
    return new SecondFactors(steps);
  }

  /// The operations on users.
  public Users users() {
    return new Users(steps);
  }

  /// The operations on API keys.
  public ApiKeys keys() {
    return new ApiKeys(steps);
  }

  AccountSteps steps() {
    return steps;
  }

  /// The entries of the audit trail, the newest first; each is a JSON object, see [AuditTrail].
  ///
  /// @param before the id of the last entry of the previous page; null to begin with the newest
  ///   entry
  public List<String> audit(Principal caller, @Nullable String before, int limit) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    return steps.store().page(AccountRecord.Kind.AUDIT, before, limit).stream()
        .map(AccountRecord::body)
        .toList();
  }

  /// Records something that is not a change of accounts.
  ///
  /// @param action for example `anonymous_all`
  public void note(Principal caller, String action, @Nullable String target) {
    steps.rows(rows -> {
      steps.note(rows, caller, new Entry(action, target, Result.DONE, null, null));
      return true;
    });
  }

  /// The keys with which tokens may be signed, from memory.
  List<SigningKey> signingKeys() {
    return steps.directory().signingKeys();
  }
}
