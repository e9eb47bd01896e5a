package dev.parley.hooks;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import dev.parley.hooks.HookRecord.Kind;
import dev.parley.stream.CursorLeases;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The operations on outgoing webhooks. Callers need [Permission#MANAGE].
///
/// Every method blocks until the result is on disk: call it on a virtual thread. Safe for use by
/// many threads. Throws [Refusal] if the request is invalid, the caller lacks the permission, or
/// the store is not available.
public final class Hooks {
  /// The maximum number of hooks of one store.
  public static final int MOST = 20;

  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int ID_LETTERS = 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final HookStore store;
  private final CursorLeases cursors;
  private final ChatHistory history;
  private final boolean allowPrivate;
  private final Clock clock;
  private final MetaCalls calls;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// @param cursors the positions of the hooks in the stream
  /// @param history the stream
  /// @param allowPrivate whether receivers may be on this machine and in its network
  public Hooks(
      HookStore store,
      CursorLeases cursors,
      ChatHistory history,
      boolean allowPrivate,
      Clock clock) {
    this.store = store;
    this.cursors = cursors;
    this.history = history;
    this.allowPrivate = allowPrivate;
    this.clock = clock;
    this.calls = new MetaCalls(store, clock, this::changed);
  }

  /// The requested fields of a hook. A field that is null stays unchanged.
  ///
  /// @param format null means [HookFormat#PARLEY] for a new hook; the format of an existing hook
  ///   cannot change
  /// @param events only events that can be chosen; none for the format `cloud-api`
  /// @param secret null for a new hook means that Parley makes one
  public record RequestedHook(
      @Nullable String url,
      @Nullable HookFormat format,
      @Nullable Set<HookEvent> events,
      @Nullable String secret,
      @Nullable Boolean active) {}

  /// A hook and its log.
  public record Listed(Hook hook, DeliveryLog log) {}

  /// Calls `listener` after every change that this object made. The listener must not block.
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /// All hooks, the oldest first.
  public List<Listed> list(Principal caller) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    return all().stream()
        .sorted(Comparator.comparing(Hook::createdAt).thenComparing(Hook::id))
        .map(this::listed)
        .toList();
  }

  private Listed listed(Hook hook) {
    return new Listed(hook, log(hook.id()));
  }

  /// The log of a hook, for the code that delivers events.
  public DeliveryLog log(String id) {
    return store.find(Kind.LOG, id).map(DeliveryLog::read).orElse(DeliveryLog.EMPTY);
  }

  /// All hooks, for the code that delivers events.
  public List<Hook> all() {
    long asOf = calls.changes();
    List<Hook> all = store.all(Kind.HOOK).stream().map(HookRows::hook).toList();
    calls.know(all, asOf);
    return all;
  }

  /// The calls that wait for the hooks of the format `cloud-api`.
  public MetaCalls calls() {
    return calls;
  }

  /// Adds a hook. It receives all changes from now on.
  ///
  /// @param caller needs [Permission#MANAGE] and [Permission#READ]
  /// @throws Refusal `invalid_request`; `conflict` if there are too many hooks
  public Hook add(Principal caller, RequestedHook wish) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    Refusal.unlessMay(caller, Permission.READ); // the receiver can read all messages
    Instant now = now();
    HookFormat format = Objects.requireNonNullElse(wish.format, HookFormat.PARLEY);
    Hook hook =
        new Hook(
            "h_" + id(),
            url(Objects.requireNonNullElse(wish.url, "")),
            format,
            events(format, Objects.requireNonNullElse(wish.events, Set.of())),
            wish.secret == null ? HookSecret.make() : secret(wish.secret),
            !Boolean.FALSE.equals(wish.active),
            null,
            now,
            now,
            now);
    StreamPosition position = history.position();
    // The cursor comes first: a hook without a cursor could not receive anything.
    cursors.create(hook.cursor(), position);
    try {
      save(hook, now);
    } catch (Refusal tooMany) {
      cursors.remove(hook.cursor());
      throw tooMany;
    }
    changed();
    return hook;
  }

  private void save(Hook hook, Instant now) {
    store.step(
        now,
        ledger -> {
          if (ledger.all(Kind.HOOK).size() >= MOST) {
            throw new Refusal(
                ErrorCode.CONFLICT,
                "There are %d hooks, which is the most: remove one first".formatted(MOST));
          }
          ledger.save(HookRows.of(hook));
          return true;
        });
  }

  /// Changes a hook. A hook that is turned on again continues where it stopped.
  ///
  /// @param caller needs the same permissions as for [#add]
  /// @throws Refusal `invalid_request`, `not_found`
  public Listed change(Principal caller, String id, RequestedHook wish) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    @Nullable URI url = wish.url == null ? null : url(wish.url);
    @Nullable HookSecret secret = wish.secret == null ? null : secret(wish.secret);
    Instant now = now();
    if (Boolean.TRUE.equals(wish.active)) { // an unfinished removal may have removed its cursor
      cursors.create(find(id).cursor(), history.position());
    }
    return listed(
        change(
            id,
            before -> {
              Refusal.unlessMay(caller, Permission.READ);
              if (wish.format != null && wish.format != before.format()) {
                throw Refusal.invalid(
                    "format", "cannot be changed: remove the hook and add another one");
              }
              boolean active = wish.active == null ? before.active() : wish.active;
              boolean turnedOn = active && !before.active();
              return new Hook(
                  id,
                  url == null ? before.url() : url,
                  before.format(),
                  wish.events == null ? before.events() : events(before.format(), wish.events),
                  secret == null ? before.secret() : secret,
                  active,
                  active ? null : before.off(),
                  before.createdAt(),
                  now,
                  turnedOn ? now : before.activeSince());
            }));
  }

  /// Turns a hook off because its receiver does not accept events. Waiting events are kept.
  ///
  /// @param reason a sentence for people
  /// @return whether the hook was on
  public boolean turnOff(String id, String reason) {
    Instant now = now();
    boolean wasOn =
        store.step(
            now,
            ledger -> {
              Optional<Hook> on =
                  ledger.find(Kind.HOOK, id).map(HookRows::hook).filter(Hook::active);
              on.ifPresent(it -> ledger.save(HookRows.of(it.off(reason, now))));
              return on.isPresent();
            });
    changed();
    return wasOn;
  }

  private Hook change(String id, UnaryOperator<Hook> change) {
    Hook changed =
        store.step(
            now(),
            ledger -> {
              Hook after =
                  change.apply(
                      ledger.find(Kind.HOOK, id).map(HookRows::hook).orElseThrow(Hooks::nothing));
              ledger.save(HookRows.of(after));
              return after;
            });
    changed();
    return changed;
  }

  /// Removes a hook with everything that waits for it. The hook itself is removed last: after an
  /// interruption it is still listed, so that the waiting calls can still be removed.
  ///
  /// @throws Refusal `not_found`
  public void remove(Principal caller, String id) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    Hook hook = change(id, it -> it.inactive(now())); // from now on no calls are kept for it
    cursors.remove(hook.cursor());
    calls.removeAll(id);
    store.step(
        now(),
        ledger -> {
          ledger.remove(Kind.HOOK, id);
          ledger.remove(Kind.LOG, id);
          ledger.remove(Kind.COUNT, id);
          return true;
        });
    changed();
  }

  /// The latest deliveries of a hook.
  ///
  /// @throws Refusal `not_found`
  public DeliveryLog deliveries(Principal caller, String id) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    return log(find(id).id());
  }

  /// Stores the log of deliveries; has no effect after the hook was removed.
  public void saveLog(String id, DeliveryLog log) {
    store.step(
        now(),
        ledger -> {
          if (ledger.find(Kind.HOOK, id).isPresent()) {
            ledger.save(log.row(id));
          }
          return true;
        });
  }

  /// Delivers all changes after a position to a hook again, under the same ids. Older events that
  /// are still waiting stay in the queue.
  ///
  /// @param caller needs the same permissions as for [#add]
  /// @param position the position; null if `time` is given
  /// @param time the time after which to begin; null if `position` is given
  /// @return the position from which events are delivered again
  /// @throws Refusal `invalid_request` if the position is unknown or no longer in the log;
  ///   `not_found`
  public StreamPosition replay(
      Principal caller, String id, @Nullable StreamPosition position, @Nullable Instant time) {
    Refusal.unlessMay(caller, Permission.MANAGE);
    Hook hook = find(id);
    Refusal.unlessMay(caller, Permission.READ);
    if (hook.format() == HookFormat.CLOUD_API) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST,
          "Calls from Meta are not kept once they are delivered, so they cannot be replayed");
    }
    StreamPosition from =
        position != null
            ? position
            : history
                .positionBefore(Objects.requireNonNull(time, "neither position nor time"))
                .orElseThrow(Hooks::unknownPlace);
    if (history.missed(from, 1).isEmpty()) {
      throw unknownPlace();
    }
    boolean found =
        cursors.reset(
            hook.cursor(),
            from,
            state ->
                WaitingDelivery.write(
                    WaitingDelivery.read(state).stream()
                        .filter(it -> it.position().number() <= from.number())
                        .toList()));
    if (!found) {
      throw nothing();
    }
    change(id, before -> before.touched(now())); // deliveries start at the new position
    return from;
  }

  /// Removes everything about a person that waits for hooks: calls from Meta that mention the
  /// person, and events of the person's chats.
  ///
  /// @param chats the addresses of the person's chats
  /// @param names decides whether the bytes of a call mention the person
  /// @return the number of removed calls and events
  public long erase(Set<WaId> chats, Predicate<byte[]> names) {
    long erased = 0;
    for (Hook hook : all()) {
      if (hook.format() == HookFormat.CLOUD_API) {
        erased += calls.erase(hook.id(), names);
        cursors.rewrite(hook.cursor(), state -> state); // ends the calls under way
      } else {
        AtomicLong left = new AtomicLong();
        boolean changed = cursors.rewrite(hook.cursor(), state -> without(chats, state, left));
        erased += changed ? left.get() : 0;
      }
    }
    changed(); // deliveries have to start again
    return erased;
  }

  private static String without(Set<WaId> chats, String state, AtomicLong removed) {
    List<WaitingDelivery> all = WaitingDelivery.read(state);
    List<WaitingDelivery> left =
        all.stream()
            .filter(it -> chats.stream().noneMatch(chat -> chat.value().equals(it.lane())))
            .toList();
    removed.set(all.size() - left.size());
    return left.size() == all.size() ? state : WaitingDelivery.write(left);
  }

  private static Refusal unknownPlace() {
    return Refusal.invalid(
        "since",
        "is unknown or too old: changes are kept for CHANGES_DAYS days, and at most CHANGES_KEPT"
            + " of them");
  }

  private Hook find(String id) {
    return store.find(Kind.HOOK, id).map(HookRows::hook).orElseThrow(Hooks::nothing);
  }

  private static Refusal nothing() {
    return new Refusal(ErrorCode.NOT_FOUND, "There is no such hook");
  }

  private URI url(String text) {
    HookUrl.Read read = HookUrl.read(text, allowPrivate);
    if (read.url() == null) {
      throw Refusal.invalid("url", String.valueOf(read.problem()));
    }
    return read.url();
  }

  private static Set<HookEvent> events(HookFormat format, Set<HookEvent> events) {
    if (format == HookFormat.CLOUD_API) {
      if (!events.isEmpty()) {
        throw Refusal.invalid(
            "events", "must be left out for the format cloud-api, which forwards every call");
      }
      return Set.of(HookEvent.META_CALL);
    }
    if (events.isEmpty()) {
      throw Refusal.invalid("events", "must name one at least, of " + HookEvent.WORDS);
    }
    return events;
  }

  private static HookSecret secret(String text) {
    if (!HookSecret.isValid(text)) {
      throw Refusal.invalid("secret", HookSecret.ALLOWED);
    }
    return new HookSecret(text);
  }

  private void changed() {
    calls.expect();
    listeners.forEach(Runnable::run);
  }

  private static String id() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < ID_LETTERS; i++) {
      id.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return id.toString();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
