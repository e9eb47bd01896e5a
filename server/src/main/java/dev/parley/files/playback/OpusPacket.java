package dev.parley.files.playback;

import dev.parley.files.UnreadableFileException;

/// Reads the duration of an Opus packet from its first bytes. Source: RFC 6716, section 3.
final class OpusPacket {
  /// The clock rate of Opus in Ogg, which does not depend on the sample rate of the recording.
  static final int SAMPLES_PER_SECOND = 48_000;

  /// The longest packet: 120 ms.
  static final int MAX_SAMPLES = 5_760;

  /// The maximum number of bytes of a packet: 48 frames of 1,275 bytes.
  static final int MAX_LENGTH = 48 * 1_275 + 100;

  private OpusPacket() {}

  /// The duration of the packet in samples of 48 kHz.
  ///
  /// @throws UnreadableFileException if no packet can begin with these bytes
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

  /// The length of a frame by the configuration: speech has 10 to 60 ms, hybrid frames have 10 or
  /// 20 ms, music has 2.5 to 20 ms.
  private static int frameSamples(int configuration) {
    if (configuration < 12) {
      return (configuration & 3) == 3 ? 2_880 : 480 << (configuration & 3);
    }
    return configuration < 16 ? 480 << (configuration & 1) : 120 << (configuration & 3);
  }
}
