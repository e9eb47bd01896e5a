package dev.parley.files.playback;

import static org.junit.jupiter.api.Assertions.fail;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Packets of random bytes in an otherwise valid sound file: the decoder, a library, receives all
/// of them. Repeat a run with `-Dparley.seed`.
@Timeout(60)
final class HostileOpusTest {
  private static final Long SEED = Long.getLong("parley.seed", System.nanoTime());
  private static final int NOTES = Integer.getInteger("parley.files.notes", 150);

  @Test
  void packetsOfNoiseAreDecodedOrRefused() throws IOException {
    Random random = new Random(SEED);
    for (int i = 0; i < NOTES; i++) {
      FileBytes note = FileBytes.of(noise(random));
      try {
        Waveform.of(note, FileType.OGG_OPUS);
      } catch (UnreadableFileException refused) {
        // the reader may refuse a damaged file
      } catch (IOException | RuntimeException | Error fault) {
        fail("seed %d, note %d".formatted(SEED, i), fault);
      }
    }
  }

  /// Twenty packets with a valid first byte and random content.
  private static byte[] noise(Random random) throws IOException {
    ByteArrayOutputStream note = new ByteArrayOutputStream();
    OggOpusWriter writer = new OggOpusWriter(note, new OpusHead(1, 312, 48_000, 0));
    for (int written = 0; written < 20; ) {
      byte[] packet = new byte[1 + random.nextInt(random.nextBoolean() ? 20 : 1_275)];
      random.nextBytes(packet);
      try {
        writer.write(packet, OpusPacket.samples(packet));
        written++;
      } catch (UnreadableFileException tooLong) {
        // tries another packet
      }
    }
    writer.finish(0);
    return note.toByteArray();
  }
}
