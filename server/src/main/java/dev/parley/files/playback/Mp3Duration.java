package dev.parley.files.playback;

import dev.parley.files.AudioFrames;
import dev.parley.files.FileBytes;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Finds how long an MP3 file plays: from the number of frames that encoders write into the first
/// frame, or by counting the frames.
///
/// Source: the encoders' own header, `Xing` or `Info` (LAME) and `VBRI` (Fraunhofer).
final class Mp3Duration {
  /// The maximum number of bytes, in total, that are searched for the next frame after damaged
  /// ones.
  private static final int MAX_SKIPPED = 64 * 1024;

  private Mp3Duration() {}

  static @Nullable Duration read(FileBytes file) throws IOException {
    long at = behindTag(file);
    int skipped = 0;
    AudioFrames.Frame first = AudioFrames.mp3(file, at);
    while (first == null && skipped++ < MAX_SKIPPED && at < file.size()) {
      first = AudioFrames.mp3(file, ++at);
    }
    if (first == null) {
      return null;
    }
    long frames = written(file, at, first);
    return PlaybackHeader.durationOf(
        first.samples() * (frames > 0 ? frames : counted(file, at, skipped)), first.sampleRate());
  }

  private static long behindTag(FileBytes file) throws IOException {
    if (!file.matches(0, "ID3") || !file.has(0, 10)) {
      return 0;
    }
    long length = 0;
    for (int i = 6; i < 10; i++) {
      length = length << 7 | (file.u8(i) & 0x7f);
    }
    return 10 + length;
  }

  /// The number of frames that the encoder wrote into the first frame; 0 if it wrote none.
  private static long written(FileBytes file, long at, AudioFrames.Frame first) throws IOException {
    long summary = at + 4 + (first.firstVersion() ? first.mono() ? 17 : 32 : first.mono() ? 9 : 17);
    if (file.has(summary, 12)
        && (file.matches(summary, "Xing") || file.matches(summary, "Info"))
        && (file.u8(summary + 7) & 1) == 1) {
      return file.u32(summary + 8);
    }
    return file.has(at + 36, 18) && file.matches(at + 36, "VBRI") ? file.u32(at + 36 + 14) : 0;
  }

  private static long counted(FileBytes file, long from, int skippedBefore) throws IOException {
    long frames = 0;
    long at = from;
    int skipped = skippedBefore;
    while (file.has(at, 4) && skipped < MAX_SKIPPED) {
      AudioFrames.Frame frame = AudioFrames.mp3(file, at);
      if (frame == null) {
        at++;
        skipped++;
      } else {
        at += frame.length();
        frames++;
      }
    }
    return frames;
  }
}
