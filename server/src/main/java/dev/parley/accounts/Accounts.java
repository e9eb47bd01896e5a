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

/// What can be done to accounts, by whichever way: REST or the command line. Signing in, one's own
/// account, users, and keys have a class each.
///
/// Every method blocks until the result is on disk: call it on a virtual thread. Safe for use by
/// many threads. Throws [Refusal] where the request is wrong, the caller may not make it, or the
/// store cannot take it. A change is known to [Directory] when a method returns.
public final class Accounts {
  /// The most characters of a name, or of what a browser calls itself.
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

  /// The same accounts, as asked for from somewhere: the audit trail says so.
  public Accounts from(RequestOrigin asked) {
    return new Accounts(steps.from(asked));
  }

  /// Signing in.
  public SignIn signIn() {
    return new SignIn(steps);
  }

  /// What people do to their own account.
  public OwnAccount own() {
    return new OwnAccount(steps);
  }

  /// What people give besides their password.
  public SecondFactors secondFactors() {
    return new SecondFactors(steps);
  }

  /// Who has an account.
  public Users users() {
    return new Users(steps);
  }

  /// The keys of programs.
  public ApiKeys keys() {
    return new ApiKeys(steps);
  }

  AccountSteps steps() {
    return steps;
  }

  /// Who did what, the last first; each entry is a JSON object, see [AuditTrail].
  ///
  /// @param before the id of the last entry of the page before; null: from the last one on
  public List<String> audit(Principal caller, @Nullable String before, int limit) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    return steps.store().page(AccountRecord.Kind.AUDIT, before, limit).stream()
        .map(AccountRecord::body)
        .toList();
  }

  /// Writes down something that is no change of accounts.
  ///
  /// @param action for example `anonymous_all`
  public void note(Principal caller, String action, @Nullable String target) {
    steps.rows(rows -> {
      steps.note(rows, caller, new Entry(action, target, Result.DONE, null, null));
      return true;
    });
  }

  /// As far as they are known, without asking the store.
  List<SigningKey> signingKeys() {
    return steps.directory().signingKeys();
  }
}
