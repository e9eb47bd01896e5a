package dev.parley.files.playback;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/// Converts a recording of a browser to the format that WhatsApp accepts as a voice note: Opus in
/// Ogg with one channel.
///
/// Only the container changes. Packets are copied unchanged, so that nothing is lost and a minute
/// of sound takes only milliseconds. Packets in stereo are declared as one channel, to which every
/// player mixes them.
///
/// @param duration the duration of the voice note
public record VoiceNote(Duration duration) {

  /// Writes the voice note. Keeps only a second of it in memory.
  ///
  /// @param source Opus in WebM (Chromium, Firefox), MP4 (Chromium, Safari) or Ogg (Firefox)
  /// @param target is not closed; contains a part of the file if an exception is thrown
  /// @throws UnreadableFileException if the file is damaged (`DAMAGED`, `TRUNCATED`), or has no
  ///   Opus or more than two channels (`UNSUPPORTED`)
  public static VoiceNote convert(FileBytes source, FileType type, OutputStream target)
      throws IOException {
    OpusSource opus = OpusSource.open(source, type);
    byte[] packet = opus.next();
    if (packet == null) {
      throw UnreadableFileException.damaged("The recording has no sound in it.");
    }
    OggOpusWriter writer = new OggOpusWriter(target, opus.head());
    long samples = 0;
    while (packet != null) {
      int length = OpusPacket.samples(packet);
      writer.write(packet, length);
      samples += length;
      packet = opus.next();
    }
    long played = samples - opus.head().skipped() - opus.trimmed();
    if (played <= 0) {
      throw UnreadableFileException.damaged("The recording has no sound in it.");
    }
    writer.finish(opus.trimmed());
    return new VoiceNote(
        Duration.ofNanos(
            played * (1_000_000_000L / 1_000) / (OpusPacket.SAMPLES_PER_SECOND / 1_000)));
  }
}
