package dev.parley.files.playback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.Fixture;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.UnreadableFileException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A recording of a browser becomes a voice note with the same packets and the same duration.
final class VoiceNoteTest {
  private static final int CHANNELS_AT = 28 + 9;

  /// The golden files were checked with opusinfo and ffprobe, which report no errors.
  @ParameterizedTest
  @ValueSource(strings = {"recording.webm", "recording.mp4"})
  void aRecordingOfChromiumBecomesOgg(String name) throws IOException {
    byte[] converted = convert(Fixture.bytes(name));

    String golden = name + ".ogg";
    if (Boolean.getBoolean("golden.update")) {
      Files.write(Path.of("src/test/resources/files", golden), converted);
    }
    assertArrayEquals(Fixture.bytes(golden), converted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"recording.webm", "recording.mp4", "tone.ogg"})
  void thePacketsAreTheSame(String name) throws IOException {
    byte[] original = Fixture.bytes(name);

    byte[] converted = convert(original);

    List<byte[]> before = packets(original);
    List<byte[]> after = packets(converted);
    assertEquals(before.size(), after.size());
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i), after.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"recording.webm", "recording.mp4", "tone.ogg"})
  void theDurationIsTheSame(String name) throws IOException {
    FileBytes original = Fixture.open(name);
    ByteArrayOutputStream converted = new ByteArrayOutputStream();

    VoiceNote note = VoiceNote.convert(original, FileType.detect(original), converted);

    FileBytes file = FileBytes.of(converted.toByteArray());
    assertEquals(note.duration(), PlaybackHeader.read(file, FileType.OGG_OPUS).duration());
    assertEquals(
        PlaybackHeader.read(original, FileType.detect(original)).duration(), note.duration(), name);
  }

  /// Chromium's recordings have two channels even if the microphone has one.
  @Test
  void aRecordingInStereoIsPlayedAsOneChannel() throws IOException {
    byte[] converted = convert(Fixture.bytes("recording.webm"));

    assertEquals(1, converted[CHANNELS_AT]);
    assertEquals(FileType.OGG_OPUS, FileType.detect(FileBytes.of(converted)));
  }

  @Test
  void aVoiceNoteTwiceConvertedStaysTheSame() throws IOException {
    byte[] once = convert(Fixture.bytes("recording.webm"));

    assertArrayEquals(once, convert(once));
  }

  @Test
  void aLongRecordingHasManyPages() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OggOpusWriter writer = new OggOpusWriter(bytes, new OpusHead(1, 312, 48_000, 0));
    byte[] packet = new byte[600];
    packet[0] = 1 << 3; // 20 ms
    for (int i = 0; i < 50 * 60; i++) {
      writer.write(packet, 960);
    }
    writer.finish(100);

    FileBytes file = FileBytes.of(bytes.toByteArray());
    List<byte[]> packets = packets(bytes.toByteArray());
    assertEquals(50 * 60, packets.size());
    assertArrayEquals(packet, packets.getLast());
    assertEquals(
        PlaybackHeader.durationOf(50 * 60 * 960 - 312 - 100, 48_000),
        PlaybackHeader.read(file, FileType.OGG_OPUS).duration());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tone.m4a | The sound in the MP4 file is AAC; a voice note is made of Opus.",
        "clip.webm | The WebM file has no sound.",
        "clip.mov | The MP4 file has no sound.",
        "vorbis.ogg | A voice note is made of Opus in Ogg, WebM or MP4; the file is of type"
            + " audio/ogg.",
        "tone.mp3 | A voice note is made of Opus in Ogg, WebM or MP4; the file is of type"
            + " audio/mpeg."
      })
  void otherSoundsAreRefusedByName(String name, String message) {
    UnreadableFileException refused =
        assertThrows(UnreadableFileException.class, () -> convert(Fixture.bytes(name)));

    assertEquals(message, refused.getMessage());
    assertEquals(Reason.UNSUPPORTED, refused.reason());
  }

  @Test
  void vorbisInWebmIsRefusedByName() {
    byte[] vorbis = Fixture.bytes("recording.webm");
    int codec = new String(vorbis, ISO_8859_1).indexOf("A_OPUS");
    System.arraycopy("A_FLAC".getBytes(ISO_8859_1), 0, vorbis, codec, 6);

    UnreadableFileException refused =
        assertThrows(UnreadableFileException.class, () -> convert(vorbis));

    assertEquals(
        "The sound in the WebM file is not Opus; a voice note is made of Opus.",
        refused.getMessage());
  }

  @Test
  void moreThanTwoChannelsAreRefused() {
    byte[] surround = Fixture.bytes("recording.webm");
    surround[new String(surround, ISO_8859_1).indexOf("OpusHead") + 9] = 6;

    UnreadableFileException refused =
        assertThrows(UnreadableFileException.class, () -> convert(surround));

    assertEquals(
        "The recording has 6 channels; a voice note is made of one or two.", refused.getMessage());
  }

  @Test
  void aRecordingThatIsCutOffIsRefused() {
    byte[] whole = Fixture.bytes("recording.webm");

    assertThrows(
        UnreadableFileException.class, () -> convert(Arrays.copyOf(whole, whole.length - 3)));
  }

  /// A table that refers to the same megabyte again and again would produce gigabytes.
  @Test
  void aVoiceNoteIsNoLongerThanItsRecording() throws IOException {
    byte[] recording = Fixture.bytes("recording.mp4");
    long[] written = {0};

    VoiceNote.convert(
        FileBytes.of(recording),
        FileType.MP4_AUDIO,
        new OutputStream() {
          @Override
          public void write(int next) {
            written[0]++;
          }
        });

    assertTrue(written[0] <= recording.length, "of " + written[0] + " bytes");
  }

  private static byte[] convert(byte[] recording) throws IOException {
    FileBytes file = FileBytes.of(recording);
    ByteArrayOutputStream converted = new ByteArrayOutputStream();
    VoiceNote.convert(file, FileType.detect(file), converted);
    return converted.toByteArray();
  }

  private static List<byte[]> packets(byte[] bytes) throws IOException {
    FileBytes file = FileBytes.of(bytes);
    OpusSource source = OpusSource.open(file, FileType.detect(file));
    List<byte[]> packets = new ArrayList<>();
    for (byte[] packet = source.next(); packet != null; packet = source.next()) {
      packets.add(packet);
    }
    return packets;
  }
}
