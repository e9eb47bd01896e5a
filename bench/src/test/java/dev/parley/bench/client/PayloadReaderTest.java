package dev.parley.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PayloadReaderTest {
  private final List<String> seen = new ArrayList<>();
  private final PayloadReader reader = new PayloadReader(this::note);

  private void note(PacketKind kind) {
    seen.add(kind + " " + reader.text());
  }

  @Test
  void packetsOfAnAnswerAreSeparated() throws IOException {
    reader.read(bytes("0{\"sid\":\"a\"}\u001e2\u001e42[\"b\",1]\u001e43[]"));
    reader.end();

    assertEquals(List.of("OPEN 0{\"sid\":\"a\"}", "PING 2", "EVENT 42[\"b\",1]", "ACK 43[]"), seen);
  }

  @Test
  void bytesMayArriveInAnyPieces() throws IOException {
    for (byte each : "40{}\u001e42[\"é\"]\u001e6".getBytes(StandardCharsets.UTF_8)) {
      reader.read(ByteBuffer.wrap(new byte[] {each}));
    }
    reader.end();

    assertEquals(List.of("JOINED 40{}", "EVENT 42[\"é\"]", "NOOP 6"), seen);
  }

  @Test
  void anAnswerDoesNotAffectTheNextOne() throws IOException {
    reader.read(bytes("42[\"a\"]"));
    reader.end();
    reader.read(bytes("2"));
    reader.end();

    assertEquals(List.of("EVENT 42[\"a\"]", "PING 2"), seen);
  }

  @Test
  void anEmptyAnswerHasNoPackets() throws IOException {
    reader.end();

    assertEquals(List.of(), seen);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
