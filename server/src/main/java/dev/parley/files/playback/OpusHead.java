package dev.parley.files.playback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The header of an Opus stream. Source: RFC 7845, section 5.1.
///
/// @param channels the number of channels of the recording
/// @param skipped samples of 48 kHz at the start that are decoded but not played
/// @param sampleRate the sample rate of the recording in Hz, which may differ from that of the
///   stream
/// @param gain the gain in 1/256 dB, which players apply
record OpusHead(int channels, int skipped, long sampleRate, int gain) {
  static final String MARK = "OpusHead";

  /// @param at the offset of the text `OpusHead`
  /// @throws UnreadableFileException if the header is damaged, or there are more than two channels
  ///   (`UNSUPPORTED`)
  static OpusHead read(FileBytes file, long at, long length) throws IOException {
    if (length < 19 || !file.matches(at, MARK)) {
      throw UnreadableFileException.damaged("The Opus stream has no header.");
    }
    int family = file.u8(at + 18);
    int streams = family == 0 ? 1 : length < 21 ? 0 : file.u8(at + 19);
    OpusHead head =
        new OpusHead(
            file.u8(at + 9), file.u16le(at + 10), file.u32le(at + 12), (short) file.u16le(at + 16));
    return head.requireOneStream(streams);
  }

  OpusHead requireOneStream(int streams) throws UnreadableFileException {
    if (channels < 1 || channels > 2 || streams != 1) {
      throw UnreadableFileException.unsupported(
          "The recording has %d channels; a voice note is made of one or two.".formatted(channels));
    }
    return this;
  }

  /// The header of the same stream, played as one channel.
  ///
  /// The header gives the number of output channels. Decoders mix the channels of each packet to
  /// that number, so stereo packets need not be encoded again.
  byte[] mono() {
    return ByteBuffer.allocate(19)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MARK.getBytes(ISO_8859_1))
        .put((byte) 1)
        .put((byte) 1)
        .putShort((short) skipped)
        .putInt((int) sampleRate)
        .putShort((short) gain)
        .put((byte) 0)
        .array();
  }
}
