package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Scope;
import dev.parley.access.Sender;
import dev.parley.access.VisibleChats;
import dev.parley.accounts.AccountRecord.Kind;
import dev.parley.chat.Refusal;
import dev.parley.tokens.SigningKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the owner of a credential without reading the store: it keeps all accounts in memory, and
/// checks twice a second whether they have changed, here or in another process. Notifies listeners
/// of credentials that ended. Safe for use by many threads.
public final class Directory implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration SEEN = Duration.ofMinutes(5);
  private static final Duration CLEANED_EVERY = Duration.ofHours(24);
  private static final Logger LOG = LoggerFactory.getLogger(Directory.class);

  private final AccountStore store;
  private final Clock clock;
  private final List<Consumer<EndedCredentials>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("directory").factory());

  private final List<Runnable> firstUserListeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean warned = new AtomicBoolean();

  private volatile Snapshot now = Snapshot.EMPTY;

  /// All accounts at one time.
  ///
  /// @param known whether they were read at all
  /// @param sessions the sessions by the hash of their cookies; the time of their last use is
  ///   updated here
  /// @param keys the keys by their ids
  private record Snapshot(
      boolean known,
      String version,
      Map<String, User> users,
      ConcurrentMap<String, Session> sessions,
      Map<String, ApiKey> keys,
      Map<String, Principal> principals,
      List<SigningKey> signingKeys) {
    static final Snapshot EMPTY =
        new Snapshot(false, "", Map.of(), new ConcurrentHashMap<>(), Map.of(), Map.of(), List.of());

    /// The credentials of sessions that have another cookie now.
    Set<String> replaced() {
      return sessions.values().stream()
          .flatMap(session -> Stream.ofNullable(session.replaces()))
          .collect(Collectors.toSet());
    }
  }

  /// Credentials whose callers must authenticate again, as [Principal#credential] gives them.
  ///
  /// @param over credentials that are no longer valid
  /// @param changed credentials whose caller has other permissions or sees other chats than before,
  ///   or has another cookie now
  public record EndedCredentials(Set<String> over, Set<String> changed) {
    public EndedCredentials {
      over = Set.copyOf(over);
      changed = Set.copyOf(changed);
    }
  }

  private Directory(AccountStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Reads all accounts, and begins to check for changes. If they cannot be read now, no caller is
  /// known until they can be read.
  public static Directory open(AccountStore store, Clock clock) {
    Directory directory = new Directory(store, clock);
    directory.look();
    // The future is not needed: the task never fails, and ends with the timer.
    var _ =
        directory.timer.scheduleWithFixedDelay(
            directory::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    var _ =
        directory.timer.scheduleWithFixedDelay(
            () ->
                directory.attempt(
                    "cleaned up", () -> AuditTrail.forgetOld(store, AccountSteps.now(clock))),
            1,
            CLEANED_EVERY.toHours(),
            TimeUnit.HOURS);
    return directory;
  }

  /// Calls `listener` when credentials have ended or changed. It must not block.
  public void onEnded(Consumer<EndedCredentials> listener) {
    listeners.add(listener);
  }

  /// Calls `listener` when the first account is created. It must not block.
  public void onFirstUser(Runnable listener) {
    firstUserListeners.add(listener);
  }

  /// Whether a word looks like an API key, valid or not.
  public static boolean isKey(String word) {
    return Secrets.isKey(word);
  }

  /// Whether there is an account, from memory: works also while the store cannot be read.
  public boolean hasUsers() {
    Snapshot known = now;
    return !known.known || !known.users.isEmpty();
  }

  /// Whether a user has this id.
  public boolean isUser(String id) {
    return now.users.containsKey(id);
  }

  /// Whether there is a team with this id: a team exists if a user who has access is in it.
  public boolean isTeam(String id) {
    return teams().contains(id);
  }

  /// The teams of users who have access, by their ids.
  public List<String> teams() {
    return now.users.values().stream()
        .filter(user -> !user.disabled())
        .flatMap(user -> user.scope().teams().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /// The users who can be assigned to a chat, by name, in the form in which messages show their
  /// senders.
  public List<Sender> colleagues() {
    return now.users.values().stream()
        .filter(user -> !user.disabled())
        .map(User::sender)
        .sorted(Comparator.comparing(Sender::name).thenComparing(Sender::id))
        .toList();
  }

  /// The principal for a session's cookie; empty if it is not valid.
  public Optional<Principal> bySession(String cookie) {
    Session session = now.sessions.get(Secrets.hash(cookie));
    if (session == null || session.refresh() != null) { // a part of a refresh token is not a cookie
      return Optional.empty();
    }
    Instant time = clock.instant();
    if (session.isOver(time)) {
      return Optional.empty();
    }
    if (session.seenAt().plus(SEEN).isBefore(time)) {
      seen.put(session.id(), time);
    }
    return Optional.ofNullable(now.principals.get(session.credential()));
  }

  /// The principal for an API key; empty if it is not valid.
  public Optional<Principal> byKey(String key) {
    return valid(key).map(it -> now.principals.get("key:" + it.id()));
  }

  /// The principal for an API key that may be part of an address.
  public Optional<Principal> byAddress(String key) {
    return valid(key)
        .filter(it -> it.scopes().contains(Scope.URL))
        .map(it -> now.principals.get("key:" + it.id()));
  }

  private Optional<ApiKey> valid(String whole) {
    return Secrets.parse(whole)
        .flatMap(parts ->
            Optional.ofNullable(now.keys.get(parts.id()))
                .filter(key -> Secrets.equal(Secrets.hash(parts.secret()), key.hash()))
                .filter(key -> !key.isOver(clock.instant())));
  }

  /// The principal that a sign-in or a key represents.
  ///
  /// @param credential the sign-in or key, in the form of [Principal#credential]
  public Optional<Principal> byCredential(String credential) {
    return Optional.ofNullable(now.principals.get(credential));
  }

  /// The keys with which tokens may be signed.
  public List<SigningKey> signingKeys() {
    return now.signingKeys;
  }

  /// Whether the credential of a caller is still valid, for the same person and with the same
  /// permissions.
  public boolean lets(Principal caller) {
    String credential = caller.credential();
    return credential != null && caller.equals(now.principals.get(credential));
  }

  /// Runs a background task on the accounts. If it fails, the failure is logged.
  ///
  /// @param what the participle that completes "accounts cannot be ..."
  public void later(String what, Runnable step) {
    timer.execute(() -> attempt(what, step));
  }

  private void look() {
    // Revocations are read even if nothing can be written: a full disk must not keep access open.
    attempt(
        "read",
        () -> {
          if (!now.known || !store.version().equals(now.version) || anyIsOver()) {
            readAgain();
          }
        });
    attempt("written", this::writeSeen);
  }

  /// Runs a step, and logs its failure: the next attempt may succeed, also after an [Error].
  private void attempt(String what, Runnable step) {
    try {
      step.run();
    } catch (Refusal unavailable) { // the store logs this itself
      LOG.atDebug().addKeyValue("code", unavailable.code()).log("accounts cannot be " + what);
    } catch (Throwable failure) {
      if (warned.compareAndSet(false, true)) {
        LOG.atError()
            .setCause(failure)
            .log(
                "accounts cannot be "
                    + what
                    + ": a credential that is revoked in another process may still be accepted");
      }
    }
  }

  private boolean anyIsOver() {
    Instant time = clock.instant();
    Snapshot known = now;
    return known.sessions.values().stream()
            .anyMatch(it -> it.isOver(time) && known.principals.containsKey(it.credential()))
        || known.keys.values().stream()
            .anyMatch(it -> it.isOver(time) && known.principals.containsKey("key:" + it.id()));
  }

  private void writeSeen() {
    if (seen.isEmpty()) {
      return;
    }
    Map<String, Instant> some = new HashMap<>(seen);
    store.step(
        AccountSteps.now(clock),
        ledger -> {
          AccountRows rows = new AccountRows(ledger);
          some.forEach((id, at) -> rows.session(id).ifPresent(it -> rows.saveSeen(it.seen(at))));
          return true;
        });
    some.forEach((id, at) -> {
      now.sessions.computeIfPresent(id, (_, session) -> session.seen(at));
      seen.remove(id, at);
    });
  }

  /// Reads all accounts again.
  void readAgain() {
    Set<String> over = new HashSet<>();
    Set<String> changed = new HashSet<>();
    boolean first;
    synchronized (this) {
      Snapshot before = now;
      now = read();
      first = before.known && before.users.isEmpty() && !now.users.isEmpty();
      Set<String> replaced = now.replaced();
      before.principals.forEach((credential, principal) -> {
        Principal after = now.principals.get(credential);
        if (!principal.equals(after)) {
          (after == null && !replaced.contains(credential) ? over : changed).add(credential);
        }
      });
    }
    if (!over.isEmpty() || !changed.isEmpty()) {
      EndedCredentials ended = new EndedCredentials(over, changed);
      listeners.forEach(listener -> listener.accept(ended));
    }
    if (first) {
      firstUserListeners.forEach(Runnable::run);
    }
  }

  private Snapshot read() {
    List<AccountRecord> rows = store.everything();
    Instant time = clock.instant();
    Map<String, User> users = new HashMap<>();
    AccountRows.all(rows, Kind.USER, AccountRows::user).forEach(it -> users.put(it.id(), it));
    ConcurrentMap<String, Session> sessions = new ConcurrentHashMap<>();
    Map<String, ApiKey> keys = new HashMap<>();
    Map<String, Principal> principals = new HashMap<>();
    for (Session session : AccountRows.all(rows, Kind.SESSION, AccountRows::session)) {
      sessions.put(session.id(), session);
      User user = users.get(session.user());
      if (user != null && !user.disabled() && !session.isOver(time)) {
        principals.put(
            session.credential(),
            new Principal(
                user.sender(), user.role().permissions(), session.credential(), user.chats()));
      }
    }
    for (ApiKey key : AccountRows.all(rows, Kind.KEY, AccountRows::key)) {
      keys.put(key.id(), key);
      Set<Permission> most = most(key, users);
      if (!most.isEmpty() && !key.isOver(time)) {
        principals.put("key:" + key.id(), key.principal(most, chats(key, users)));
      }
    }
    String version =
        rows.stream()
            .filter(row -> row.kind() == Kind.VERSION)
            .map(AccountRecord::body)
            .findFirst()
            .orElse("");
    List<SigningKey> signingKeys = AccountRows.all(rows, Kind.TOKEN_KEY, AccountRows::signingKey);
    return new Snapshot(true, version, users, sessions, keys, principals, signingKeys);
  }

  /// The permissions of the user who created a key.
  private static Set<Permission> most(ApiKey key, Map<String, User> users) {
    if (key.user() == null) {
      return Set.of(Permission.values());
    }
    User maker = users.get(key.user());
    return maker == null || maker.disabled() ? Set.of() : maker.role().permissions();
  }

  /// The chats that the creator of a key sees.
  private static VisibleChats chats(ApiKey key, Map<String, User> users) {
    User maker = key.user() == null ? null : users.get(key.user());
    return maker == null ? VisibleChats.ALL : maker.chats();
  }

  @Override
  public void close() {
    timer.close();
  }
}
