package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests the packets on the wire, one by one. Source: Socket.IO protocol 5.
@Timeout(60)
final class ProtocolTest {
  private static final Pattern CONNECTED =
      Pattern.compile("40\\{\"sid\":\"([\\w-]{20})\",\"pid\":\"([\\w-]{20})\"\\}");

  @AutoClose private static final ScenarioServer server = new ScenarioServer(0);

  @Test
  void theHandshakeHasFiveKeys() throws IOException {
    try (RawSocket raw = new RawSocket(server.port(), "EIO=4&transport=websocket")) {
      assertTrue(
          raw.read()
              .matches(
                  "0\\{\"sid\":\"[\\w-]{20}\",\"upgrades\":\\[\\],\"pingInterval\":25000,"
                      + "\"pingTimeout\":20000,\"maxPayload\":1000000\\}"));
    }
  }

  @Test
  void aConnectedClientHasTwoIds() throws IOException {
    try (RawSocket raw = RawSocket.open(server.port())) {
      var answer = CONNECTED.matcher(raw.text("40").read());

      assertTrue(answer.matches());
      assertNotEquals(answer.group(1), answer.group(2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"40/custom,", "40/custom", "40/custom,{\"token\":\"1\"}"})
  void aNamespaceIsJoinedWithOrWithoutAComma(String packet) throws IOException {
    try (RawSocket raw = RawSocket.open(server.port())) {
      assertTrue(raw.text(packet).read().startsWith("40/custom,{\"sid\":\""));
    }
  }

  @Test
  void anUnknownNamespaceIsRefusedAndTheConnectionKept() throws IOException {
    try (RawSocket raw = RawSocket.open(server.port())) {
      assertEquals("44/random,{\"message\":\"Invalid namespace\"}", raw.text("40/random").read());
      assertTrue(CONNECTED.matcher(raw.text("40").read()).matches());
    }
  }

  @Test
  void aMiddlewareRefusesWithData() throws IOException {
    try (RawSocket raw = RawSocket.open(server.port())) {
      assertEquals(
          "44/guarded,{\"message\":\"not authorized\",\"data\":{\"code\":7}}",
          raw.text("40/guarded,{\"token\":\"bad\"}").read());
    }
  }

  @Test
  void anAckKeepsItsId() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertEquals("43456[{\"3\":[true]}]", raw.text("42456[\"ack\",{\"3\":[true]}]").read());
    }
  }

  @Test
  void anEventCarriesItsOffsetLast() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertTrue(
          raw.text("42[\"echo\",1,\"2\"]").read().matches("42\\[\"echo\",1,\"2\",\"[\\w-]+\"\\]"));
    }
  }

  @Test
  void attachmentsFollowTheirPacketInOrder() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      raw.text(
          "452-[\"echo\",{\"num\":1,\"_placeholder\":true},{\"_placeholder\":true,\"num\":0}]");
      raw.binary(1, 2, 3).binary(4, 5, 6);

      String head = raw.read();
      assertTrue(
          head.startsWith(
              "452-[\"echo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}"),
          head);
      assertEquals("<040506>", raw.read());
      assertEquals("<010203>", raw.read());
    }
  }

  @Test
  void aPlaceholderInAnEventWithoutAttachmentsIsData() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertEquals(
          "431[{\"_placeholder\":true,\"num\":0}]",
          raw.text("421[\"ack\",{\"_placeholder\":true,\"num\":0}]").read());
    }
  }

  @Test
  void halfASurrogatePairIsEscaped() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertEquals("431[\"a\\uD800b\"]", raw.text("421[\"ack\",\"a\\ud800b\"]").read());
    }
  }

  @Test
  void aNumberIsAnEventsName() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertEquals("431[1]", raw.text("42[5,\"x\"]").text("421[\"ack\",1]").read());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"43999[\"x\"]", "43[\"x\"]", "439223372036854775807[]"})
  void anAckWithAnUnknownIdIsIgnored(String packet) throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertEquals("431[1]", raw.text(packet).text("421[\"ack\",1]").read());
    }
  }

  @Test
  void packetsForAnEndedNamespaceAreIgnored() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      raw.text("40/custom,").read();
      assertEquals("41/custom,", raw.text("42/custom,[\"disconnect-me\",false]").read());

      assertEquals("431[1]", raw.text("42/custom,[\"echo\",1]").text("421[\"ack\",1]").read());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4abc",
        "47",
        "4",
        "42",
        "42{}",
        "42[]",
        "42[true]",
        "42[\"connect\"]",
        "42[\"disconnect\"]",
        "42[\"newListener\"]",
        "42abc[\"x\"]",
        "42-1[\"x\"]",
        "4299999999999999999999[\"x\"]",
        "41[]",
        "41{\"a\":1}",
        "431{}",
        "44{\"message\":\"x\"}",
        "40",
        "45[\"x\"]",
        "450-[\"x\"]",
        "45-1-[\"x\"]",
        "4511-[\"x\"]",
        "451[\"x\"]",
        "42[\"x\"",
        "42[\"x\"]]",
        "42/never,[\"x\"]",
        "9",
        "b%",
        "x"
      })
  void protocolViolationsEndTheConnection(String packet) throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertEquals("close 1005", raw.text(packet).readToTheEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"42[\"x\"]", "41", "431[]", "40[1]", "40\"x\"", "40null", "40{"})
  void beforeJoiningOnlyConnectPacketsAreAllowed(String packet) throws IOException {
    try (RawSocket raw = RawSocket.open(server.port())) {
      assertEquals("close 1005", raw.text(packet).readToTheEnd());
    }
  }

  @Test
  void aTextAmongAttachmentsEndsTheConnection() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      raw.text("452-[\"x\",{\"_placeholder\":true,\"num\":0}]").binary(1).text("42[\"y\"]");

      assertEquals("close 1005", raw.readToTheEnd());
    }
  }

  @Test
  void anUnannouncedAttachmentEndsTheConnection() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertEquals("close 1005", raw.binary(1).readToTheEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "0.5", "\"0\"", "null"})
  void aPlaceholderOfNoAttachmentEndsTheConnection(String number) throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      raw.text("451-[\"x\",{\"_placeholder\":true,\"num\":%s}]".formatted(number)).binary(1);

      assertEquals("close 1005", raw.readToTheEnd());
    }
  }

  @Test
  void aTooLargeMessageIsRefused() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      raw.text("42[\"" + "x".repeat(1_000_001) + "\"]");

      assertEquals("close 1009", raw.readToTheEnd());
    }
  }

  @Test
  void invalidUtf8IsReported() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      raw.frame(0x81, new byte[] {'4', '2', (byte) 0xC3, (byte) 0x28});

      assertEquals("close 1007", raw.readToTheEnd());
    }
  }

  @Test
  void aTextMayComeInPieces() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      raw.frame(0x01, "421[\"a".getBytes(UTF_8));
      raw.frame(0x00, new byte[0]);
      raw.frame(0x80, "ck\",7]".getBytes(UTF_8));

      assertEquals("431[7]", raw.read());
    }
  }

  @Test
  void endlessPiecesEndTheConnection() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      raw.frame(0x01, new byte[] {'4'});
      for (int i = 0; i < 4096; i++) {
        raw.frame(0x00, new byte[0]);
      }

      assertEquals("close 1009", raw.readToTheEnd());
    }
  }

  @Test
  void bytesBeforeTheUpgradeAnswerEndTheConnection() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      String request =
          """
          GET /socket.io/?EIO=4&transport=websocket HTTP/1.1
          Host: x
          Connection: Upgrade
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

          early bytes\
          """;
      socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(UTF_8));

      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 101"), answer);
    }
  }

  @Test
  void aClosePacketEndsTheConnection() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertEquals("close 1005", raw.text("1").readToTheEnd());
    }
  }

  @Test
  void aClientThatPingsEndsTheConnection() throws IOException {
    try (RawSocket raw = RawSocket.joined(server.port())) {
      assertEquals("close 1005", raw.text("2").readToTheEnd());
    }
  }
}
