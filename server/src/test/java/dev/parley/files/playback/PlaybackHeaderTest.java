package dev.parley.files.playback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.Fixture;
import dev.parley.files.Mutations;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.playback.PlaybackHeader.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The duration is read from a file, if the file contains it. Repeat a run with `-Dparley.seed`.
@Timeout(60)
final class PlaybackHeaderTest {
  private static final Long SEED = Long.getLong("parley.seed", System.nanoTime());

  /// The durations according to ffprobe and opusinfo; encoders pad the last frame.
  @ParameterizedTest
  @CsvSource({
    "tone.ogg, 1500",
    "vorbis.ogg, 1500",
    "tone.mp3, 1567",
    "tone.aac, 1567",
    "tone.m4a, 1500",
    "clip.mp4, 1000",
    "clip.3gp, 1000",
    "clip.mov, 1000",
    "clip.webm, 1000",
    "recording.webm, 2580",
    "recording.mp4, 2500"
  })
  void durationsMatchTheFiles(String name, long milliseconds) throws IOException {
    Duration duration = read(name).duration();

    assertNotNull(duration);
    assertEquals((double) milliseconds, (double) duration.toMillis(), 50, name);
  }

  @ParameterizedTest
  @CsvSource({"clip.mp4, 64, 48", "clip.3gp, 64, 48", "clip.webm, 64, 48", "clip.mov, 48, 64"})
  void theSizeOfAVideoIsThatOfItsUprightPicture(String name, int width, int height)
      throws IOException {
    assertEquals(new Picture(width, height), read(name).picture());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tone.ogg", "tone.m4a", "recording.mp4", "recording.webm"})
  void soundHasNoPictureSize(String name) throws IOException {
    assertEquals(null, read(name).picture());
  }

  /// Fifty frames in a second; the first byte of each gives its length.
  @Test
  void framesOfAmrAreCounted() throws IOException {
    byte[] narrow = new byte[6 + 100 * 32];
    System.arraycopy("#!AMR\n".getBytes(US_ASCII), 0, narrow, 0, 6);
    for (int i = 0; i < 100; i++) {
      narrow[6 + 32 * i] = 0x3c; // 12.2 kbit/s
    }

    PlaybackHeader header = PlaybackHeader.read(FileBytes.of(narrow), FileType.AMR);

    assertEquals(Duration.ofSeconds(2), header.duration());
  }

  @Test
  void theDurationOfAWavFollowsFromItsSize() throws IOException {
    byte[] wav =
        ByteBuffer.allocate(44 + 16_000)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("RIFF\0\0\0\0WAVEfmt ".getBytes(US_ASCII))
            .putInt(16)
            .putShort((short) 1)
            .putShort((short) 1)
            .putInt(8_000)
            .putInt(8_000)
            .putInt(8 << 16 | 1)
            .put("data".getBytes(US_ASCII))
            .putInt(16_000)
            .array();

    PlaybackHeader header = PlaybackHeader.read(FileBytes.of(wav), FileType.WAV);

    assertEquals(Duration.ofSeconds(2), header.duration());
  }

  @Test
  void aPictureDoesNotPlay() {
    assertThrows(UnreadableFileException.class, () -> read("picture.png"));
  }

  /// All readers of sound and video, on damaged files.
  @ParameterizedTest
  @FieldSource("dev.parley.files.Fixture#NAMES")
  void aDamagedFileIsReadOrRefused(String name) throws IOException {
    byte[] original = Fixture.bytes(name);
    FileType type = FileType.detect(FileBytes.of(original));
    Mutations mutations = new Mutations(original, new Random(SEED));

    for (int i = 0; i < 250; i++) {
      byte[] damaged = mutations.next();
      readOrRefuse(() -> PlaybackHeader.read(FileBytes.of(damaged), type));
      readOrRefuse(
          () -> VoiceNote.convert(FileBytes.of(damaged), type, OutputStream.nullOutputStream()));
      if (i % 10 == 0) {
        readOrRefuse(() -> Waveform.of(FileBytes.of(damaged), type));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tone.ogg", "recording.webm", "recording.mp4", "clip.webm"})
  void everyBeginningOfAFileIsReadOrRefused(String name) throws IOException {
    byte[] original = Fixture.bytes(name);
    FileType type = FileType.detect(FileBytes.of(original));

    for (int length = 0; length < original.length; length += 7) {
      byte[] cut = Arrays.copyOf(original, length);
      readOrRefuse(() -> PlaybackHeader.read(FileBytes.of(cut), type));
      readOrRefuse(
          () -> VoiceNote.convert(FileBytes.of(cut), type, OutputStream.nullOutputStream()));
    }
  }

  /// The file has as many empty boxes as fit into 4 MB.
  @Test
  void manyEmptyBoxesAreSkipped() {
    ByteBuffer boxes = ByteBuffer.allocate(4 << 20);
    while (boxes.hasRemaining()) {
      boxes.putInt(8).put("free".getBytes(US_ASCII));
    }

    assertThrows(
        UnreadableFileException.class,
        () -> PlaybackHeader.read(FileBytes.of(boxes.array()), FileType.MP4));
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static void readOrRefuse(Reading reading) {
    try {
      reading.read();
    } catch (UnreadableFileException _) {
      // the reader may refuse a damaged file
    } catch (IOException | RuntimeException | Error e) {
      fail("seed " + SEED, e);
    }
  }

  private static PlaybackHeader read(String name) throws IOException {
    FileBytes file = Fixture.open(name);
    return PlaybackHeader.read(file, FileType.detect(file));
  }
}
