package dev.parley.files.playback;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/// The loudness of a voice note over its duration, for the picture beside the play button.
///
/// @param bars 64 numbers from 0 to 100; the loudest part has 100; all are 0 for silence
public record Waveform(List<Integer> bars) {
  /// The number of bars that WhatsApp draws.
  public static final int BARS = 64;

  private static final int LOUDEST = 100;

  /// The maximum number of samples that are decoded: 2 minutes. For longer notes, only a part of
  /// each bar is decoded.
  private static final long MAX_SAMPLES = 120L * OpusPacket.SAMPLES_PER_SECOND;

  /// The time that a decoder needs to be exact again after packets were skipped: 80 ms.
  private static final long RUN_IN = 3_840;

  /// Sound below this level, of 32,767, counts as silence.
  private static final double SILENCE = 20;

  public Waveform {
    bars = List.copyOf(bars);
    if (bars.size() != BARS || bars.stream().anyMatch(it -> it < 0 || it > LOUDEST)) {
      throw new IllegalArgumentException("A waveform has 64 bars from 0 to 100.");
    }
  }

  /// Decodes the sound, at most two minutes of it, which takes some tenths of a second of one
  /// processor.
  ///
  /// @throws UnreadableFileException if the file is damaged or has no Opus
  public static Waveform of(FileBytes file, FileType type) throws IOException {
    OpusSource counted = OpusSource.open(file, type);
    long total = OpusDuration.samples(counted) + counted.head().skipped() + counted.trimmed();
    double[] squares = new double[BARS];
    long[] counts = new long[BARS];
    try {
      decode(OpusSource.open(file, type), total, squares, counts);
    } catch (OpusException | RuntimeException | AssertionError e) {
      // For damaged sound, the decoder throws any exception, for example for an index out of
      // bounds.
      throw new UnreadableFileException(
          UnreadableFileException.Reason.DAMAGED, "The sound is damaged.", e);
    }
    return new Waveform(bars(squares, counts));
  }

  private static void decode(OpusSource source, long total, double[] squares, long[] counts)
      throws IOException, OpusException {
    // At lower rates, which would be cheaper, Concentus 1.0.2 decodes music as silence.
    OpusDecoder decoder = new OpusDecoder(OpusPacket.SAMPLES_PER_SECOND, 1);
    short[] sound = new short[OpusPacket.MAX_SAMPLES];
    long decodedOfBar = total <= MAX_SAMPLES ? Long.MAX_VALUE : MAX_SAMPLES / BARS;
    long at = 0;
    for (byte[] packet = source.next(); packet != null; packet = source.next()) {
      long inBar = at - bar(at, total) * (total / BARS);
      if (inBar < decodedOfBar) {
        int count = decoder.decode(packet, 0, packet.length, sound, 0, sound.length, false);
        boolean exact = decodedOfBar == Long.MAX_VALUE || inBar >= RUN_IN;
        for (int i = 0; i < count && exact; i++) {
          int bar = bar(at + i, total);
          squares[bar] += (double) sound[i] * sound[i];
          counts[bar]++;
        }
      }
      at += OpusPacket.samples(packet);
    }
  }

  private static int bar(long at, long total) {
    return (int) Math.min(at * BARS / Math.max(1, total), BARS - 1);
  }

  /// The square root makes soft speech visible beside a loud word.
  private static List<Integer> bars(double[] squares, long[] counts) {
    double[] loudness = new double[BARS];
    double most = 0;
    for (int i = 0; i < BARS; i++) {
      loudness[i] = counts[i] == 0 ? 0 : Math.sqrt(squares[i] / counts[i]);
      most = Math.max(most, loudness[i]);
    }
    double loudest = most;
    return IntStream.range(0, BARS)
        .mapToObj(i ->
            loudest < SILENCE ? 0 : (int) Math.round(LOUDEST * Math.sqrt(loudness[i] / loudest)))
        .toList();
  }
}
