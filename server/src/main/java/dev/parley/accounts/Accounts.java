package dev.parley.accounts;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.access.Role;
import dev.parley.access.Scope;
import dev.parley.accounts.AuditTrail.Entry;
import dev.parley.accounts.AuditTrail.Result;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import dev.parley.tokens.SigningKey;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What can be done to accounts, by whichever way: REST or the command line.
///
/// Every method blocks until the result is on disk: call it on a virtual thread. Safe for use by
/// many threads. Throws [Refusal] where the request is wrong, the caller may not make it, or the
/// store cannot take it. A change is known to [Directory] when a method returns.
public final class Accounts {
  /// The most characters of a name, or of what a browser calls itself.
  public static final int LONGEST_NAME = 100;

  private static final Duration SETUP_LINK = Duration.ofMinutes(30);
  private static final Duration PASSWORD_LINK = Duration.ofDays(7);
  private static final int LONGEST_EMAIL = 254;
  private static final int MOST_SESSIONS = 100;
  private static final int MOST_KEYS = 1_000;
  private static final int MOST_KEYS_OF_ONE = 100;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");

  private final AccountStore store;
  private final Directory directory;
  private final Clock clock;
  private final Passwords passwords;
  private final SignInLimits limits;
  private final RequestOrigin origin;

  public Accounts(AccountStore store, Directory directory, Clock clock) {
    this(store, directory, clock, new Passwords(), new SignInLimits(), RequestOrigin.COMMAND);
  }

  private Accounts(
      AccountStore store,
      Directory directory,
      Clock clock,
      Passwords passwords,
      SignInLimits limits,
      RequestOrigin origin) {
    this.store = store;
    this.directory = directory;
    this.clock = clock;
    this.passwords = passwords;
    this.limits = limits;
    this.origin = origin;
  }

  /// The same accounts, as asked for from somewhere: the audit trail says so.
  public Accounts from(RequestOrigin asked) {
    return new Accounts(store, directory, clock, passwords, limits, asked);
  }

  /// Somebody has signed in.
  ///
  /// @param cookie shown to nobody but their browser
  public record SignedIn(User user, String cookie) {}

  /// From where somebody signs in.
  ///
  /// @param shared whether many people come from this address: it is a proxy's
  /// @param browser what it calls itself
  public record Place(InetAddress address, boolean shared, String browser) {}

  // --- The first owner ---------------------------------------------------------------------------

  /// A link's secret part that makes whoever has it the first owner, for half an hour; empty once
  /// there is a user.
  public Optional<String> setupLink() {
    String secret = Secrets.link();
    return change(rows -> {
      if (!rows.users().isEmpty()) {
        return Optional.empty();
      }
      removeLinks(rows, link -> link.user() == null);
      rows.save(new OneTimeLink(Secrets.hash(secret), null, now().plus(SETUP_LINK)));
      return Optional.of(secret);
    });
  }

  /// Makes the first owner. Of several who try at once one succeeds.
  ///
  /// @param link as of [#setupLink]
  /// @throws Refusal `unauthorized` when it is wrong or used up, `conflict` when there is an owner
  public SignedIn claim(String link, String email, String name, String password, Place from) {
    limits.count(from.address(), from.shared(), "setup");
    rows(rows -> valid(rows, link)); // before the work for a hash
    String address = email(email);
    Passwords.check(password, address);
    User owner =
        new User(
            "u_" + Secrets.id(),
            address,
            name(name),
            Role.OWNER,
            passwords.hash(password),
            false,
            now());
    return change(rows -> {
      if (!rows.users().isEmpty()) {
        throw new Refusal(ErrorCode.CONFLICT, "Parley is set up already: sign in");
      }
      OneTimeLink found = valid(rows, link);
      if (found.user() != null) {
        throw wrongLink();
      }
      rows.links().forEach(rows::remove);
      rows.save(owner);
      note(rows, of(owner), Entry.added("setup", owner));
      return signIn(rows, owner, from, null);
    });
  }

  /// Removes the links that a step replaces, and those that have expired.
  private void removeLinks(AccountRows rows, Predicate<OneTimeLink> replaced) {
    rows.links().stream()
        .filter(replaced.or(link -> !link.expiresAt().isAfter(now())))
        .forEach(rows::remove);
  }

  private OneTimeLink valid(AccountRows rows, String link) {
    return rows.link(Secrets.hash(link))
        .filter(it -> it.expiresAt().isAfter(now()))
        .orElseThrow(Accounts::wrongLink);
  }

  private static Refusal wrongLink() {
    return new Refusal(
        ErrorCode.UNAUTHORIZED, "This link is not valid any more: ask for a new one");
  }

  // --- Signing in --------------------------------------------------------------------------------

  /// Signs somebody in.
  ///
  /// @throws Refusal `unauthorized` when email or password is wrong, `rate_limited` after some
  ///   tries
  public SignedIn signIn(String email, String password, Place from) {
    return proven(email, password, from, (rows, user) -> signIn(rows, user, from, null));
  }

  /// Does something for a user who knows their password.
  ///
  /// @throws Refusal as [#signIn] does
  <T> T proven(String email, String password, Place from, BiFunction<AccountRows, User, T> step) {
    String address = Text.cut(email, LONGEST_EMAIL).strip().toLowerCase(Locale.ROOT);
    limits.count(from.address(), from.shared(), address);
    Optional<User> found = rows(rows -> rows.userOf(address)).filter(user -> !user.disabled());
    String tried = Text.cut(password, Passwords.LONGEST * 2);
    if (!passwords.matches(tried, found.map(User::password).orElse(null))) {
      noteFailure("sign_in", found.orElse(null));
      throw wrongPassword();
    }
    T result =
        change(rows -> {
          User user =
              rows.user(found.orElseThrow().id())
                  .filter(it -> !it.disabled())
                  .filter(it -> Objects.equals(it.password(), found.get().password()))
                  .orElseThrow(Accounts::wrongPassword); // it changed while it was checked
          return step.apply(rows, user);
        });
    limits.worked(from.address(), address);
    return result;
  }

  private static Refusal wrongPassword() {
    return new Refusal(ErrorCode.UNAUTHORIZED, "The email address or the password is wrong");
  }

  /// @param refresh as of [Session]
  SignedIn signIn(AccountRows rows, User user, Place from, @Nullable String refresh) {
    String cookie = Secrets.cookie();
    List<Session> theirs = sessionsOf(rows, user.id());
    theirs.stream().filter(it -> it.isOver(now())).forEach(rows::remove);
    theirs.stream().limit(Math.max(0, theirs.size() + 1 - MOST_SESSIONS)).forEach(rows::remove);
    Session session =
        new Session(
            Secrets.hash(cookie),
            user.id(),
            now(),
            now(),
            Text.clean(Text.cut(from.browser(), LONGEST_NAME)),
            from.address().getHostAddress(),
            refresh);
    rows.save(session);
    note(rows, of(user), Entry.of("sign_in", session.shortId()));
    return new SignedIn(user, cookie);
  }

  /// Whoever was seen longest ago first.
  private static List<Session> sessionsOf(AccountRows rows, String user) {
    return rows.sessions().stream()
        .filter(session -> session.user().equals(user))
        .sorted(Comparator.comparing(Session::seenAt))
        .toList();
  }

  /// Ends the session with which the caller asks; without effect where there is none.
  public void signOut(Principal caller) {
    String credential = caller.credential();
    if (credential != null) {
      change(rows -> {
        rows.sessions().stream()
            .filter(session -> session.credential().equals(credential))
            .forEach(session -> {
              rows.remove(session);
              note(rows, caller, Entry.of("sign_out", session.shortId()));
            });
        return true;
      });
    }
  }

  /// Sets a password by a one-time link, and signs in. All earlier sessions end.
  ///
  /// @throws Refusal `unauthorized` when the link is wrong or used up
  public SignedIn setPassword(String link, String password, Place from) {
    limits.count(from.address(), from.shared(), "password");
    User before =
        rows(rows -> {
          OneTimeLink found = valid(rows, link);
          return rows.user(String.valueOf(found.user())).orElseThrow(Accounts::wrongLink);
        });
    Passwords.check(password, before.email());
    String hash = passwords.hash(password);
    return change(rows -> {
      OneTimeLink found = valid(rows, link);
      User user =
          rows.user(String.valueOf(found.user()))
              .filter(it -> !it.disabled())
              .orElseThrow(Accounts::wrongLink)
              .withPassword(hash);
      removeLinks(rows, other -> user.id().equals(other.user()));
      sessionsOf(rows, user.id()).forEach(rows::remove);
      rows.save(user);
      note(rows, of(user), Entry.of("password_set", user.id()));
      return signIn(rows, user, from, null);
    });
  }

  // --- Oneself -----------------------------------------------------------------------------------

  /// The caller's account.
  ///
  /// @throws Refusal `unauthorized` for a caller without one
  public User me(Principal caller) {
    Refusal.unlessMay(caller, Permission.ACCOUNT);
    return rows(rows -> me(rows, caller));
  }

  private static User me(AccountRows rows, Principal caller) {
    String id = caller.user();
    return Optional.ofNullable(id)
        .flatMap(rows::user)
        .orElseThrow(() ->
            new Refusal(ErrorCode.UNAUTHORIZED, "Nobody has signed in: POST /api/login does"));
  }

  /// Changes the caller's name, or password; with another password all other sessions, and the
  /// one-time links that were made for the old one, end.
  ///
  /// @param name null: as it is
  /// @param password null: as it is
  /// @param current the password as it is, where it is to be another
  /// @throws Refusal `rate_limited` after some wrong passwords
  public User changeMe(
      Principal caller,
      @Nullable String name,
      @Nullable String password,
      @Nullable String current) {
    User before = me(caller);
    String hash = null;
    if (password != null) {
      Passwords.check(password, before.email());
      limits.countAccount(before.id());
      if (!passwords.matches(
          Text.cut(String.valueOf(current), Passwords.LONGEST * 2), before.password())) {
        noteFailure("password_changed", before);
        throw wrongCurrentPassword();
      }
      limits.accountWorked(before.id());
      hash = passwords.hash(password);
    }
    String newHash = hash;
    String newName = name == null ? null : name(name);
    return change(rows -> {
      User user = me(rows, caller);
      User after = newName == null ? user : user.withName(newName);
      if (newHash != null) {
        if (!Objects.equals(user.password(), before.password())) {
          throw wrongCurrentPassword(); // another request changed it meanwhile
        }
        after = after.withPassword(newHash);
        removeLinks(rows, link -> user.id().equals(link.user()));
        sessionsOf(rows, user.id()).stream()
            .filter(session -> !session.credential().equals(caller.credential()))
            .forEach(rows::remove);
      }
      rows.save(after);
      note(
          rows,
          caller,
          newHash == null
              ? Entry.changed("user_changed", user, after)
              : Entry.of("password_changed", user.id()));
      return after;
    });
  }

  private static Refusal wrongCurrentPassword() {
    return Refusal.invalid("current_password", "is not your password");
  }

  /// Where the caller is signed in, the latest first.
  public List<Session> sessions(Principal caller) {
    User me = me(caller);
    return rows(rows -> sessionsOf(rows, me.id())).reversed().stream()
        .filter(session -> !session.isOver(now()))
        .toList();
  }

  /// Where a user is signed in, the latest first.
  public List<Session> sessionsOf(Principal caller, String user) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    return rows(rows -> sessionsOf(rows, user)).reversed();
  }

  /// Ends a session: one of the caller's own, or anybody's for whoever looks after users.
  ///
  /// @param shortId as of [Session#shortId]
  /// @throws Refusal `not_found`
  public void endSession(Principal caller, String shortId) {
    change(rows -> {
      Session session =
          rows.sessions().stream()
              .filter(it -> it.shortId().equals(shortId))
              .filter(it -> it.user().equals(caller.user()) || caller.may(Permission.MANAGE))
              .findFirst()
              .orElseThrow(() -> nothing("session"));
      rows.user(session.user()).ifPresent(user -> unlessMayMake(caller, user.role()));
      rows.remove(session);
      note(rows, caller, Entry.of("session_ended", session.shortId()));
      return true;
    });
  }

  // --- Users -------------------------------------------------------------------------------------

  /// Everybody, by name.
  public List<User> users(Principal caller) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    return rows(AccountRows::users).stream().sorted(Comparator.comparing(User::name)).toList();
  }

  /// A new user.
  ///
  /// @param link sets their password, for seven days; null where they have one
  public record Added(User user, @Nullable String link) {}

  /// Adds a user.
  ///
  /// @param password null: they choose one themselves, by a one-time link
  /// @throws Refusal `conflict` when somebody has the address
  public Added addUser(
      Principal caller, String email, String name, Role role, @Nullable String password) {
    unlessMayAddUsers(caller);
    unlessMayMake(caller, role);
    String address = email(email);
    if (password != null) {
      Passwords.check(password, address);
    }
    String hash = password == null ? null : passwords.hash(password);
    User user = new User("u_" + Secrets.id(), address, name(name), role, hash, false, now());
    String secret = Secrets.link();
    return change(rows -> {
      if (rows.userOf(address).isPresent()) {
        throw new Refusal(ErrorCode.CONFLICT, "There is a user with this email address");
      }
      if (rows.users().isEmpty()) {
        if (role != Role.OWNER) {
          throw Refusal.invalid("role", "must be owner: the first user is one");
        }
        rows.links().forEach(rows::remove);
      }
      rows.save(user);
      note(rows, caller, Entry.added("user_added", user));
      return added(rows, user, hash == null ? secret : null);
    });
  }

  private Added added(AccountRows rows, User user, @Nullable String secret) {
    if (secret != null) {
      removeLinks(rows, link -> user.id().equals(link.user()));
      rows.save(new OneTimeLink(Secrets.hash(secret), user.id(), now().plus(PASSWORD_LINK)));
    }
    return new Added(user, secret);
  }

  /// Lets a user choose another password, by a one-time link; until it is used all stays as it is.
  ///
  /// @param user id or email
  public Added resetPassword(Principal caller, String user) {
    unlessMayAddUsers(caller);
    String secret = Secrets.link();
    return change(rows -> {
      User found = changeable(rows, caller, user);
      note(rows, caller, Entry.of("password_link", found.id()));
      return added(rows, found, secret);
    });
  }

  /// Changes a user. Their sessions and keys go on with what they may do now.
  ///
  /// @param user id or email
  /// @param role null: as it is
  /// @param disabled null: as it is
  public User changeUser(
      Principal caller, String user, @Nullable Role role, @Nullable Boolean disabled) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    if (role != null || Boolean.FALSE.equals(disabled)) {
      unlessMayAddUsers(caller);
    }
    if (role != null) {
      unlessMayMake(caller, role);
    }
    return change(rows -> {
      User before = changeable(rows, caller, user);
      User after = role == null ? before : before.withRole(role);
      after = disabled == null ? after : after.disabled(disabled);
      boolean owns = after.role() == Role.OWNER && !after.disabled();
      if (!owns) {
        keepAnOwner(rows, before);
      }
      if (after.disabled()) {
        sessionsOf(rows, before.id()).forEach(rows::remove);
      }
      rows.save(after);
      note(rows, caller, Entry.changed("user_changed", before, after));
      return after;
    });
  }

  /// Removes a user, with their sessions and keys. What they sent keeps their name.
  ///
  /// @param user id or email
  public void removeUser(Principal caller, String user) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    change(rows -> {
      User gone = changeable(rows, caller, user);
      keepAnOwner(rows, gone);
      sessionsOf(rows, gone.id()).forEach(rows::remove);
      rows.keys().stream().filter(key -> gone.id().equals(key.user())).forEach(rows::remove);
      rows.links().stream().filter(link -> gone.id().equals(link.user())).forEach(rows::remove);
      rows.remove(gone);
      note(rows, caller, Entry.of("user_removed", gone.id()));
      return true;
    });
  }

  private static User changeable(AccountRows rows, Principal caller, String user) {
    User found =
        rows.user(user)
            .or(() -> rows.userOf(user.strip().toLowerCase(Locale.ROOT)))
            .orElseThrow(() -> nothing("user"));
    unlessMayMake(caller, found.role());
    return found;
  }

  /// A key cannot let anybody in, however much it may do: they could do more than the key, and
  /// would outlive it.
  private static void unlessMayAddUsers(Principal caller) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    if (isProgram(caller)) {
      throw new Refusal(
          ErrorCode.FORBIDDEN, "Users, roles and links are made by people: sign in for that");
    }
  }

  private static boolean isProgram(Principal caller) {
    return caller.credential() != null && caller.user() == null;
  }

  private static void unlessMayMake(Principal caller, Role role) {
    if (role == Role.OWNER) {
      Refusal.unlessMay(caller, Permission.OWN);
    }
  }

  private static void keepAnOwner(AccountRows rows, User leaving) {
    boolean another =
        rows.users().stream()
            .anyMatch(
                it -> it.role() == Role.OWNER && !it.disabled() && !it.id().equals(leaving.id()));
    if (leaving.role() == Role.OWNER && !another) {
      throw new Refusal(ErrorCode.CONFLICT, "This is the last owner: make another one first");
    }
  }

  // --- Keys --------------------------------------------------------------------------------------

  /// A new key.
  ///
  /// @param whole what the program has to send; not kept
  public record NewKey(ApiKey key, String whole) {}

  /// Makes a key. It may do what its scopes say, as far as whoever makes it may.
  ///
  /// @param scopes one at least
  /// @param expiresAt null: never
  public NewKey addKey(
      Principal caller, String name, Set<Scope> scopes, @Nullable Instant expiresAt) {
    unlessMayHaveKeys(caller);
    if (scopes.isEmpty()) {
      throw Refusal.invalid("scopes", "must name one at least");
    }
    if (expiresAt != null && !expiresAt.isAfter(now())) {
      throw Refusal.invalid("expires_at", "must be in the future");
    }
    Secrets.Key made = Secrets.key();
    ApiKey key =
        new ApiKey(
            made.id(),
            name(name),
            scopes,
            Secrets.hash(made.secret()),
            caller.user(),
            now(),
            expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS));
    return change(rows -> {
      List<ApiKey> all = rows.keys();
      long theirs = all.stream().filter(it -> Objects.equals(it.user(), caller.user())).count();
      if (all.size() >= MOST_KEYS || theirs >= MOST_KEYS_OF_ONE) {
        throw new Refusal(ErrorCode.CONFLICT, "There are too many keys: remove some first");
      }
      rows.save(key);
      note(rows, caller, Entry.added(key));
      return new NewKey(key, made.whole());
    });
  }

  /// The caller's keys; everybody's for whoever looks after users. By name.
  public List<ApiKey> keys(Principal caller) {
    unlessMayHaveKeys(caller);
    return rows(AccountRows::keys).stream()
        .filter(key -> isTheirs(caller, key))
        .sorted(Comparator.comparing(ApiKey::name).thenComparing(ApiKey::id))
        .toList();
  }

  /// Ends a key.
  ///
  /// @throws Refusal `not_found`
  public void removeKey(Principal caller, String id) {
    unlessMayHaveKeys(caller);
    change(rows -> {
      rows.remove(
          rows.key(id).filter(key -> isTheirs(caller, key)).orElseThrow(() -> nothing("key")));
      note(rows, caller, Entry.of("key_removed", id));
      return true;
    });
  }

  /// A key cannot make keys, however much it may do: it would outlive its own end.
  private static void unlessMayHaveKeys(Principal caller) {
    if (isProgram(caller)) {
      throw new Refusal(ErrorCode.FORBIDDEN, "API keys are made by people: sign in");
    }
    Refusal.unlessMay(caller, Permission.ACCOUNT);
  }

  private static boolean isTheirs(Principal caller, ApiKey key) {
    return caller.may(Permission.MANAGE)
        || (key.user() != null && key.user().equals(caller.user()));
  }

  // --- The audit trail ---------------------------------------------------------------------------

  /// Who did what, the last first; each entry is a JSON object, see [AuditTrail].
  ///
  /// @param before the id of the last entry of the page before; null: from the last one on
  public List<String> audit(Principal caller, @Nullable String before, int limit) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    return store.page(AccountRecord.Kind.AUDIT, before, limit).stream()
        .map(AccountRecord::body)
        .toList();
  }

  /// Writes down something that is no change of accounts.
  ///
  /// @param action for example `anonymous_all`
  public void note(Principal caller, String action, @Nullable String target) {
    rows(rows -> {
      note(rows, caller, new Entry(action, target, Result.DONE, null, null));
      return true;
    });
  }

  void note(AccountRows rows, Principal caller, Entry entry) {
    rows.note(AuditTrail.record(entry, caller, origin, now()));
  }

  /// So many in an hour at most: who guesses passwords must not fill the disk.
  private void noteFailure(String action, @Nullable User user) {
    if (!limits.mayNoteFailure()) {
      return;
    }
    Principal stranger = user == null ? Principal.STRANGER : of(user);
    rows(rows -> {
      String target = user == null ? null : user.id();
      note(rows, stranger, new Entry(action, target, Result.REFUSED, null, null));
      return true;
    });
  }

  /// A user who has not signed in yet.
  static Principal of(User user) {
    return new Principal(user.sender(), Set.of(), null);
  }

  // --- What is common ----------------------------------------------------------------------------

  interface Step<T> {
    T run(AccountRows rows);
  }

  private <T> T rows(Step<T> step) {
    return store.step(now(), ledger -> step.run(new AccountRows(ledger)));
  }

  /// As far as they are known, without asking the store.
  List<SigningKey> signingKeys() {
    return directory.signingKeys();
  }

  <T> T change(Step<T> step) {
    T result = rows(step);
    directory.readAgain();
    return result;
  }

  private static Refusal nothing(String kind) {
    return new Refusal(ErrorCode.NOT_FOUND, "There is no such " + kind);
  }

  private static String email(String email) {
    String small = email.strip().toLowerCase(Locale.ROOT);
    if (small.length() > LONGEST_EMAIL || !EMAIL.matcher(small).matches()) {
      throw Refusal.invalid("email", "must be an email address");
    }
    return small;
  }

  private static String name(String name) {
    String clean = Text.clean(name).strip();
    if (Blank.isBlank(clean) || Text.isLongerThan(clean, LONGEST_NAME)) {
      throw Refusal.invalid("name", "must be 1 to %d characters long".formatted(LONGEST_NAME));
    }
    return clean;
  }

  Instant now() {
    return now(clock);
  }

  /// As exactly as every store can hold.
  static Instant now(Clock clock) {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
