package dev.parley.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.hooks.HookRecord.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Meta's calls that wait to be delivered to the hooks of format `cloud-api`. Each hook has its own
/// rows, which are removed after delivery. Every method except [#onKept] blocks until the result is
/// on disk. Safe for use by many threads.
public final class MetaCalls {
  private static final Logger LOG = LoggerFactory.getLogger(MetaCalls.class);
  private static final JsonMapper JSON = new JsonMapper();

  /// The maximum number of calls, and of their bytes, that can wait for a hook.
  private static final int MOST = 10_000;

  private static final long MOST_BYTES = 64L * 1024 * 1024;

  /// The time for which a hook that is turned on again may store twice as many calls. Otherwise, if
  /// its queue is full, the next call would turn it off before it could deliver any.
  private static final Duration DRAINING = Duration.ofHours(1);

  private static final int PAGE = 16;
  private static final int REMOVED_AT_ONCE = 500;
  private static final String NEXT = "next";
  private static final String WAITING = "waiting";
  private static final String BYTES = "bytes";

  private final HookStore store;
  private final Clock clock;
  private final Runnable turnedOff;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /// The number of times that this process has changed a hook.
  private final AtomicLong changes = new AtomicLong();

  /// Whether there may be a hook that receives calls.
  private volatile boolean wanted = true;

  /// @param turnedOff is called after a hook was turned off here
  MetaCalls(HookStore store, Clock clock, Runnable turnedOff) {
    this.store = store;
    this.clock = clock;
    this.turnedOff = turnedOff;
  }

  /// Calls `listener` after every call that was kept here. The listener must not block.
  public void onKept(Runnable listener) {
    listeners.add(listener);
  }

  /// Notes that the hooks have changed, so that one of them may receive calls now.
  void expect() {
    changes.incrementAndGet();
    wanted = true;
  }

  /// The number of changes of hooks so far, for [#know].
  long changes() {
    return changes.get();
  }

  /// Notes the current hooks.
  ///
  /// @param asOf the value of [#changes] before the hooks were read; if it has changed since,
  ///   `hooks` is outdated and ignored
  void know(Collection<Hook> hooks, long asOf) {
    wanted = hooks.stream().anyMatch(MetaCalls::wants);
    if (changes.get() != asOf) {
      wanted = true;
    }
  }

  private static boolean wants(Hook hook) {
    return hook.active() && hook.format() == HookFormat.CLOUD_API;
  }

  /// Removes a listener.
  public void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /// The outcome of [#keep].
  ///
  /// @param kept whether the call was kept for at least one hook
  /// @param full the ids of the hooks whose queue was full
  private record Result(boolean kept, List<String> full) {}

  /// Keeps a call for every active hook of its format. The call is on disk when this returns. A
  /// hook whose queue is full is turned off instead.
  ///
  /// @param body the body as it was received and signed
  /// @param signature the header `X-Hub-Signature-256`
  public void keep(byte[] body, String signature) {
    if (!wanted) {
      return;
    }
    List<String> lanes = MetaCall.lanes(body);
    Instant now = now();
    Result result =
        store.step(
            now,
            ledger -> {
              boolean kept = false;
              List<String> full = new ArrayList<>();
              for (HookRecord row : ledger.all(Kind.HOOK)) {
                Hook hook = HookRows.hook(row);
                if (wants(hook)) {
                  if (keep(ledger, hook, lanes, signature, body, now)) {
                    kept = true;
                  } else {
                    full.add(hook.id());
                  }
                }
              }
              return new Result(kept, full);
            });
    if (result.kept) {
      listeners.forEach(Runnable::run);
    }
    for (String hook : result.full) {
      LOG.atWarn()
          .addKeyValue("hook", hook)
          .log(
              "an outgoing webhook was turned off because too many calls waited for it; it does not"
                  + " receive calls that arrive from now on");
    }
    if (!result.full.isEmpty()) {
      turnedOff.run();
    }
  }

  /// @return false if the queue of the hook is full
  private static boolean keep(
      HookLedger ledger,
      Hook hook,
      List<String> lanes,
      String signature,
      byte[] body,
      Instant now) {
    Count count = Count.of(ledger, hook.id());
    long times = isDraining(hook, now) ? 2 : 1;
    if (count.waiting >= times * MOST || count.bytes + body.length > times * MOST_BYTES) {
      ledger.save(
          HookRows.of(
              hook.off(
                  "more calls waited than are kept (%d, %d MB)"
                      .formatted(MOST, MOST_BYTES / 1024 / 1024),
                  now)));
      return false;
    }
    MetaCall call = new MetaCall(count.next, lanes, signature, body);
    ledger.save(call.row(hook.id()));
    ledger.save(
        new Count(count.next + 1, count.waiting + 1, count.bytes + body.length).row(hook.id()));
    return true;
  }

  private static boolean isDraining(Hook hook, Instant now) {
    return hook.activeSince().isAfter(hook.createdAt())
        && hook.activeSince().plus(DRAINING).isAfter(now);
  }

  /// The next calls of a hook.
  ///
  /// @param after the number of the last known call; 0 for the first
  public List<MetaCall> after(String hook, long after) {
    return store.range(Kind.CALL, MetaCall.id(hook, after), MetaCall.after(hook), PAGE).stream()
        .map(MetaCall::read)
        .toList();
  }

  /// One call of a hook.
  public Optional<MetaCall> find(String hook, long number) {
    return store.find(Kind.CALL, MetaCall.id(hook, number)).map(MetaCall::read);
  }

  /// Removes calls that a hook has received.
  public void remove(String hook, List<Long> numbers) {
    List<Long> rest = numbers;
    while (!rest.isEmpty()) {
      List<Long> some = rest.subList(0, Math.min(rest.size(), REMOVED_AT_ONCE));
      rest = rest.subList(some.size(), rest.size());
      store.step(
          now(),
          ledger -> {
            Count count = Count.of(ledger, hook);
            for (long number : some) {
              String id = MetaCall.id(hook, number);
              long bytes =
                  ledger
                      .find(Kind.CALL, id)
                      .map(MetaCall::read)
                      .map(it -> (long) it.body().length)
                      .orElse(-1L);
              if (bytes >= 0) {
                ledger.remove(Kind.CALL, id);
                count = new Count(count.next, count.waiting - 1, count.bytes - bytes);
              }
            }
            if (ledger.find(Kind.HOOK, hook).isPresent()) {
              ledger.save(count.row(hook));
            }
            return true;
          });
    }
  }

  /// Removes waiting calls of a hook.
  ///
  /// @param which decides by the bytes of a call whether to remove it
  /// @return the number of removed calls
  long erase(String hook, Predicate<byte[]> which) {
    long erased = 0;
    long last = 0;
    List<MetaCall> page = after(hook, last);
    while (!page.isEmpty()) {
      List<Long> numbers =
          page.stream().filter(it -> which.test(it.body())).map(MetaCall::number).toList();
      remove(hook, numbers);
      erased += numbers.size();
      last = page.getLast().number();
      page = after(hook, last);
    }
    return erased;
  }

  /// Removes all calls of a hook that is being removed.
  void removeAll(String hook) {
    List<Long> numbers = new ArrayList<>();
    do {
      numbers.clear();
      store
          .range(
              Kind.CALL,
              /* after= */ MetaCall.before(hook),
              /* before= */ MetaCall.after(hook),
              PAGE)
          .forEach(row -> numbers.add(MetaCall.read(row).number()));
      remove(hook, numbers);
    } while (!numbers.isEmpty());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// The number of waiting calls of a hook.
  ///
  /// @param next the number of the next call
  private record Count(long next, long waiting, long bytes) {
    static Count of(HookLedger ledger, String hook) {
      HookRecord row = ledger.find(Kind.COUNT, hook).orElse(null);
      if (row == null) {
        return new Count(1, 0, 0);
      }
      try {
        JsonNode json = JSON.readTree(row.body());
        return new Count(
            json.path(NEXT).asLong(), json.path(WAITING).asLong(), json.path(BYTES).asLong());
      } catch (JsonProcessingException damaged) {
        throw new IllegalStateException("the row count %s of the hooks is damaged".formatted(hook));
      }
    }

    HookRecord row(String hook) {
      return new HookRecord(
          Kind.COUNT,
          hook,
          JsonNodeFactory.instance
              .objectNode()
              .put(NEXT, next)
              .put(WAITING, waiting)
              .put(BYTES, bytes)
              .toString());
    }
  }
}
