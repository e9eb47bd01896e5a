package dev.parley.files.playback;

import dev.parley.files.UnreadableFileException;

/// What the first bytes of an Opus packet say. Source: RFC 6716, section 3.
final class OpusPacket {
  /// The clock of Opus in Ogg, whatever the sound was sampled at.
  static final int SAMPLES_PER_SECOND = 48_000;

  /// No packet is longer than this: 120 ms.
  static final int MAX_SAMPLES = 5_760;

  /// No packet has more bytes: 48 frames of 1,275.
  static final int MAX_LENGTH = 48 * 1_275 + 100;

  private OpusPacket() {}

  /// How long the packet plays, in samples of 48 kHz.
  ///
  /// @throws UnreadableFileException where no packet begins so
  static int samples(byte[] packet) throws UnreadableFileException {
    if (packet.length == 0) {
      throw UnreadableFileException.damaged("A packet of Opus has no bytes.");
    }
    int frames =
        switch (packet[0] & 3) {
          case 0 -> 1;
          case 1, 2 -> 2;
          default -> packet.length < 2 ? 0 : packet[1] & 63;
        };
    int samples = frames * frameSamples(packet[0] >> 3 & 31);
    if (samples == 0 || samples > MAX_SAMPLES) {
      throw UnreadableFileException.damaged("A packet of Opus has an impossible length.");
    }
    return samples;
  }

  /// By the configuration: speech of 10 to 60 ms, both of 10 or 20 ms, music of 2.5 to 20 ms.
  private static int frameSamples(int configuration) {
    if (configuration < 12) {
      return (configuration & 3) == 3 ? 2_880 : 480 << (configuration & 3);
    }
    return configuration < 16 ? 480 << (configuration & 1) : 120 << (configuration & 3);
  }
}
