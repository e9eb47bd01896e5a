package dev.parley.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.access.Principal;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.MemoryChatStore;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.hooks.HookRecord.Kind;
import dev.parley.stream.CursorLeases;
import dev.parley.stream.MemoryCursorStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Hooks whose store is full, or fails during an operation.
final class HooksStoreTroubleTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Hooks.RequestedHook WISH =
      new Hooks.RequestedHook("https://hook.example/", HookFormat.CLOUD_API, null, null, null);

  private static final Hooks.RequestedHook EVENTS =
      new Hooks.RequestedHook(
          "https://hook.example/",
          HookFormat.PARLEY,
          Set.of(HookEvent.MESSAGE_RECEIVED),
          null,
          null);

  private final FailingStore store = new FailingStore(new MemoryHookStore());
  private final CursorLeases cursors =
      new CursorLeases(new MemoryCursorStore(), "p_1", true, CLOCK, System::nanoTime);
  private final Hooks hooks =
      new Hooks(store, cursors, new MemoryChatStore(_ -> {}), /* allowPrivate= */ false, CLOCK);

  /// A store that fails to read ranges while the test says so.
  private static final class FailingStore implements HookStore {
    private final HookStore store;
    private boolean fails;

    FailingStore(HookStore store) {
      this.store = store;
    }

    @Override
    public <T> T step(Instant now, Function<HookLedger, T> step) {
      return store.step(now, step);
    }

    @Override
    public Optional<HookRecord> find(Kind kind, String id) {
      return store.find(kind, id);
    }

    @Override
    public List<HookRecord> all(Kind kind) {
      return store.all(kind);
    }

    @Override
    public List<HookRecord> range(Kind kind, String after, String before, int limit) {
      if (fails) {
        throw new Refusal(ErrorCode.STORE_UNAVAILABLE, "The store cannot be reached");
      }
      return store.range(kind, after, before, limit);
    }
  }

  private void keep(String body) {
    hooks.calls().keep(body.getBytes(UTF_8), "sha256=00");
  }

  @Test
  void anInterruptedRemovalKeepsTheHooksWaitingCalls() {
    String id = hooks.add(Principal.OPERATOR, WISH).id();
    keep("one");
    store.fails = true;

    assertThrows(Refusal.class, () -> hooks.remove(Principal.OPERATOR, id));
    keep("two");
    store.fails = false;

    assertEquals(1, hooks.list(Principal.OPERATOR).size());
    assertEquals(1, store.all(Kind.CALL).size());
    hooks.remove(Principal.OPERATOR, id);
    for (Kind kind : Kind.values()) {
      assertEquals(List.of(), store.all(kind), kind::word);
    }
  }

  /// The deliverer must drop the events that it has in memory.
  @Test
  void theDelivererIsNotifiedOfAnErasure() {
    WaId person = new WaId("15551234567");
    Hook hook = hooks.add(Principal.OPERATOR, EVENTS);
    assertTrue(cursors.take(hook.cursor()).isPresent());
    List<Set<String>> lost = new ArrayList<>();
    hooks.onChange(() -> lost.add(cursors.renew(Set.of(hook.cursor()))));

    assertEquals(0, hooks.erase(Set.of(person), _ -> false));

    assertEquals(List.of(Set.of(hook.cursor())), lost);
  }

  @Test
  void theDelivererIsNotifiedOfAFullHook() {
    AtomicInteger changes = new AtomicInteger();
    String id = hooks.add(Principal.OPERATOR, WISH).id();
    hooks.onChange(changes::incrementAndGet);
    String large = "x".repeat(4 * 1024 * 1024);
    for (int i = 0; i < 16; i++) {
      keep(large);
    }
    assertEquals(0, changes.get());

    keep("more");

    assertEquals(1, changes.get());
    Hook.TurnedOff off = hooks.all().getFirst().off();
    assertTrue(
        String.valueOf(off).contains("more calls waited than are kept"), () -> String.valueOf(off));
    keep("even more");
    assertEquals(16, waiting(id));
  }

  /// The calls that wait can be delivered only while the hook is on.
  @Test
  void aFullHookThatIsTurnedOnAgainStaysOn() {
    String id = hooks.add(Principal.OPERATOR, WISH).id();
    String large = "x".repeat(4 * 1024 * 1024);
    for (int i = 0; i < 17; i++) {
      keep(large);
    }
    assertFalse(hooks.all().getFirst().active());
    hooks.change(Principal.OPERATOR, id, new Hooks.RequestedHook(null, null, null, null, true));

    for (int i = 0; i < 16; i++) {
      keep(large);
    }
    assertTrue(hooks.all().getFirst().active());
    assertEquals(32, waiting(id));
    keep("more");

    assertFalse(hooks.all().getFirst().active(), "the hook is off: twice as many calls wait");
  }

  private int waiting(String id) {
    int count = 0;
    List<MetaCall> page = hooks.calls().after(id, 0);
    while (!page.isEmpty()) {
      count += page.size();
      page = hooks.calls().after(id, page.getLast().number());
    }
    return count;
  }
}
