package dev.parley.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the headers of MP3 and AAC frames, which say how long a frame is.
///
/// Sources: ISO/IEC 11172-3 and 13818-3 (MP3), ISO/IEC 14496-3, 1.A.3 (ADTS).
public final class AudioFrames {
  /// The number of consecutive frames that make a file an MP3 or AAC file.
  private static final int ENOUGH = 3;

  /// Bit rates in kbit/s by the four-bit field: those of layer 3 of MPEG 1, then those of MPEG 2
  /// and 2.5.
  private static final int[][] MP3_RATES = {
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}
  };

  /// Sample rates of MPEG 1 in Hz. MPEG 2 has half of these rates, MPEG 2.5 a quarter.
  private static final int[] MP3_SAMPLE_RATES = {44_100, 48_000, 32_000};

  private static final int[] AAC_SAMPLE_RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };

  private AudioFrames() {}

  /// One frame.
  ///
  /// @param length the length in bytes, header included; at least 7
  /// @param samples the number of samples of each channel
  /// @param sampleRate the sample rate in Hz
  /// @param mono whether it has one channel
  /// @param firstVersion whether it is a frame of MPEG 1, which decides where the summary of an MP3
  ///   file is
  public record Frame(
      int length, int samples, int sampleRate, boolean mono, boolean firstVersion) {}

  /// The MP3 frame at `at`, or null if there is none.
  public static @Nullable Frame mp3(FileBytes file, long at) throws IOException {
    if (!file.has(at, 4)) {
      return null;
    }
    int header = (int) file.u32(at);
    int version = header >>> 19 & 3;
    int rate = header >>> 12 & 15;
    int sampleRate = header >>> 10 & 3;
    if (header >>> 21 != 0x7ff
        || version == 1
        || (header >>> 17 & 3) != 1 // layer 3
        || sampleRate == 3) {
      return null;
    }
    boolean first = version == 3;
    int kilobits = MP3_RATES[first ? 0 : 1][rate];
    if (kilobits == 0) {
      return null;
    }
    int hertz = MP3_SAMPLE_RATES[sampleRate] >> (first ? 0 : version == 2 ? 1 : 2);
    int padding = header >>> 9 & 1;
    int samples = first ? 1152 : 576;
    int length = samples / 8 * kilobits * 1000 / hertz + padding;
    return new Frame(length, samples, hertz, (header >>> 6 & 3) == 3, first);
  }

  /// The AAC frame at `at`, or null if there is none.
  public static @Nullable Frame aac(FileBytes file, long at) throws IOException {
    if (!file.has(at, 7) || (file.u16(at) & 0xfff6) != 0xfff0) {
      return null;
    }
    int sampleRate = file.u8(at + 2) >>> 2 & 15;
    int length = (file.u8(at + 3) & 3) << 11 | file.u8(at + 4) << 3 | file.u8(at + 5) >>> 5;
    if (sampleRate >= AAC_SAMPLE_RATES.length || length < 7) {
      return null;
    }
    int blocks = (file.u8(at + 6) & 3) + 1;
    boolean mono = ((file.u8(at + 2) & 1) << 2 | file.u8(at + 3) >>> 6) == 1;
    return new Frame(length, 1024 * blocks, AAC_SAMPLE_RATES[sampleRate], mono, false);
  }

  /// The type MP3 or AAC if [#ENOUGH] frames of this type follow one another from `at` on, or at
  /// least one and then the file ends; otherwise null.
  static @Nullable FileType detect(FileBytes file, long at) throws IOException {
    if (areFrames(file, at, AudioFrames::mp3)) {
      return FileType.MP3;
    }
    return areFrames(file, at, AudioFrames::aac) ? FileType.AAC : null;
  }

  private static boolean areFrames(FileBytes file, long from, FrameReader reader)
      throws IOException {
    long at = from;
    for (int i = 0; i < ENOUGH; i++) {
      Frame frame = reader.read(file, at);
      if (frame == null) {
        return i > 0 && at == file.size();
      }
      at += frame.length;
    }
    return true;
  }

  private interface FrameReader {
    @Nullable Frame read(FileBytes file, long at) throws IOException;
  }
}
