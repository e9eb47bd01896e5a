package dev.parley.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {
  private final FrameReader reader = new FrameReader(false);
  private final List<PacketKind> seen = new ArrayList<>();

  @Test
  void aFrameIsKnownByItsFirstBytes() throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (String text : List.of("0{}", "2", "40{}", "42[]", "43[]", "41", "4", "6", "")) {
      frame(sent, 1, text);
    }
    frame(sent, 8, "");

    reader.read(ByteBuffer.wrap(sent.toByteArray()), seen::add);

    assertEquals(
        List.of(
            PacketKind.OPEN,
            PacketKind.PING,
            PacketKind.JOINED,
            PacketKind.EVENT,
            PacketKind.ACK,
            PacketKind.LEFT,
            PacketKind.OTHER,
            PacketKind.NOOP,
            PacketKind.OTHER,
            PacketKind.CLOSE),
        seen);
  }

  @Test
  void bytesMayArriveInAnyPieces() throws IOException {
    long seed = System.nanoTime();
    System.out.println("FrameReaderTest seed " + seed);
    Random random = new Random(seed);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    List<PacketKind> expected = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      boolean ping = random.nextInt(8) == 0;
      int padding = i % 500 == 0 ? 70_000 : random.nextInt(300);
      frame(sent, 1, ping ? "2" : "42" + "x".repeat(padding));
      expected.add(ping ? PacketKind.PING : PacketKind.EVENT);
    }
    byte[] all = sent.toByteArray();

    for (int from = 0; from < all.length; ) {
      int length = Math.min(all.length - from, random.nextInt(random.nextBoolean() ? 4 : 2000));
      reader.read(ByteBuffer.wrap(all, from, length), seen::add);
      from += length;
    }

    assertEquals(expected, seen, "seed " + seed);
  }

  @Test
  void aMaskedFrameOfAServerIsRefused() {
    ByteBuffer masked = ByteBuffer.wrap(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, '2'});

    assertThrows(IOException.class, () -> reader.read(masked, seen::add));
  }

  @Test
  void aTextIsCompleteIfItsBytesArriveInPieces() throws IOException {
    FrameReader keeping = new FrameReader(true);
    List<String> texts = new ArrayList<>();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    String longer = "42" + "x".repeat(70_000);
    for (String text : List.of("2", longer, "40{}")) {
      frame(sent, 1, text);
    }

    for (byte each : sent.toByteArray()) {
      keeping.read(ByteBuffer.wrap(new byte[] {each}), _ -> texts.add(keeping.text()));
    }

    assertEquals(List.of("2", longer, "40{}"), texts);
  }

  private static void frame(ByteArrayOutputStream to, int opcode, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    to.write(0x80 | opcode);
    if (bytes.length < 126) {
      to.write(bytes.length);
    } else if (bytes.length < 65_536) {
      to.write(126);
      to.write(bytes.length >> 8);
      to.write(bytes.length);
    } else {
      to.write(127);
      to.writeBytes(ByteBuffer.allocate(8).putLong(bytes.length).array());
    }
    to.writeBytes(bytes);
  }
}
