package dev.parley.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.RawHttp.Answer;
import dev.parley.socketio.RawSocket;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which data the server compresses, and which compressed data it accepts. Source: Node's
/// server; RFC 7692.
@Timeout(60)
final class CompressionTest {
  private static final String LONG = "x".repeat(1023);
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";
  private static final String WEBSOCKET = "/engine.io/?EIO=4&transport=websocket";
  private static final int COMPRESSED_TEXT = 0xC1;

  private static EngineServer server;
  private static EngineServer deflating;

  @BeforeAll
  static void start() {
    server = EngineServer.start();
    deflating = EngineServer.start(it -> it.perMessageDeflate(true).maxPayload(100_000));
  }

  @AfterAll
  static void stop() {
    server.close();
    deflating.close();
  }

  // --- Polls -------------------------------------------------------------------------------------

  /// Polls for a packet that has 1,024 bytes, including its type.
  private static Answer pollLong(String... headers) throws IOException {
    RawPolling client = RawPolling.open(server);
    server.send(client.sid(), LONG);
    return client.poll(headers);
  }

  @Test
  void aLongPollIsZipped() throws IOException {
    Answer answer = pollLong("Accept-Encoding: gzip");

    assertEquals(Optional.of("gzip"), answer.header("Content-Encoding"));
    assertEquals(
        "4" + LONG,
        new String(
            new GZIPInputStream(new ByteArrayInputStream(answer.bytes())).readAllBytes(), UTF_8));
  }

  @Test
  void deflateIsUsedIfOnlyDeflateIsAccepted() throws IOException {
    Answer answer = pollLong("Accept-Encoding: deflate");

    assertEquals(Optional.of("deflate"), answer.header("Content-Encoding"));
    assertEquals(
        "4" + LONG,
        new String(
            new InflaterInputStream(new ByteArrayInputStream(answer.bytes())).readAllBytes(),
            UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br | gzip",
        "br, gzip | gzip",
        "GZIP | gzip",
        "* | gzip",
        "gzip;q=0.5 | gzip",
        "gzip;q=0, deflate | deflate",
        "br, deflate;q=0.1 | deflate"
      })
  void anAcceptedEncodingIsUsed(String accepted, String taken) throws IOException {
    assertEquals(
        Optional.of(taken), pollLong("Accept-Encoding: " + accepted).header("Content-Encoding"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "br",
        "identity",
        "gzip;q=0",
        "gzip; q=0.0",
        "zstd, br",
        "",
        "gzipped",
        "*;q=0",
        "gzip;q=0, *"
      })
  void anUnacceptedEncodingIsNotUsed(String accepted) throws IOException {
    Answer answer = pollLong("Accept-Encoding: " + accepted);

    boolean deflated = answer.header("Content-Encoding").equals(Optional.of("deflate"));
    assertTrue(answer.body().equals("4" + LONG) || (accepted.endsWith("*") && deflated), accepted);
  }

  @Test
  void aClientThatSaysNothingGetsPlainText() throws IOException {
    assertEquals(Optional.empty(), pollLong().header("Content-Encoding"));
  }

  @Test
  void aShortPollIsNotCompressed() throws IOException {
    RawPolling client = RawPolling.open(server);
    server.send(client.sid(), LONG.substring(1));

    assertEquals(Optional.empty(), client.poll("Accept-Encoding: gzip").header("Content-Encoding"));
  }

  @Test
  void aPollsLengthIsThatOfItsUtf8() throws IOException {
    RawPolling client = RawPolling.open(server);
    server.send(client.sid(), "€".repeat(341)); // 1,023 bytes

    assertEquals(
        Optional.of("gzip"), client.poll("Accept-Encoding: gzip").header("Content-Encoding"));
  }

  @Test
  void uncompressedMessagesAreNotCompressedInPolls() throws IOException {
    RawPolling client = RawPolling.open(server);
    server.send(client.sid(), new OutgoingMessage(LONG.getBytes(UTF_8), List.of(), false));

    assertEquals(Optional.empty(), client.poll("Accept-Encoding: gzip").header("Content-Encoding"));
  }

  @Test
  void oneMessageThatMayBeCompressedIsEnough() throws IOException {
    RawPolling client = RawPolling.open(server);
    server.send(client.sid(), new OutgoingMessage(LONG.getBytes(UTF_8), List.of(), false));
    server.send(client.sid(), "short");

    assertEquals(
        Optional.of("gzip"), client.poll("Accept-Encoding: gzip").header("Content-Encoding"));
  }

  @Test
  void compressionOfPollsMayBeSwitchedOff() throws IOException {
    try (EngineServer plain = EngineServer.start(it -> it.compressionThreshold(-1))) {
      RawPolling client = RawPolling.open(plain);
      plain.send(client.sid(), LONG);

      assertEquals("4" + LONG, client.poll("Accept-Encoding: gzip").body());
    }
  }

  @Test
  void compressionOfPollsMayBeginEarlier() throws IOException {
    try (EngineServer all = EngineServer.start(it -> it.compressionThreshold(0))) {
      Answer answer = RawPolling.request(all, "GET", RawPolling.PATH, "Accept-Encoding: gzip");

      assertEquals(Optional.of("gzip"), answer.header("Content-Encoding"));
    }
  }

  // --- WebSockets --------------------------------------------------------------------------------

  @Test
  void webSocketsAreNotCompressedUnlessItIsWanted() throws IOException {
    try (RawSocket raw = new RawSocket(server.connect(), WEBSOCKET, OFFER)) {
      assertEquals(Optional.empty(), raw.answer().header("Sec-WebSocket-Extensions"));
      assertFalse(raw.readFrame().isCompressed());
      assertEquals("4" + LONG, raw.text("4" + LONG).read());
    }
  }

  @Test
  void anUnnegotiatedCompressedFrameEndsTheSession() throws IOException {
    try (RawSocket raw = new RawSocket(server.connect(), WEBSOCKET)) {
      raw.read();
      raw.frame(COMPRESSED_TEXT, deflate("4hello"));

      assertEquals("close 1002", raw.read());
    }
  }

  @Test
  void everyTextIsCompressedIfNegotiated() throws IOException {
    try (RawSocket raw = new RawSocket(deflating.connect(), WEBSOCKET, OFFER)) {
      Inflater inflater = new Inflater(true);
      assertTrue(
          raw.answer()
              .header("Sec-WebSocket-Extensions")
              .orElse("")
              .startsWith("permessage-deflate"));
      assertTrue(inflated(raw.readFrame(), inflater).startsWith("0{\"sid\""));

      raw.frame(COMPRESSED_TEXT, deflate("4hello"));
      assertEquals("4hello", inflated(raw.readFrame(), inflater));
      raw.text("4plain");
      assertEquals("4plain", inflated(raw.readFrame(), inflater));
    }
  }

  @Test
  void clientsWithoutCompressionReceivePlainText() throws IOException {
    try (RawSocket raw = new RawSocket(deflating.connect(), WEBSOCKET)) {
      assertEquals(Optional.empty(), raw.answer().header("Sec-WebSocket-Extensions"));
      assertTrue(raw.read().startsWith("0{"));
      assertEquals("4hello", raw.text("4hello").read());
    }
  }

  @Test
  void anUnknownCompressionOfferIsIgnored() throws IOException {
    String offer = "Sec-WebSocket-Extensions: x-else; a=1, permessage-deflate; unheard_of=1";
    try (RawSocket raw = new RawSocket(deflating.connect(), WEBSOCKET, offer)) {
      assertEquals(Optional.empty(), raw.answer().header("Sec-WebSocket-Extensions"));
      assertTrue(raw.read().startsWith("0{"));
    }
  }

  @Test
  void anUpgradedSessionIsCompressedToo() throws IOException {
    RawPolling client = RawPolling.open(deflating);
    try (RawSocket raw = client.webSocket(OFFER)) {
      Inflater inflater = new Inflater(true);
      raw.text("2probe");
      assertEquals("3probe", inflated(raw.readFrame(), inflater));
      raw.text("5").text("4hello");

      assertEquals("4hello", inflated(raw.readFrame(), inflater));
    }
  }

  @Test
  void aMessageThatInflatesOverTheLimitIsRefused() throws IOException {
    try (RawSocket raw = new RawSocket(deflating.connect(), WEBSOCKET, OFFER)) {
      String sid = RawPolling.sid(inflated(raw.readFrame(), new Inflater(true)));

      raw.frame(COMPRESSED_TEXT, deflate("4" + "x".repeat(1_000_000)));

      assertEquals("close 1009", raw.read());
      assertEquals(EngineCloseReason.TRANSPORT_ERROR, deflating.reason(sid));
    }
  }

  @Test
  void anInvalidCompressedMessageIsRefused() throws IOException {
    try (RawSocket raw = new RawSocket(deflating.connect(), WEBSOCKET, OFFER)) {
      raw.readFrame();

      raw.frame(COMPRESSED_TEXT, new byte[] {(byte) 0xFF, 1, 2, 3, 4});

      assertEquals("close 1007", raw.read());
    }
  }

  /// Compresses a text as RFC 7692, 7.2.1 requires: without the empty block at the end.
  private static byte[] deflate(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(bytes, new Deflater(-1, true), 512, true)) {
      out.write(text.getBytes(UTF_8));
      out.flush();
      byte[] whole = bytes.toByteArray();
      return Arrays.copyOf(whole, whole.length - 4);
    }
  }

  private static String inflated(RawSocket.Frame frame, Inflater inflater) {
    assertTrue(frame.isCompressed());
    byte[] whole = Arrays.copyOf(frame.payload(), frame.payload().length + 4);
    whole[whole.length - 2] = (byte) 0xFF;
    whole[whole.length - 1] = (byte) 0xFF;
    inflater.setInput(whole);
    byte[] text = new byte[4096];
    try {
      return new String(text, 0, inflater.inflate(text), UTF_8);
    } catch (DataFormatException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
