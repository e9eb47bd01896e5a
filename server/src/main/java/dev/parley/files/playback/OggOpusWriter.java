package dev.parley.files.playback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes packets of Opus as an Ogg file: a page with the header, one with comments, then pages of
/// about a second. Holds one page in memory.
///
/// Sources: RFC 3533, section 6 (pages); RFC 7845, sections 3 to 5 (Opus in Ogg).
final class OggOpusWriter {
  private static final int FIRST = 2;
  private static final int LAST = 4;
  private static final int MAX_SEGMENTS = 255;
  private static final int CHECKSUM_AT = 22;
  private static final int[] CHECKSUMS = checksums();

  /// The serial number of the stream. Any number is valid, because the file has one stream. It is
  /// constant, so that the same recording is always converted to the same bytes.
  private static final int SERIAL = 1;

  private final OutputStream out;
  private final ByteArrayOutputStream lengths = new ByteArrayOutputStream(MAX_SEGMENTS);
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private int page;
  private long samples;
  private long samplesBeforePage;

  OggOpusWriter(OutputStream out, OpusHead head) throws IOException {
    this.out = out;
    append(head.mono());
    flush(FIRST, 0);
    append(comments());
    flush(0, 0);
  }

  private static byte[] comments() {
    byte[] vendor = "Parley".getBytes(ISO_8859_1);
    return ByteBuffer.allocate(16 + vendor.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("OpusTags".getBytes(ISO_8859_1))
        .putInt(vendor.length)
        .put(vendor)
        .putInt(0)
        .array();
  }

  /// @param length the duration of the packet in samples of 48 kHz
  void write(byte[] packet, int length) throws IOException {
    boolean full = lengths.size() + packet.length / 255 + 1 > MAX_SEGMENTS;
    if (full || samples - samplesBeforePage >= OpusPacket.SAMPLES_PER_SECOND) {
      flush(0, samples);
      samplesBeforePage = samples;
    }
    append(packet);
    samples += length;
  }

  /// Writes the last page, which says where the sound ends.
  ///
  /// @param trimmed the number of samples at the end that are not played
  void finish(long trimmed) throws IOException {
    flush(LAST, Math.max(samplesBeforePage, samples - trimmed));
  }

  /// A packet's length is stored as a sum of bytes, of which only the last one is less than 255.
  private void append(byte[] packet) {
    for (int left = packet.length; left >= 255; left -= 255) {
      lengths.write(255);
    }
    lengths.write(packet.length % 255);
    data.writeBytes(packet);
  }

  private void flush(int flags, long granule) throws IOException {
    byte[] bytes =
        ByteBuffer.allocate(27 + lengths.size() + data.size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("OggS".getBytes(ISO_8859_1))
            .put((byte) 0)
            .put((byte) flags)
            .putLong(granule)
            .putInt(SERIAL)
            .putInt(page++)
            .putInt(0)
            .put((byte) lengths.size())
            .put(lengths.toByteArray())
            .put(data.toByteArray())
            .array();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(CHECKSUM_AT, checksum(bytes));
    out.write(bytes);
    lengths.reset();
    data.reset();
  }

  /// A CRC of 32 bits, highest bit first, with an initial value of zero; it differs from the CRC of
  /// the JDK.
  private static int checksum(byte[] page) {
    int checksum = 0;
    for (byte next : page) {
      checksum = checksum << 8 ^ CHECKSUMS[(checksum >>> 24 ^ next) & 0xff];
    }
    return checksum;
  }

  private static int[] checksums() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        value = value << 1 ^ (value < 0 ? 0x04c11db7 : 0);
      }
      table[i] = value;
    }
    return table;
  }
}
