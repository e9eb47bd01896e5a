package dev.parley.socketio.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules for valid packets. What happens to a client that breaks one is in `ProtocolTest`.
final class DecoderTest {
  private static final byte[] BYTES = {1, 2};

  private final PacketDecoder decoder = new PacketDecoder(10, 100);

  // --- Rules of every packet ---------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "9[\"x\"]", "a", "abc", "-", "4{\"message\":\"x\"}"})
  void aPacketBeginsWithATypeThatClientsSend(String packet) {
    refuse(packet);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2/a\u0000,[\"x\"]", "0/a\u001eb", "0/\n,", "0/a\u007f,"})
  void aNamespaceHasNoControlCharacters(String packet) {
    refuse(packet);
  }

  @Test
  void aNamespaceIsAtMost1024CharactersLong() {
    decoder.text("0/" + "n".repeat(1023));

    refuse("0/" + "n".repeat(1024));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2abc[\"x\"]",
        "2-1[\"x\"]",
        "21.5[\"x\"]",
        "2 1[\"x\"]",
        "31e3[\"x\"]",
        "2١[\"x\"]"
      })
  void anIdIsDigits(String packet) {
    refuse(packet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "29223372036854775808[\"x\"]",
        "299999999999999999999[\"x\"]",
        "39223372036854775808[]"
      })
  void anIdFitsALong(String packet) {
    refuse(packet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2[\"x\"",
        "2[\"x\"]]",
        "2[\"x\"] 1",
        "2['x']",
        "2[\"x\",]",
        "2[\"x\",NaN]",
        "2[\"x\",undefined]",
        "2[\"x\",01]",
        "0{",
        "0{\"a\":1}}",
        "2[\"a\nb\"]",
        "2[\"x\"]//"
      })
  void aPayloadIsJson(String packet) {
    refuse(packet);
  }

  @Test
  void aPayloadIsNotEndlesslyDeep() {
    refuse("2[\"x\"," + "[".repeat(100_000));
  }

  // --- Rules of each kind ------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"0[1]", "0\"x\"", "0null", "0{", "01", "0true", "0/admin,[]"})
  void authMustBeAnObject(String packet) {
    refuse(packet);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1[]", "1{}", "1null", "1\"x\"", "11", "1/admin,{}"})
  void aDisconnectPacketHasNoPayload(String packet) {
    refuse(packet);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "2/admin,", "213", "2{}", "2null", "2\"x\"", "21", "2true"})
  void anEventIsAnArray(String packet) {
    refuse(packet);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2[]", "2[true]", "2[null]", "2[[]]", "2[{}]", "51-[]", "51-[true]"})
  void anEventBeginsWithItsName(String packet) {
    refuse(packet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener"
      })
  void anEventHasNoReservedName(String name) {
    refuse("2[\"" + name + "\"]");
    refuse("51-[\"" + name + "\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"31", "31{}", "31null", "31\"x\"", "3", "61-1{}"})
  void anAckIsAnArray(String packet) {
    refuse(packet);
  }

  // --- Attachments -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5[\"x\"]",
        "5-[\"x\"]",
        "50-[\"x\"]",
        "5-1-[\"x\"]",
        "51[\"x\"]",
        "5a-[\"x\"]",
        "51.5-[\"x\"]",
        "5",
        "51",
        "51-",
        "6[]",
        "60-1[]",
        "599999999999-[\"x\"]"
      })
  void aBinaryPacketSaysHowManyAttachmentsItHas(String packet) {
    refuse(packet);
  }

  @Test
  void aPacketHasAtMostTenAttachments() {
    assertTrue(new PacketDecoder(10, 100).text("510-[\"x\"]").isEmpty());

    refuse("511-[\"x\"]");
    refuse("611-1[]");
  }

  @Test
  void theLimitOfAttachmentsCanBeSet() {
    assertTrue(new PacketDecoder(20, 100).text("511-[\"x\"]").isEmpty());
  }

  @Test
  void noTextComesAmongAttachments() {
    decoder.text("52-[\"x\"]");
    decoder.binary(BYTES);

    refuse("2[\"y\"]");
  }

  @Test
  void noAttachmentComesUnannounced() {
    assertThrows(PacketException.class, () -> decoder.binary(BYTES));
  }

  @Test
  void noAttachmentComesAfterTheLast() {
    decoder.text("51-[\"x\"]");
    decoder.binary(BYTES);

    assertThrows(PacketException.class, () -> decoder.binary(BYTES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "0.5", "\"0\"", "null", "99999999999", "{}", "true"})
  void aPlaceholderNamesAnAttachment(String number) {
    decoder.text("51-[\"x\",{\"_placeholder\":true,\"num\":%s}]".formatted(number));

    assertThrows(PacketException.class, () -> decoder.binary(BYTES));
  }

  @Test
  void aPlaceholderWithoutANumberNamesNone() {
    decoder.text("51-[\"x\",{\"_placeholder\":true}]");

    assertThrows(PacketException.class, () -> decoder.binary(BYTES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_placeholder\":\"true\",\"num\":0}",
        "{\"_placeholder\":1,\"num\":0}",
        "{\"_placeholder\":false,\"num\":0}",
        "{\"num\":0}"
      })
  void onlyTrueMarksAPlaceholder(String data) {
    decoder.text("51-[\"x\",%s]".formatted(data));

    assertEquals(data, args(decoder.binary(BYTES).orElseThrow()).getFirst().toString());
  }

  @Test
  void anAttachmentMayStandInSeveralPlaces() {
    decoder.text(
        "51-[\"x\",{\"num\":0,\"_placeholder\":true},{\"a\":[{\"_placeholder\":true,\"num\":0}]}]");

    List<JsonNode> args = args(decoder.binary(BYTES).orElseThrow());

    JsonNode bytes = JsonNodeFactory.instance.binaryNode(BYTES);
    assertEquals(List.of(bytes, bytes), List.of(args.getFirst(), args.getLast().at("/a/0")));
  }

  @Test
  void anAttachmentThatIsNamedNowhereIsDropped() {
    decoder.text("51-[\"x\",1]");

    assertEquals("[1]", args(decoder.binary(BYTES).orElseThrow()).toString());
  }

  @Test
  void aBinaryAckIsAnAck() {
    decoder.text("61-/admin,7[{\"_placeholder\":true,\"num\":0}]");

    assertEquals(
        new Packet.Ack("/admin", 7L, List.of(JsonNodeFactory.instance.binaryNode(BYTES))),
        decoder.binary(BYTES).orElseThrow());
  }

  @Test
  void aPacketAfterABinaryOneIsReadAsAnyOther() {
    decoder.text("51-[\"x\"]");
    decoder.binary(BYTES);

    assertEquals("[1]", args(decoder.text("2[\"y\",1]").orElseThrow()).toString());
  }

  private static List<JsonNode> args(Packet packet) {
    Packet.Event event = (Packet.Event) packet;
    return event.args().subList(1, event.args().size());
  }

  private void refuse(String packet) {
    PacketDecoder fresh = decoder.isWaiting() ? decoder : new PacketDecoder(10, 100);
    assertThrows(PacketException.class, () -> fresh.text(packet), packet);
  }
}
