package dev.parley.files.playback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.Fixture;
import dev.parley.files.UnreadableFileException;
import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/// A waveform shows where a voice note is loud.
final class WaveformTest {
  private static final int RATE = 16_000;
  private static final int FRAME = RATE / 50;

  @Test
  void aSteadyToneIsEquallyLoud() throws IOException {
    Waveform waveform = Waveform.of(Fixture.open("tone.ogg"), FileType.OGG_OPUS);

    List<Integer> middle = waveform.bars().subList(4, 60);
    assertTrue(middle.stream().allMatch(it -> it > 85), () -> "bars " + waveform.bars());
  }

  @Test
  void loudPartsHaveHighBars() throws Exception {
    byte[] note = note(10, second -> second >= 4 && second < 6 ? 0.8 : 0.01);

    List<Integer> bars = Waveform.of(FileBytes.of(note), FileType.OGG_OPUS).bars();

    assertTrue(bars.subList(27, 37).stream().allMatch(it -> it > 85), () -> "bars " + bars);
    assertTrue(bars.subList(2, 23).stream().allMatch(it -> it < 25), () -> "bars " + bars);
    assertTrue(bars.subList(41, 62).stream().allMatch(it -> it < 25), () -> "bars " + bars);
  }

  /// Only two minutes of the note are decoded.
  @Test
  void aLongNoteIsShownAsAWhole() throws Exception {
    byte[] note = note(200, second -> second >= 100 ? 0.8 : 0.01);

    List<Integer> bars = Waveform.of(FileBytes.of(note), FileType.OGG_OPUS).bars();

    assertTrue(bars.subList(1, 31).stream().allMatch(it -> it < 25), () -> "bars " + bars);
    assertTrue(bars.subList(33, 63).stream().allMatch(it -> it > 85), () -> "bars " + bars);
  }

  @Test
  void silenceHasNoBars() throws Exception {
    byte[] note = note(1, _ -> 0);

    Waveform waveform = Waveform.of(FileBytes.of(note), FileType.OGG_OPUS);

    int[] none = new int[Waveform.BARS];
    assertEquals(Arrays.stream(none).boxed().toList(), waveform.bars());
  }

  @Test
  void anUnconvertedRecordingHasAWaveform() throws IOException {
    FileBytes recording = Fixture.open("recording.webm");
    ByteArrayOutputStream converted = new ByteArrayOutputStream();
    VoiceNote.convert(recording, FileType.WEBM_AUDIO, converted);

    Waveform before = Waveform.of(recording, FileType.WEBM_AUDIO);
    Waveform after = Waveform.of(FileBytes.of(converted.toByteArray()), FileType.OGG_OPUS);

    assertEquals(before, after);
  }

  @Test
  void otherSoundsHaveNoWaveform() {
    assertThrows(
        UnreadableFileException.class, () -> Waveform.of(Fixture.open("tone.mp3"), FileType.MP3));
  }

  @Test
  void aWaveformHas64Bars() {
    assertThrows(IllegalArgumentException.class, () -> new Waveform(List.of(1, 2, 3)));
  }

  /// A tone of 440 Hz. Each volume is encoded once, for a second, and repeated.
  ///
  /// @param volume the volume at each second, from 0 to 1
  private static byte[] note(int seconds, IntToDoubleFunction volume) throws Exception {
    Map<Double, List<byte[]>> encoded = new HashMap<>();
    ByteArrayOutputStream note = new ByteArrayOutputStream();
    OggOpusWriter writer = new OggOpusWriter(note, new OpusHead(1, 312, RATE, 0));
    for (int second = 0; second < seconds; second++) {
      double now = volume.applyAsDouble(second);
      if (!encoded.containsKey(now)) {
        encoded.put(now, second(now));
      }
      for (byte[] packet : encoded.getOrDefault(now, List.of())) {
        writer.write(packet, 960);
      }
    }
    writer.finish(0);
    return note.toByteArray();
  }

  private static List<byte[]> second(double volume) throws OpusException {
    OpusEncoder encoder = new OpusEncoder(RATE, 1, OpusApplication.OPUS_APPLICATION_VOIP);
    encoder.setBitrate(12_000);
    encoder.setComplexity(0);
    short[] sound = new short[FRAME];
    byte[] packet = new byte[1_275];
    List<byte[]> packets = new ArrayList<>();
    for (int frame = 0; frame < 50; frame++) {
      for (int i = 0; i < FRAME; i++) {
        double angle = 2 * Math.PI * 440 * (frame * FRAME + i) / RATE;
        sound[i] = (short) (30_000 * volume * Math.sin(angle));
      }
      int length = encoder.encode(sound, 0, FRAME, packet, 0, packet.length);
      packets.add(Arrays.copyOf(packet, length));
    }
    return packets;
  }
}
