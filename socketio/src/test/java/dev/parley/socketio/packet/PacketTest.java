package dev.parley.socketio.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PacketTest {
  private static final int ROUNDS = 20_000;

  private final PacketEncoder encoder = new PacketEncoder(new ObjectMapper(), 10);

  @SuppressWarnings("ArrayRecordComponent") // what the test is about; points are not compared
  private record Point(int x, byte[] picture) {}

  @Test
  void anEventIsWrittenCompactly() {
    assertEquals("2[\"hello\",1,{\"a\":[true,null]}]", text(event(1, map())));
  }

  private static Map<String, Object> map() {
    List<Object> list = new ArrayList<>(List.of(true));
    list.add(null);
    return Map.of("a", list);
  }

  @Test
  void anEventContainsItsNamespaceAndItsAckId() {
    EncodedEvent event = encoder.event("/admin", 13L, "foo", List.of());

    assertEquals("2/admin,13[\"foo\"]", text(event));
  }

  @Test
  void anOffsetIsOneMoreArgument() {
    assertEquals("2[\"hello\",1,\"k3f-1c\"]", new String(event(1).text("k3f-1c"), UTF_8));
  }

  @Test
  void bytesInARecordBecomeAnAttachment() {
    EncodedEvent event = event(new Point(1, new byte[] {1, 2}));

    assertEquals(
        "51-[\"hello\",{\"x\":1,\"picture\":{\"_placeholder\":true,\"num\":0}}]", text(event));
    assertArrayEquals(new byte[] {1, 2}, event.attachments().getFirst());
  }

  @Test
  void moreAttachmentsThanAClientTakesAreRefused() {
    List<byte[]> eleven = Collections.nCopies(11, new byte[1]);

    assertThrows(IllegalArgumentException.class, () -> encoder.event("/", null, "hello", eleven));
  }

  @Test
  void aReservedNameIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> encoder.event("/", null, "connect_error", List.of()));
  }

  @Test
  void writtenPacketsAreReadAgain() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      List<JsonNode> args = List.of(json(random, 3), json(random, 3));
      Long id = random.nextBoolean() ? random.nextLong(1_000_000) : null;
      String namespace = random.nextBoolean() ? "/" : "/admin";
      EncodedEvent event = encoder.event(namespace, id, "hello", args);
      PacketDecoder decoder = new PacketDecoder(10, 1_000_000);

      Optional<Packet> read = decoder.text(text(event));
      for (byte[] attachment : event.attachments()) {
        read = decoder.binary(attachment);
      }

      List<JsonNode> expected =
          new ArrayList<>(List.of(JsonNodeFactory.instance.textNode("hello")));
      expected.addAll(args);
      assertEquals(new Packet.Event(namespace, id, expected), read.orElseThrow(), "seed " + seed);
    }
  }

  @Test
  void anyInputIsAPacketOrAProtocolError() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "0123456789-,/[]{}\":_placeholdernum.eE\\u\u0000\ud800ä€";
    int packets = 0;
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder text = new StringBuilder().append((char) ('0' + random.nextInt(8)));
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      PacketDecoder decoder = new PacketDecoder(10, 1000);
      try {
        packets += decoder.text(text.toString()).isPresent() ? 1 : 0;
        if (decoder.isWaiting()) {
          decoder.binary(new byte[random.nextInt(2000)]);
        }
      } catch (PacketException brokenRule) {
        refused++;
      }
    }
    assertTrue(packets > 0 && refused > 0, "seed " + seed);
  }

  @Test
  void attachmentsThatAreTooLargeTogetherBreakARule() {
    PacketDecoder decoder = new PacketDecoder(10, 3);
    decoder.text("52-[\"x\"]");
    decoder.binary(new byte[2]);

    assertThrows(PacketException.class, () -> decoder.binary(new byte[2]));
  }

  private EncodedEvent event(Object... args) {
    return encoder.event("/", null, "hello", List.of(args));
  }

  private static String text(EncodedEvent event) {
    return new String(event.text(), UTF_8);
  }

  private static JsonNode json(Random random, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(depth == 0 ? 5 : 8)) {
      case 0 -> nodes.numberNode(random.nextInt());
      case 1 -> nodes.booleanNode(random.nextBoolean());
      case 2 -> nodes.nullNode();
      case 3 -> nodes.textNode("t\"\\\u001e€😀" + random.nextInt(100));
      case 4 -> nodes.numberNode(random.nextInt(1000) + 0.5);
      case 5 -> nodes.binaryNode(new byte[] {(byte) random.nextInt()});
      case 6 -> {
        ArrayNode array = nodes.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.add(json(random, depth - 1).isBinary() ? nodes.nullNode() : json(random, 0));
        }
        yield array;
      }
      default -> {
        ObjectNode object = nodes.objectNode();
        object.set("a", json(random, depth - 1));
        yield object;
      }
    };
  }
}
