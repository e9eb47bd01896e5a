package dev.parley.accounts;

import dev.parley.access.Principal;
import dev.parley.accounts.AccountRecord.Kind;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.accounts.AuditTrail.Result;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Copies accounts from one store into another: users with their second factors, API keys, and the
/// audit trail. Rows that are already there stay unchanged, so that a run can be repeated.
///
/// Sign-ins, one-time links, and the keys that sign tokens and addresses are not copied: they give
/// access, or can be used to create access, and can be made again. Passwords and API keys are
/// copied as hashes, because nothing else is stored. Belongs to one thread; no Parley may run on
/// either store.
public final class AccountTransfer {
  /// The kinds that are copied, in the order in which they are added: users come before the rows
  /// that belong to them.
  private static final List<Kind> CARRIED = List.of(Kind.USER, Kind.SECOND_FACTOR, Kind.KEY);

  private static final int PAGE = 500;

  private final AccountPages from;
  private final AccountStore to;
  private final Clock clock;

  /// The result of a copy.
  ///
  /// @param total the number of users, second factors and keys that were read
  /// @param added the number of those that the other store did not have
  /// @param entries the number of entries of the audit trail that it did not have
  /// @param different descriptions, without secrets, of the rows that differ in the other store:
  ///   they were left unchanged there
  public record Report(int total, int added, int entries, List<String> different) {
    public Report {
      different = List.copyOf(different);
    }
  }

  public AccountTransfer(AccountPages from, AccountStore to, Clock clock) {
    this.from = from;
    this.to = to;
    this.clock = clock;
  }

  /// Copies everything, and records that in the audit trail of the other store.
  public Report run() {
    List<AccountRecord> all =
        from.everything().stream()
            .filter(row -> CARRIED.contains(row.kind()))
            .sorted(Comparator.comparingInt(row -> CARRIED.indexOf(row.kind())))
            .toList();
    List<String> different = new ArrayList<>();
    int added =
        to.step(
            AccountSteps.now(clock),
            ledger -> {
              different.clear(); // a step may run more than once
              return add(new AccountRows(ledger), all, different);
            });
    int entries = carryTrail();
    note(to, clock, "store_imported");
    return new Report(all.size(), added, entries, different);
  }

  /// Records in the audit trail of a store that all its content was copied into another store.
  public static void noteExport(AccountStore store, Clock clock) {
    note(store, clock, "store_exported");
  }

  /// Records in the audit trail of a store that the whole store was copied into a file.
  public static void noteBackup(AccountStore store, Clock clock) {
    note(store, clock, AccountDesk.BACKED_UP);
  }

  private static void note(AccountStore store, Clock clock, String action) {
    store.step(
        AccountSteps.now(clock),
        ledger -> {
          ledger.save(
              AuditTrail.record(
                  new Entry(action, null, Result.DONE, null, null),
                  Principal.OPERATOR,
                  RequestOrigin.COMMAND,
                  AccountSteps.now(clock)));
          return true;
        });
  }

  private static int add(AccountRows rows, List<AccountRecord> all, List<String> different) {
    boolean first = rows.users().isEmpty();
    Set<String> refused = new HashSet<>();
    int added = 0;
    for (AccountRecord row : all) {
      Optional<AccountRecord> there = rows.ledger().find(row.kind(), row.id());
      if (there.isPresent()) {
        if (!AccountRows.parsed(there.get()).equals(AccountRows.parsed(row))) {
          different.add(row.kind().word() + " " + row.id());
        }
      } else if (row.kind() == Kind.USER && isEmailTaken(rows, row)) {
        refused.add(row.id());
        different.add("user %s: another user has this email address".formatted(row.id()));
      } else if (row.kind() == Kind.USER || !refused.contains(owner(row))) {
        rows.add(row);
        added++;
      }
    }
    if (first && added > 0) {
      // From now on no link can make the first owner.
      rows.links().stream().filter(link -> link.user() == null).forEach(rows::remove);
    }
    return added;
  }

  private static boolean isEmailTaken(AccountRows rows, AccountRecord user) {
    return rows.userOf(AccountRows.user(user).email()).isPresent();
  }

  /// The user to whom a second factor or key belongs; "" for a key without a user.
  private static String owner(AccountRecord row) {
    if (row.kind() == Kind.SECOND_FACTOR) {
      return row.id();
    }
    String user = AccountRows.key(row).user();
    return user == null ? "" : user;
  }

  private int carryTrail() {
    int added = 0;
    List<AccountRecord> page = from.page(Kind.AUDIT, null, PAGE);
    while (!page.isEmpty()) {
      List<AccountRecord> some = page;
      added +=
          to.step(
              AccountSteps.now(clock),
              ledger -> {
                int count = 0;
                for (AccountRecord entry : some) {
                  if (ledger.find(Kind.AUDIT, entry.id()).isEmpty()) {
                    ledger.save(entry);
                    count++;
                  }
                }
                return count;
              });
      page = from.page(Kind.AUDIT, page.getLast().id(), PAGE);
    }
    return added;
  }
}
