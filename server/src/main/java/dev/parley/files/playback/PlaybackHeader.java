package dev.parley.files.playback;

import dev.parley.files.AudioFrames;
import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The duration of a file, and the size of its picture.
///
/// @param duration null if the file does not say it
/// @param picture the size of the picture as it is shown; null for sound
public record PlaybackHeader(@Nullable Duration duration, @Nullable Picture picture) {
  /// The size of a video in the orientation in which it is shown.
  ///
  /// @param width the width in pixels, at least 1
  /// @param height the height in pixels, at least 1
  public record Picture(int width, int height) {}

  /// Reads the values from the container. MP3, AAC and AMR files do not contain them, so their
  /// frames are counted.
  ///
  /// @throws UnreadableFileException if the file is damaged or of another type
  public static PlaybackHeader read(FileBytes file, FileType type) throws IOException {
    return switch (type) {
      case OGG_OPUS, OGG_AUDIO -> sound(OggPackets.duration(file));
      case MP3 -> sound(Mp3Duration.read(file));
      case AAC -> sound(AdtsFrames.duration(file));
      case AMR -> sound(AmrFrames.duration(file, false));
      case AMR_WB -> sound(AmrFrames.duration(file, true));
      case WAV -> sound(wav(file));
      case FLAC -> sound(durationOf(flacSamples(file), file.u32(18) >> 12));
      case MP4, MP4_AUDIO, THREE_GP, QUICKTIME -> Mp4Movie.read(file).header();
      case WEBM, WEBM_AUDIO, MATROSKA -> WebmTracks.read(file).header();
      default -> throw UnreadableFileException.unsupported("This kind of file does not play.");
    };
  }

  private static PlaybackHeader sound(@Nullable Duration duration) {
    return new PlaybackHeader(duration, null);
  }

  /// The duration of `count` samples at `rate` samples in a second; null if the rate is not
  /// positive or the count is impossible.
  static @Nullable Duration durationOf(long count, long rate) {
    if (rate <= 0 || count < 0) {
      return null;
    }
    long seconds = count / rate;
    long rest = count % rate;
    return rate > Integer.MAX_VALUE || seconds > Integer.MAX_VALUE
        ? null
        : Duration.ofSeconds(seconds, rest * 1_000_000_000L / rate);
  }

  /// Source: RFC 9639, section 8.2 (STREAMINFO).
  private static long flacSamples(FileBytes file) throws IOException {
    return (long) (file.u8(21) & 15) << 32 | file.u32(22);
  }

  /// The duration from the number of bytes and the number of bytes in a second.
  private static @Nullable Duration wav(FileBytes file) throws IOException {
    long bytesPerSecond = 0;
    long at = 12;
    while (file.has(at, 8)) {
      long length = file.u32le(at + 4);
      if (file.matches(at, "fmt ")) {
        bytesPerSecond = file.u32le(at + 16);
      } else if (file.matches(at, "data")) {
        return durationOf(Math.min(length, file.size() - at - 8), bytesPerSecond);
      }
      at += 8 + length + (length & 1);
    }
    return null;
  }

  /// Counts frames of AAC, each of which has its own header.
  private static final class AdtsFrames {
    static @Nullable Duration duration(FileBytes file) throws IOException {
      long at = 0;
      long samples = 0;
      AudioFrames.Frame first = AudioFrames.aac(file, 0);
      for (AudioFrames.Frame frame = first; frame != null; frame = AudioFrames.aac(file, at)) {
        samples += frame.samples();
        at += frame.length();
      }
      return first == null ? null : durationOf(samples, first.sampleRate());
    }
  }

  /// Counts frames of AMR, 20 ms each. Each begins with a byte that gives the number of bytes after
  /// it. Source: RFC 4867, section 5.
  private static final class AmrFrames {
    private static final int[] NARROW = {12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0};
    private static final int[] WIDE = {17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0};

    static @Nullable Duration duration(FileBytes file, boolean wide) throws IOException {
      int[] lengths = wide ? WIDE : NARROW;
      long at = wide ? 9 : 6;
      long frames = 0;
      while (at < file.size()) {
        at += 1 + lengths[file.u8(at) >> 3 & 15];
        frames++;
      }
      return durationOf(frames, 50);
    }
  }
}
