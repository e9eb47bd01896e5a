package dev.parley.files.playback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Opus in Ogg: a header, comments, then packets. Source: RFC 7845, section 3.
final class OggOpus implements OpusSource {
  private final OggPackets packets;
  private final OpusHead head;
  private long samples;

  OggOpus(FileBytes file) throws IOException {
    packets = new OggPackets(file, OpusPacket.MAX_LENGTH);
    byte[] first = packets.next();
    if (first == null) {
      throw UnreadableFileException.truncated("The Ogg file");
    }
    head = OpusHead.read(FileBytes.of(first), 0, first.length);
  }

  @Override
  public OpusHead head() {
    return head;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    byte[] packet = packets.next();
    if (packet != null && samples == 0 && isComments(packet)) {
      packet = packets.next();
    }
    if (packet != null) {
      samples += OpusPacket.samples(packet);
    }
    return packet;
  }

  /// Comments with a picture are longer than any packet of sound, and are skipped because of their
  /// length.
  private static boolean isComments(byte[] packet) {
    return new String(packet, 0, Math.min(8, packet.length), ISO_8859_1).equals("OpusTags");
  }

  @Override
  public long trimmed() {
    long end = packets.granule();
    return end < 0 ? 0 : Math.clamp(samples - end, 0, samples);
  }
}
