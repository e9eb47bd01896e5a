package dev.parley.socketio.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The heartbeat: the server pings, the client answers. Source: Engine.IO protocol 4, "Heartbeat",
/// and Node's server.
///
/// On a loaded machine everything can be late. So these tests check that nothing comes too early,
/// and how exact the best cases are.
@Timeout(60)
final class HeartbeatTest {
  private static final String TARGET = "/engine.io/?EIO=4&transport=websocket";
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final Duration EXACT = Duration.ofMillis(10);

  /// A server that gives its clients ample time to answer.
  private static EngineServer patient;

  private static EngineServer strict;

  @BeforeAll
  static void start() {
    patient = EngineServer.start(it -> it.pingInterval(INTERVAL));
    strict = EngineServer.start(it -> it.pingInterval(INTERVAL).pingTimeout(TIMEOUT));
  }

  @AfterAll
  static void stop() {
    patient.close();
    strict.close();
  }

  private static void assertSince(long start, Duration least) {
    long passed = System.nanoTime() - start;
    assertTrue(passed >= least.toNanos(), "only " + Duration.ofNanos(passed));
  }

  // --- Pings -------------------------------------------------------------------------------------

  @Test
  void theFirstPingComesAnIntervalAfterTheHandshake() throws IOException {
    long start = System.nanoTime();
    try (RawSocket raw = new RawSocket(patient.connect(), TARGET)) {
      raw.read();

      assertEquals("2", raw.readAny());
      assertSince(start, INTERVAL);
    }
  }

  @Test
  void aPingAnswersTheHeldPoll() throws IOException {
    assertEquals("2", RawPolling.open(patient).poll().body());
  }

  @Test
  void theNextPingComesAnIntervalAfterThePong() throws IOException {
    try (RawSocket raw = new RawSocket(patient.connect(), TARGET)) {
      raw.read();
      for (int i = 0; i < 5; i++) {
        assertEquals("2", raw.readAny());
        long start = System.nanoTime();
        raw.text("3");
        assertEquals("2", raw.readAny());
        assertSince(start, INTERVAL);
        raw.text("3");
      }
    }
  }

  /// Timers that share ticks of some 100 ms would be late by half of that.
  @Test
  void pingsAreExact() throws IOException {
    int attempts = 10;
    Duration late = Duration.ofDays(1);
    while (late.compareTo(EXACT) > 0 && attempts > 0) {
      attempts--;
      late = lateness();
    }

    assertTrue(late.compareTo(EXACT) <= 0, "late by " + late);
  }

  /// The greatest delay in the best quarter of pings.
  private static Duration lateness() throws IOException {
    List<Long> late = new ArrayList<>();
    try (RawSocket raw = new RawSocket(patient.connect(), TARGET)) {
      raw.read();
      raw.readAny();
      for (int i = 0; i < 16; i++) {
        long start = System.nanoTime();
        raw.text("3");
        raw.readAny();
        late.add(System.nanoTime() - start - INTERVAL.toNanos());
      }
    }
    Collections.sort(late);
    return Duration.ofNanos(late.get(late.size() / 4));
  }

  @Test
  void theHeartbeatOverPollsKeepsASession() throws IOException {
    RawPolling client = RawPolling.open(patient);
    for (int i = 0; i < 8; i++) {
      assertEquals("2", client.poll().body());
      assertEquals("ok", client.post("3").body());
    }

    assertTrue(patient.lives(client.sid()));
  }

  @Test
  void theHeartbeatOverAWebSocketKeepsASession() throws IOException {
    try (RawSocket raw = new RawSocket(patient.connect(), TARGET)) {
      String sid = RawPolling.sid(raw.read());
      for (int i = 0; i < 8; i++) {
        assertEquals("2", raw.readAny());
        raw.text("3");
      }

      assertTrue(patient.lives(sid));
      assertEquals("4hello", raw.text("4hello").read());
    }
  }

  // --- No pong -----------------------------------------------------------------------------------

  @Test
  void missingPongsCloseTheSession() throws IOException {
    long start = System.nanoTime();
    try (RawSocket raw = new RawSocket(strict.connect(), TARGET)) {
      String sid = RawPolling.sid(raw.read());

      assertEquals("2", raw.readAny());
      assertEquals("close 1005", raw.readAny());
      assertSince(start, INTERVAL.plus(TIMEOUT));
      assertEquals(EngineCloseReason.PING_TIMEOUT, strict.reason(sid));
    }
  }

  @Test
  void missingPollsCloseTheSession() throws IOException {
    long start = System.nanoTime();
    RawPolling client = RawPolling.open(strict);

    assertEquals(EngineCloseReason.PING_TIMEOUT, client.reason());
    assertSince(start, INTERVAL.plus(TIMEOUT));
    assertEquals("{\"code\":1,\"message\":\"Session ID unknown\"}", client.poll().body());
  }

  @Test
  void aHeldPollIsClosedAtTheTimeout() throws IOException {
    RawPolling client = RawPolling.open(strict);
    assertEquals("2", client.poll().body());

    assertEquals("1", client.poll().body());
    assertEquals(EngineCloseReason.PING_TIMEOUT, client.reason());
  }

  @Test
  void theEndIsExact() throws IOException {
    Duration least = Duration.ofDays(1);
    for (int i = 0; i < 20 && least.compareTo(EXACT) > 0; i++) {
      try (RawSocket raw = new RawSocket(strict.connect(), TARGET)) {
        raw.read();
        raw.readAny();
        long pinged = System.nanoTime();
        raw.readAny();
        Duration late = Duration.ofNanos(System.nanoTime() - pinged).minus(TIMEOUT);
        least = late.compareTo(least) < 0 ? late : least;
      }
    }

    assertTrue(least.compareTo(EXACT) <= 0, "late by " + least);
  }

  @Test
  void messagesDoNotCountAsPongs() throws IOException {
    try (RawSocket raw = new RawSocket(strict.connect(), TARGET)) {
      String sid = RawPolling.sid(raw.read());
      assertEquals("2", raw.readAny());
      while (strict.lives(sid)) {
        raw.text("4busy").readAny();
      }

      assertEquals(EngineCloseReason.PING_TIMEOUT, strict.reason(sid));
    }
  }

  @Test
  void webSocketPingsDoNotCountAsPongs() throws IOException {
    try (RawSocket raw = new RawSocket(strict.connect(), TARGET)) {
      String sid = RawPolling.sid(raw.read());
      while (strict.lives(sid)) {
        raw.frame(0x89, new byte[0]);
        raw.readFrame();
      }

      assertEquals(EngineCloseReason.PING_TIMEOUT, strict.reason(sid));
    }
  }

  /// A large message may precede the pong.
  @Test
  void aMessageRestartsThePongTimeout() throws IOException {
    try (RawSocket raw = new RawSocket(strict.connect(), TARGET)) {
      String sid = RawPolling.sid(raw.read());
      assertEquals("2", raw.readAny());
      long half = System.nanoTime() + TIMEOUT.toNanos() / 2;
      while (System.nanoTime() < half) {
        raw.frame(0x89, new byte[0]);
        raw.readFrame();
      }

      long start = System.nanoTime();
      raw.text("4large");

      assertEquals(EngineCloseReason.PING_TIMEOUT, strict.reason(sid));
      assertSince(start, TIMEOUT);
    }
  }

  // --- Pongs without a ping ----------------------------------------------------------------------

  @Test
  void anUnsolicitedPongPostponesThePing() throws IOException {
    try (RawSocket raw = new RawSocket(patient.connect(), TARGET)) {
      raw.read();
      long start = System.nanoTime();
      raw.text("3");

      assertEquals("2", raw.readAny());
      assertSince(start, INTERVAL);
    }
  }

  @Test
  void unsolicitedPongsDoNotCauseMorePings() throws IOException {
    try (RawSocket raw = new RawSocket(patient.connect(), TARGET)) {
      raw.read();
      long start = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        raw.text("3");
      }
      for (int i = 0; i < 4; i++) {
        assertEquals("2", raw.readAny());
        raw.text("3");
      }

      assertSince(start, INTERVAL.multipliedBy(4));
    }
  }

  // --- After the server has closed ---------------------------------------------------------------

  @Test
  void aClosedSessionWaitsForAPollAtMostAsLongAsForAPong() throws IOException {
    RawPolling client = RawPolling.open(strict);
    strict.close(client.sid());
    assertEquals(EngineCloseReason.FORCED_CLOSE, client.reason());

    EngineServer.await(() -> strict.engine().sessions() == 0);

    assertEquals("{\"code\":1,\"message\":\"Session ID unknown\"}", client.poll().body());
  }
}
