package dev.parley.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.socketio.packet.EncodedEvent;
import dev.parley.socketio.packet.PacketEncoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which events and sessions are kept for clients that reconnect, and for how long.
final class RecoveryLogTest {
  private static final Duration KEPT = Duration.ofSeconds(100);
  private static final Duration HEARTBEAT = Duration.ofSeconds(45);
  private static final PacketEncoder ENCODER = new PacketEncoder(new ObjectMapper(), 10);

  private long now = Long.MAX_VALUE - 5; // the clock may overflow
  private final RecoveryLog log = log(new Recovery(KEPT, true, 5, 1000, 3));

  private RecoveryLog log(Recovery limits) {
    return new RecoveryLog(limits, HEARTBEAT, "start1", () -> now);
  }

  private static EncodedEvent event(Object arg) {
    return ENCODER.event("/", null, "e", List.of(arg));
  }

  private void keep(EncodedEvent event, BroadcastTarget target) {
    var _ = log.append(event, target, true);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static SavedSession session(String pid) {
    return new SavedSession("id-" + pid, pid, Set.of("id-" + pid), Map.of(), 0);
  }

  // --- Events ------------------------------------------------------------------------------------

  @Test
  void offsetsAreEventNumbers() {
    keep(event(1), BroadcastTarget.ALL);
    long number = log.last();

    assertEquals(Optional.of(number), log.number(log.offset(number)));
  }

  @Test
  void withoutEventsTheOffsetIsBeforeTheFirst() {
    keep(event(1), BroadcastTarget.ALL);

    assertEquals(Optional.of(0L), log.number(log.offset(0)));
    assertEquals(1, log.after(0, Set.of()).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "start1",
        "start1-",
        "start1-?",
        "start1--1",
        "start1-2",
        "start2-1",
        "start1-zzzzzzzzzzzzzzzz"
      })
  void invalidOffsetsAreRefused(String offset) {
    keep(event(1), BroadcastTarget.ALL);

    assertEquals(Optional.empty(), log.number(offset));
  }

  @Test
  void membersOfARoomMissItsEvents() {
    keep(event(1), new BroadcastTarget(Set.of("a"), Set.of(), false));
    keep(event(2), new BroadcastTarget(Set.of("b"), Set.of(), false));
    keep(event(3), BroadcastTarget.ALL);
    keep(event(4), new BroadcastTarget(Set.of(), Set.of("a"), false));
    keep(event(5), new BroadcastTarget(Set.of("a"), Set.of("b"), false));

    assertEquals(List.of(log.offset(1), log.offset(3), log.offset(5)), missed(Set.of("a")));
    assertEquals(List.of(log.offset(2), log.offset(3), log.offset(4)), missed(Set.of("b")));
    assertEquals(List.of(log.offset(1), log.offset(2), log.offset(3)), missed(Set.of("a", "b")));
  }

  private List<String> missed(Set<String> rooms) {
    return log.after(0, rooms).stream().map(Adapter.ReplayedEvent::offset).toList();
  }

  @Test
  void noMoreEventsAreKeptThanTheLimit() {
    for (int i = 0; i < 8; i++) {
      keep(event(i), BroadcastTarget.ALL);
    }

    assertEquals(5, log.size());
    assertFalse(log.reachesBackTo(2));
    assertTrue(log.reachesBackTo(3));
  }

  @Test
  void noMoreBytesAreKeptThanTheLimit() {
    String text = "x".repeat(300);
    for (int i = 0; i < 4; i++) {
      keep(event(text), BroadcastTarget.ALL);
    }

    assertEquals(3, log.size());
  }

  @Test
  void bytesOfAttachmentsCount() {
    for (int i = 0; i < 4; i++) {
      keep(event(new byte[420]), BroadcastTarget.ALL);
    }

    assertEquals(2, log.size());
  }

  @Test
  void anEventOverTheLimitIsNotKeptButCounts() {
    keep(event("x".repeat(2000)), BroadcastTarget.ALL);

    assertEquals(0, log.size());
    assertFalse(log.reachesBackTo(0));
    assertTrue(log.reachesBackTo(1));
  }

  @Test
  void eventsAreKeptUntilALossIsNoticed() {
    keep(event(1), BroadcastTarget.ALL);
    pass(KEPT.plus(HEARTBEAT));
    assertTrue(log.hasSessions() || log.reachesBackTo(0));

    pass(Duration.ofNanos(1));

    assertFalse(log.hasSessions());
    assertEquals(0, log.size());
  }

  // --- Sessions ----------------------------------------------------------------------------------

  @Test
  void aSessionIsTakenOnce() {
    log.save(session("a"));

    assertNotNull(log.acquire("a"));
    assertNull(log.acquire("a"));
  }

  @Test
  void aReturnedSessionIsTakenAgain() {
    log.save(session("a"));
    log.acquire("a");
    log.release("a");

    assertNotNull(log.acquire("a"));
  }

  @Test
  void aRecoveredSessionIsRemoved() {
    log.save(session("a"));
    log.acquire("a");
    log.remove("a");
    log.release("a");

    assertNull(log.acquire("a"));
    assertFalse(log.hasSessions());
  }

  @Test
  void aTakenSessionCounts() {
    log.save(session("a"));
    log.acquire("a");

    assertTrue(log.hasSessions());
  }

  @Test
  void aSessionExpires() {
    log.save(session("a"));
    pass(KEPT);
    log.save(session("b"));
    pass(Duration.ofNanos(1));

    assertNull(log.acquire("a"));
    assertNotNull(log.acquire("b"));
  }

  @Test
  void returningASessionDoesNotExtendIt() {
    log.save(session("a"));
    pass(KEPT);
    log.acquire("a");
    log.release("a");
    pass(Duration.ofNanos(1));

    assertNull(log.acquire("a"));
  }

  @Test
  void noMoreSessionsAreKeptThanTheLimitTheOldestGoFirst() {
    for (String pid : List.of("a", "b", "c", "d")) {
      log.save(session(pid));
    }

    assertNull(log.acquire("a"));
    assertNotNull(log.acquire("b"));
    assertNotNull(log.acquire("d"));
  }

  @Test
  void aSavedSessionIsImmutable() {
    Map<String, Object> data = new HashMap<>(Map.of("name", "Ann"));
    SavedSession saved = new SavedSession("id", "pid", Set.of("id"), data, 0);
    data.put("name", "Ben");

    assertEquals("Ann", saved.data().get("name"));
  }
}
