package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp;
import dev.parley.socketio.RawSocket;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests a session over a WebSocket: its packets, and how it ends. Source: Engine.IO protocol 4,
/// "WebSocket"; RFC 6455.
@Timeout(60)
final class WebSocketTest {
  private static final String TARGET = "/engine.io/?EIO=4&transport=websocket";
  private static final String CLOSED = "close 1005";
  private static final String PROTOCOL_ERROR = "close 1002";

  @AutoClose private static final EngineServer server = EngineServer.start();

  private RawHttp connection;
  private RawSocket raw;
  private String sid;

  @BeforeEach
  void open() throws IOException {
    connection = server.connect();
    raw = new RawSocket(connection, TARGET);
    sid = RawPolling.sid(raw.read());
  }

  @AfterEach
  void close() throws IOException {
    raw.close();
  }

  // --- Packets -----------------------------------------------------------------------------------

  @Test
  void aTextFrameIsOnePacket() throws IOException {
    assertEquals("4€😀", raw.text("4€😀").read());
  }

  @Test
  void theSeparatorOfPollsIsNothingSpecial() throws IOException {
    assertEquals("4a\u001e4b", raw.text("4a\u001e4b").read());
  }

  @Test
  void bytesAreTransferredUnchanged() throws IOException {
    assertEquals("<04010203>", raw.binary(4, 1, 2, 3).read());
  }

  @Test
  void anEmptyBinaryFrameIsAMessageToo() throws IOException {
    assertEquals("<>", raw.binary().read());
  }

  @Test
  void bytesMayComeInATextAsBase64() throws IOException {
    assertEquals("<010203>", raw.text("bAQID").read());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "9", "x", "abc", " 4", "b%", "€", "\u0000"})
  void aTextThatIsNotAPacketEndsTheSession(String text) throws IOException {
    assertEquals(CLOSED, raw.text(text).readToTheEnd());
    assertEquals(EngineCloseReason.PARSE_ERROR, server.reason(sid));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0{}", "3", "3probe", "5", "6"})
  void unnecessaryPacketsOfClientsAreIgnored(String packet) throws IOException {
    assertEquals("4hello", raw.text(packet).text("4hello").read());
  }

  @Test
  void aClientThatPingsEndsTheSession() throws IOException {
    assertEquals(CLOSED, raw.text("2").readToTheEnd());
    assertEquals(EngineCloseReason.TRANSPORT_ERROR, server.reason(sid));
  }

  @Test
  void aClosePacketEndsTheSessionAtOnce() throws IOException {
    assertEquals(CLOSED, raw.text("1").readToTheEnd());
    assertEquals(EngineCloseReason.TRANSPORT_CLOSE, server.reason(sid));
  }

  @Test
  void packetsAfterAClosePacketAreIgnored() throws IOException {
    raw.text("4one").text("1").text("4two").readToTheEnd();

    assertEquals(EngineCloseReason.TRANSPORT_CLOSE, server.reason(sid));
    assertEquals(List.of("one"), server.received(sid));
  }

  // --- Frames ------------------------------------------------------------------------------------

  @Test
  void aCharacterMayComeInTwoFrames() throws IOException {
    byte[] euro = "€".getBytes(UTF_8);
    raw.frame(0x01, new byte[] {'4', euro[0]});
    raw.frame(0x00, new byte[] {euro[1]});
    raw.frame(0x80, new byte[] {euro[2]});

    assertEquals("4€", raw.read());
  }

  @Test
  void aPingOfTheWebSocketIsAnsweredWithItsData() throws IOException {
    raw.frame(0x89, "abc".getBytes(UTF_8));

    RawSocket.Frame pong = raw.readFrame();

    assertEquals(0x8A, pong.first());
    assertEquals("abc", new String(pong.payload(), UTF_8));
  }

  @Test
  void aPingMayComeAmongTheFramesOfAMessage() throws IOException {
    raw.frame(0x01, "4he".getBytes(UTF_8));
    raw.frame(0x89, new byte[0]);
    raw.frame(0x80, "llo".getBytes(UTF_8));

    assertEquals(0x8A, raw.readFrame().first());
    assertEquals("4hello", raw.read());
  }

  @Test
  void aPongOfTheWebSocketIsIgnored() throws IOException {
    raw.frame(0x8A, new byte[0]);

    assertEquals("4hello", raw.text("4hello").read());
  }

  @ParameterizedTest
  @CsvSource({
    "0xC1, one reserved bit",
    "0xA1, another",
    "0x91, the third",
    "0x83, an opcode for data that is reserved",
    "0x8B, one for control that is reserved",
    "0x09, a ping in parts",
    "0x80, a continuation without a beginning"
  })
  void aFrameThatBreaksARuleEndsTheSession(String first, String rule) throws IOException {
    raw.frame(Integer.decode(first), "4a".getBytes(UTF_8));

    assertEquals(PROTOCOL_ERROR, raw.read(), rule);
    assertEquals(EngineCloseReason.TRANSPORT_ERROR, server.reason(sid));
  }

  @Test
  void aFrameMustBeMasked() throws IOException {
    raw.bytes(new byte[] {(byte) 0x81, 2, '4', 'a'});

    assertEquals(PROTOCOL_ERROR, raw.read());
    assertEquals(EngineCloseReason.TRANSPORT_ERROR, server.reason(sid));
  }

  @Test
  void aMessageMustNotBeginInsideAnother() throws IOException {
    raw.frame(0x01, "4a".getBytes(UTF_8));
    raw.frame(0x81, "4b".getBytes(UTF_8));

    assertEquals(PROTOCOL_ERROR, raw.read());
  }

  @Test
  void aPingMustBeShort() throws IOException {
    raw.frame(0x89, new byte[126]);

    assertEquals(PROTOCOL_ERROR, raw.read());
  }

  @Test
  void aTextMustBeUtf8() throws IOException {
    raw.frame(0x81, new byte[] {'4', (byte) 0xC3, (byte) 0x28});

    assertEquals("close 1007", raw.read());
    assertEquals(EngineCloseReason.TRANSPORT_ERROR, server.reason(sid));
  }

  // --- Limits ------------------------------------------------------------------------------------

  @Test
  void aMessageOfTheLimitIsAccepted() throws IOException {
    String text = "4" + "x".repeat(999_999);

    assertEquals(text, raw.text(text).read());
  }

  @Test
  void aMessageOverTheLimitIsTooBig() throws IOException {
    raw.text("4" + "x".repeat(1_000_000));

    assertEquals("close 1009", raw.read());
    assertEquals(EngineCloseReason.TRANSPORT_ERROR, server.reason(sid));
  }

  @Test
  void theLimitIsForBytesNotCharacters() throws IOException {
    raw.text("4" + "€".repeat(333_334));

    assertEquals("close 1009", raw.read());
  }

  @Test
  void theLimitIsForAllFramesOfAMessage() throws IOException {
    raw.frame(0x01, ("4" + "x".repeat(599_999)).getBytes(UTF_8));
    raw.frame(0x00, "x".repeat(400_001).getBytes(UTF_8));

    assertEquals("close 1009", raw.read());
    assertEquals(EngineCloseReason.TRANSPORT_ERROR, server.reason(sid));
  }

  @Test
  void aHugeLengthIsRefusedBeforeItComes() throws IOException {
    raw.bytes(new byte[] {(byte) 0x82, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1});

    assertEquals("close 1009", raw.read());
  }

  @Test
  void aClientThatReadsTooSlowlyIsCutOff() throws IOException {
    try (EngineServer strict = EngineServer.start(it -> it.maxQueued(100_000));
        RawSocket slow = new RawSocket(strict.connect(), TARGET)) {
      String slowSid = RawPolling.sid(slow.read());
      OutgoingMessage much = OutgoingMessage.binary(new byte[50_000]);
      while (strict.lives(slowSid)) {
        strict.send(slowSid, much);
      }

      assertEquals(EngineCloseReason.SLOW_READER, strict.reason(slowSid));
    }
  }

  @Test
  void packetsThatWaitForAPollAreBounded() throws IOException {
    try (EngineServer strict = EngineServer.start(it -> it.maxQueued(100_000))) {
      RawPolling slow = RawPolling.open(strict);
      for (int i = 0; i < 20; i++) {
        strict.send(slow.sid(), "x".repeat(60_000));
      }

      assertEquals(EngineCloseReason.SLOW_READER, slow.reason());
    }
  }

  // --- The end -----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 3000, 4999})
  void aCloseIsAnsweredWithItsCode(int code) throws IOException {
    raw.frame(0x88, new byte[] {(byte) (code >> 8), (byte) code});

    assertEquals("close " + code, raw.readToTheEnd());
    assertEquals(EngineCloseReason.TRANSPORT_CLOSE, server.reason(sid));
  }

  @Test
  void aCloseWithoutACodeIsAnsweredWithoutACode() throws IOException {
    raw.frame(0x88, new byte[0]);

    assertEquals(CLOSED, raw.readToTheEnd());
    assertEquals(EngineCloseReason.TRANSPORT_CLOSE, server.reason(sid));
  }

  @Test
  void aCloseOfHalfACodeBreaksARule() throws IOException {
    raw.frame(0x88, new byte[] {3});

    String close = raw.read();
    assertTrue(Set.of(PROTOCOL_ERROR, "close 1007").contains(close), close);
  }

  @Test
  void aConnectionThatEndsClosesTheSession() throws IOException {
    raw.close();

    assertEquals(EngineCloseReason.TRANSPORT_CLOSE, server.reason(sid));
  }

  @Test
  void aConnectionThatBreaksEndsTheSession() throws IOException {
    connection.reset();

    Set<EngineCloseReason> either =
        Set.of(EngineCloseReason.TRANSPORT_CLOSE, EngineCloseReason.TRANSPORT_ERROR);
    assertTrue(either.contains(server.reason(sid)));
  }

  @Test
  void theServerClosesWithoutACodeAfterItsPackets() throws IOException {
    Consumer<EngineSession> lastWords =
        session -> {
          session.send(new OutgoingMessage("last".getBytes(UTF_8), List.of(), true));
          session.close();
        };
    server.onEventLoop(
        sid,
        session -> {
          lastWords.accept(session);
          return true;
        });

    assertEquals("4last", raw.read());
    assertEquals(CLOSED, raw.readToTheEnd());
    assertEquals(EngineCloseReason.FORCED_CLOSE, server.reason(sid));
  }

  @Test
  void aConnectionEndsAlsoWhenTheClientDoesNotAnswerTheClose() throws IOException {
    server.close(sid);
    assertEquals(CLOSED, raw.read());

    assertEquals("end", raw.read());
  }

  @Test
  void packetsAfterTheServersCloseAreIgnored() throws IOException {
    server.close(sid);
    raw.text("4late");

    assertEquals(CLOSED, raw.readToTheEnd());
    assertEquals(List.of(), server.received(sid));
  }

  @Test
  void aServerThatStopsEndsAllSessionsWithoutACloseFrame() throws IOException {
    try (EngineServer stopping = EngineServer.start();
        RawSocket last = new RawSocket(stopping.connect(), TARGET)) {
      String lastSid = RawPolling.sid(last.read());
      RawPolling polling = RawPolling.open(stopping);
      RawHttp poll = polling.hold();

      stopping.engine().close().await();

      assertEquals("end", last.readToTheEnd());
      assertEquals("1", poll.answer().body());
      assertEquals(EngineCloseReason.FORCED_CLOSE, stopping.reason(lastSid));
      assertEquals(EngineCloseReason.FORCED_CLOSE, polling.reason());
      assertEquals(0, stopping.engine().sessions());
      poll.close();
    }
  }
}
