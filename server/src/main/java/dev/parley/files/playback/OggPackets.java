package dev.parley.files.playback;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The packets of the first stream in an Ogg file. Source: RFC 3533, section 6.
final class OggPackets {
  private static final int HEADER = 27;

  /// The longest page: a header, 255 lengths, and 255 times 255 bytes.
  private static final int MAX_PAGE = HEADER + 255 + 255 * 255;

  private static final int SERIAL = 14;

  private final FileBytes file;
  private final long serial;
  private final int most;

  /// The offset of the current page, and the number of its next segment.
  private long page;

  private int segment;
  private int segments;
  private long data;
  private long granule = -1;

  /// @param most the maximum number of bytes of a packet; longer packets are skipped
  OggPackets(FileBytes file, int most) throws IOException {
    this.file = file;
    this.most = most;
    requirePage(file, 0);
    serial = file.u32le(SERIAL);
    enter(0);
  }

  /// The next packet, or null at the end of the file.
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    boolean tooLong = false;
    while (true) {
      if (segment == segments) {
        if (!toNextPage()) {
          return null; // an incomplete packet is ignored
        }
        continue;
      }
      int length = file.u8(page + HEADER + segment++);
      tooLong |= packet.size() + length > most;
      if (!tooLong) {
        packet.writeBytes(file.bytes(data, length));
      }
      data += length;
      if (length < 255) {
        if (!tooLong) {
          return packet.toByteArray();
        }
        packet.reset();
        tooLong = false;
      }
    }
  }

  /// The granule position of the last page that has one: the number of samples that are played up
  /// to its end.
  long granule() {
    return granule;
  }

  private boolean toNextPage() throws IOException {
    long at = end(file, page);
    while (file.has(at, HEADER)) {
      requirePage(file, at);
      if (file.u32le(at + SERIAL) == serial) {
        enter(at);
        return true;
      }
      at = end(file, at);
    }
    return false;
  }

  private void enter(long at) throws IOException {
    page = at;
    segment = 0;
    segments = file.u8(at + 26);
    data = at + HEADER + segments;
    if (!file.has(at, end(file, at) - at)) {
      throw UnreadableFileException.truncated("The Ogg file");
    }
    long position = file.u64le(at + 6);
    granule = position >= 0 ? position : granule;
  }

  private static void requirePage(FileBytes file, long at) throws IOException {
    if (!file.has(at, HEADER) || !file.matches(at, "OggS")) {
      throw UnreadableFileException.damaged("The Ogg file has something else between its pages.");
    }
  }

  private static long end(FileBytes file, long page) throws IOException {
    int segments = file.u8(page + 26);
    long end = page + HEADER + segments;
    for (int i = 0; i < segments; i++) {
      end += file.u8(page + HEADER + i);
    }
    return end;
  }

  /// The duration of the first stream according to its last page, which is searched from the end of
  /// the file. Null if the stream is neither Opus nor Vorbis.
  static @Nullable Duration duration(FileBytes file) throws IOException {
    requirePage(file, 0);
    long packet = HEADER + (long) file.u8(26);
    long serial = file.u32le(SERIAL);
    long last = lastGranule(file, serial);
    if (file.matches(packet, OpusHead.MARK)) {
      return PlaybackHeader.durationOf(
          Math.max(0, last - file.u16le(packet + 10)), OpusPacket.SAMPLES_PER_SECOND);
    }
    return file.matches(packet, "\u0001vorbis")
        ? PlaybackHeader.durationOf(last, file.u32le(packet + 12))
        : null;
  }

  private static long lastGranule(FileBytes file, long serial) throws IOException {
    int length = (int) Math.min(file.size(), 2 * MAX_PAGE);
    long from = file.size() - length;
    byte[] tail = file.bytes(from, length);
    for (int i = length - HEADER; i >= 0; i--) {
      if (tail[i] == 'O' && tail[i + 1] == 'g' && tail[i + 2] == 'g' && tail[i + 3] == 'S') {
        long granule = file.u64le(from + i + 6);
        if (granule >= 0 && file.u32le(from + i + SERIAL) == serial) {
          return granule;
        }
      }
    }
    return -1;
  }
}
