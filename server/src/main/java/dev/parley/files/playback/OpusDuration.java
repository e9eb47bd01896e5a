package dev.parley.files.playback;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Finds how long a stream of Opus plays by reading all its packets.
final class OpusDuration {
  private OpusDuration() {}

  static @Nullable Duration of(OpusSource source) throws IOException {
    return PlaybackHeader.durationOf(samples(source), OpusPacket.SAMPLES_PER_SECOND);
  }

  /// The number of samples of 48 kHz, without those that are skipped at the start and the end; at
  /// least 0.
  static long samples(OpusSource source) throws IOException {
    long samples = 0;
    for (byte[] packet = source.next(); packet != null; packet = source.next()) {
      samples += OpusPacket.samples(packet);
    }
    return Math.max(0, samples - source.head().skipped() - source.trimmed());
  }
}
