package dev.parley.socketio.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Writes and reads every form of a packet. Source: Socket.IO protocol 5. The packets here lack the
/// leading `4` of Engine.IO.
final class GrammarTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] BYTES = {1, 2, 3, 4};

  private final PacketEncoder encoder = new PacketEncoder(JSON, 10);

  private record Saying(int id, String text, List<Double> marks) {}

  // --- Writing -----------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("events")
  void anEventIsWritten(String golden, String namespace, @Nullable Long id, List<Object> args) {
    assertEquals(golden, text(encoder.event(namespace, id, "foo", args)));
  }

  static Stream<Arguments> events() {
    return Stream.of(
        Arguments.of("2[\"foo\"]", "/", null, List.of()),
        Arguments.of(
            "2[\"foo\",1,\"2\",{\"3\":[true]}]",
            "/",
            null,
            List.of(1, "2", Map.of("3", List.of(true)))),
        Arguments.of("2/admin,[\"foo\"]", "/admin", null, List.of()),
        Arguments.of("20[\"foo\"]", "/", 0L, List.of()),
        Arguments.of("2/admin,13[\"foo\"]", "/admin", 13L, List.of()),
        Arguments.of("51-[\"foo\",{\"_placeholder\":true,\"num\":0}]", "/", null, List.of(BYTES)),
        Arguments.of(
            "52-/admin,7[\"foo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
            "/admin",
            7L,
            List.of(BYTES, BYTES)));
  }

  @ParameterizedTest
  @MethodSource("acks")
  void anAckIsWritten(String golden, String namespace, long id, List<Object> args) {
    assertEquals(golden, text(encoder.ack(namespace, id, args)));
  }

  static Stream<Arguments> acks() {
    return Stream.of(
        Arguments.of("312[]", "/", 12L, List.of()),
        Arguments.of("3/admin,13[\"bar\"]", "/admin", 13L, List.of("bar")),
        Arguments.of(
            "61-15[\"bar\",{\"_placeholder\":true,\"num\":0}]", "/", 15L, List.of("bar", BYTES)));
  }

  @Test
  void aConnectPacketContainsTheIds() {
    assertEquals("0{\"sid\":\"a\"}", text(PacketEncoder.connected("/", "a", null)));
    assertEquals(
        "0/admin,{\"sid\":\"a\",\"pid\":\"b\"}", text(PacketEncoder.connected("/admin", "a", "b")));
  }

  @Test
  void aRefusalHasAMessageAndOptionalData() {
    ObjectNode data = JsonNodeFactory.instance.objectNode().put("a", 1);

    assertEquals("4{\"message\":\"no\"}", text(encoder.refused("/", "no", null)));
    assertEquals(
        "4/admin,{\"message\":\"no\",\"data\":{\"a\":1}}",
        text(encoder.refused("/admin", "no", data)));
  }

  @Test
  void aRefusalIsNeverScannedForBytes() {
    JsonNode data = JsonNodeFactory.instance.binaryNode(BYTES);

    assertEquals(
        "4{\"message\":\"no\",\"data\":\"AQIDBA==\"}", text(encoder.refused("/", "no", data)));
  }

  @Test
  void theEndOfANamespaceIsWritten() {
    assertEquals("1", text(PacketEncoder.disconnected("/")));
    assertEquals("1/admin,", text(PacketEncoder.disconnected("/admin")));
  }

  // --- JSON as JavaScript writes it --------------------------------------------------------------

  @Test
  void attachmentsAreNumberedDepthFirst() {
    Map<String, Object> deep = new LinkedHashMap<>();
    deep.put("a", List.of(new byte[] {1}));
    deep.put("b", new byte[] {2});

    EncodedEvent event = encoder.event("/", null, "foo", List.of(deep, new byte[] {3}));

    assertEquals(
        "53-[\"foo\",{\"a\":[{\"_placeholder\":true,\"num\":0}],"
            + "\"b\":{\"_placeholder\":true,\"num\":1}},{\"_placeholder\":true,\"num\":2}]",
        text(event));
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(new byte[] {(byte) (i + 1)}, event.attachments().get(i));
    }
  }

  @Test
  void nonFiniteNumbersAreNull() {
    assertEquals(
        "[null,null,null,1.5,1]",
        args(Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1.5, 1));
  }

  @Test
  void onlyControlCharactersAndHalvesOfPairsAreEscaped() {
    assertEquals("[\"ä€😀\u2028\"]", args("ä€😀\u2028"));
    assertEquals("[\"\\u0000\\u001E\\n\\\"\\\\\"]", args("\u0000\u001e\n\"\\"));
    assertEquals(
        "[\"a\\uD83Db\",\"\\uDE00\\uD83D\",\"\\uD83D\"]",
        args("a\ud83db", "\ude00\ud83d", "\ud83d"));
  }

  @Test
  void aLongTextIsWhole() throws JsonProcessingException {
    String emojis = "x" + "😀".repeat(20_000); // a pair crosses a buffer's end

    assertEquals(emojis, JSON.readTree(args(emojis)).get(0).asText());
    assertEquals(emojis.substring(1), JSON.readTree(args(emojis.substring(1))).get(0).asText());
  }

  @Test
  void aNameIsWrittenAsATextIs() {
    assertEquals("[{\"😀\":1}]", args(Map.of("😀", 1)));
    assertEquals("[{\"\\uD83D\":1}]", args(Map.of("\ud83d", 1)));
  }

  @Test
  void aRecordIsAnObjectInItsOrder() {
    assertEquals(
        "[{\"id\":7,\"text\":\"hi\",\"marks\":[1.0,0.5]}]",
        args(new Saying(7, "hi", List.of(1.0, 0.5))));
  }

  @Test
  void rawJsonIsWrittenUnchanged() throws JsonProcessingException {
    assertEquals(
        "[{ \"a\" : 1 },{\"b\":2}]",
        args(new RawValue("{ \"a\" : 1 }"), JSON.readTree("{\"b\":2}")));
  }

  @Test
  void anEventCanBeReadAsItsReceiverDoes() {
    EncodedEvent event = encoder.event("/admin", 3L, "foo", Arrays.asList(BYTES, null));

    Packet.Event read = event.decoded();

    assertEquals("foo", read.name());
    assertEquals(JsonNodeFactory.instance.binaryNode(BYTES), read.args().get(1));
    assertTrue(read.args().get(2).isNull());
  }

  // --- Reading -----------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("packets")
  void aPacketIsRead(String golden, Packet expected) {
    assertEquals(expected, new PacketDecoder(10, 100).text(golden).orElseThrow());
  }

  static Stream<Arguments> packets() throws JsonProcessingException {
    ObjectNode auth = (ObjectNode) JSON.readTree("{\"token\":\"123\"}");
    return Stream.of(
        Arguments.of("0", new Packet.Connect("/", null)),
        Arguments.of("0{\"token\":\"123\"}", new Packet.Connect("/", auth)),
        Arguments.of("0/admin,", new Packet.Connect("/admin", null)),
        Arguments.of("0/admin", new Packet.Connect("/admin", null)),
        Arguments.of("0/admin,{\"token\":\"123\"}", new Packet.Connect("/admin", auth)),
        Arguments.of("0/x?a=b,", new Packet.Connect("/x?a=b", null)),
        Arguments.of("1", new Packet.Disconnect("/")),
        Arguments.of("1/admin,", new Packet.Disconnect("/admin")),
        Arguments.of("1/admin", new Packet.Disconnect("/admin")),
        Arguments.of("2[\"foo\",1]", event("/", null, "[\"foo\",1]")),
        Arguments.of("2/admin,[\"bar\"]", event("/admin", null, "[\"bar\"]")),
        Arguments.of("2/admin,13[\"foo\"]", event("/admin", 13L, "[\"foo\"]")),
        Arguments.of("29223372036854775807[\"foo\"]", event("/", Long.MAX_VALUE, "[\"foo\"]")),
        Arguments.of("2[5,\"x\"]", event("/", null, "[5,\"x\"]")),
        Arguments.of("2[\"error\"]", event("/", null, "[\"error\"]")),
        Arguments.of("2[\"connection\"]", event("/", null, "[\"connection\"]")),
        Arguments.of(
            "2[\"x\",{\"_placeholder\":true,\"num\":0}]",
            event("/", null, "[\"x\",{\"_placeholder\":true,\"num\":0}]")),
        Arguments.of("3/admin,13[\"bar\"]", new Packet.Ack("/admin", 13L, array("[\"bar\"]"))),
        Arguments.of("312[]", new Packet.Ack("/", 12L, List.of())),
        Arguments.of("3[\"bar\"]", new Packet.Ack("/", null, array("[\"bar\"]"))));
  }

  private static Packet event(String namespace, @Nullable Long id, String args)
      throws JsonProcessingException {
    return new Packet.Event(namespace, id, array(args));
  }

  private static List<JsonNode> array(String json) throws JsonProcessingException {
    return List.of(JSON.readValue(json, JsonNode[].class));
  }

  private String args(@Nullable Object... args) {
    String text = text(encoder.ack("/", 1, Arrays.asList(args)));
    return text.substring(2);
  }

  private static String text(EncodedEvent event) {
    return text(event.text());
  }

  private static String text(byte[] packet) {
    return new String(packet, UTF_8);
  }
}
