package dev.parley.accounts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.access.Principal;
import dev.parley.access.Sender;
import dev.parley.accounts.AccountRecord.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The record of all changes of accounts, with the time of each and the person who made it. Each
/// change writes an entry in its own step. Entries are never changed; they are removed after 400
/// days.
///
/// ```json
/// {"id": "a0mhfk2k3p4q7x2m9c", "time": "2026-11-24T12:00:00Z", "action": "user_changed",
///  "actor": {"kind": "user", "id": "u_4f7k2m9q3x", "name": "Ann"}, "target": "u_7m3k9q2x4v",
///  "result": "done", "address": "192.0.2.7", "request_id": "k3f9a-1c",
///  "before": {"role": "agent", "disabled": false}, "after": {"role": "admin", "disabled": false}}
/// ```
///
/// An entry never contains a password or another secret. Ids are in the order of time.
final class AuditTrail {
  private static final Duration KEPT = Duration.ofDays(400);
  private static final int PAGE = 500;
  private static final int TIME_DIGITS = 10;

  private AuditTrail() {}

  /// The result of an attempt.
  enum Result {
    DONE,
    REFUSED
  }

  /// An entry that is being made.
  ///
  /// @param action for example `user_added`
  /// @param target the id of the changed object; null if it is not known
  record Entry(
      String action,
      @Nullable String target,
      Result result,
      @Nullable ObjectNode before,
      @Nullable ObjectNode after) {
    static Entry of(String action, String target) {
      return new Entry(action, target, Result.DONE, null, null);
    }

    static Entry changed(String action, User before, User after) {
      return new Entry(action, after.id(), Result.DONE, json(before), json(after));
    }

    static Entry added(String action, User after) {
      return new Entry(action, after.id(), Result.DONE, null, json(after));
    }

    static Entry added(ApiKey key) {
      ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", key.name());
      key.scopes().stream().sorted().forEach(scope -> json.withArray("scopes").add(scope.word()));
      return new Entry("key_added", key.id(), Result.DONE, null, json);
    }

    private static ObjectNode json(User user) {
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("email", user.email())
              .put("name", user.name())
              .put("role", user.role().word())
              .put("disabled", user.disabled())
              .put("visibility", user.scope().visibility().word());
      user.scope().sortedTeams().forEach(json.withArray("teams")::add);
      return json;
    }
  }

  /// The entry as it is kept.
  static AccountRecord record(Entry entry, Principal actor, RequestOrigin origin, Instant now) {
    String id = idAt(now) + Secrets.id();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("time", now.toString()).put("action", entry.action);
    json.set("actor", json(actor, origin));
    if (entry.target != null) {
      json.put("target", entry.target);
    }
    json.put("result", entry.result == Result.DONE ? "done" : "refused");
    if (origin.address() != null) {
      json.put("address", origin.address());
    }
    if (origin.requestId() != null) {
      json.put("request_id", origin.requestId());
    }
    if (entry.before != null) {
      json.set("before", entry.before);
    }
    if (entry.after != null) {
      json.set("after", entry.after);
    }
    return new AccountRecord(Kind.AUDIT, id, json.toString());
  }

  private static ObjectNode json(Principal actor, RequestOrigin origin) {
    Sender sender = actor.sender();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (sender == null) {
      return json.put("kind", origin.address() == null ? "command" : "anonymous");
    }
    return json.put("kind", sender.kind().word()).put("id", sender.id()).put("name", sender.name());
  }

  /// The beginning of all ids of a time.
  private static String idAt(Instant moment) {
    String millis = Long.toString(moment.toEpochMilli(), Character.MAX_RADIX);
    return "a" + "0".repeat(Math.max(0, TIME_DIGITS - millis.length())) + millis;
  }

  /// Removes entries that are too old.
  static void forgetOld(AccountStore store, Instant now) {
    String oldest = idAt(now.minus(KEPT));
    List<AccountRecord> old = store.page(Kind.AUDIT, oldest, PAGE);
    while (!old.isEmpty()) {
      List<AccountRecord> some = old;
      store.step(
          now,
          ledger -> {
            some.forEach(entry -> ledger.remove(Kind.AUDIT, entry.id()));
            return true;
          });
      old = store.page(Kind.AUDIT, oldest, PAGE);
    }
  }
}
