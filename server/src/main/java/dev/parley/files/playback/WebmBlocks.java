package dev.parley.files.playback;

import dev.parley.files.EbmlElement;
import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the blocks of a WebM file in order, independent of clusters and groups. Each level has its
/// own ids, so the end of a cluster of unknown length is recognized.
///
/// Source: RFC 9559, sections 5.1.3 (Cluster) and 10 (block structure).
final class WebmBlocks {
  private static final long TIMESTAMP = 0xe7;
  private static final long SIMPLE_BLOCK = 0xa3;
  private static final long BLOCK_GROUP = 0xa0;
  private static final long BLOCK = 0xa1;
  private static final long DISCARD_PADDING = 0x75a2;
  private static final int LACING = 6;

  private final FileBytes file;
  private final long end;
  private long at;
  private long clusterTime;
  private long track;
  private long timestamp;
  private long data;
  private long dataEnd;
  private long discarded;

  WebmBlocks(FileBytes file, EbmlElement segment) {
    this.file = file;
    this.at = segment.start();
    this.end = segment.end();
  }

  /// Moves to the next block; false after the last one.
  boolean next() throws IOException {
    for (EbmlElement element = element(); element != null; element = element()) {
      boolean around = element.id() == EbmlElement.CLUSTER || element.id() == BLOCK_GROUP;
      if (!element.sized() && element.id() != EbmlElement.CLUSTER) {
        throw UnreadableFileException.damaged("An element of the WebM file has no length.");
      }
      at = around ? element.start() : element.end();
      if (element.id() == TIMESTAMP) {
        clusterTime = element.unsigned(file);
      } else if (element.id() == DISCARD_PADDING) {
        discarded = element.unsigned(file);
      } else if (element.id() == SIMPLE_BLOCK || element.id() == BLOCK) {
        enter(element);
        return true;
      }
    }
    return false;
  }

  private @Nullable EbmlElement element() throws IOException {
    return EbmlElement.at(file, at, end);
  }

  /// A block has the number of its track with a length marker, a time of two bytes, flags, and then
  /// the data.
  private void enter(EbmlElement block) throws IOException {
    int length = Integer.numberOfLeadingZeros(file.u8(block.start())) - 23;
    if (length > 4 || block.length() < length + 3) {
      throw UnreadableFileException.damaged("A block of the WebM file has no track.");
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | file.u8(block.start() + i);
    }
    track = number & ((1L << (7 * length)) - 1);
    long behind = block.start() + length;
    timestamp = Math.max(0, clusterTime + (short) file.u16(behind));
    if ((file.u8(behind + 2) & LACING) != 0) {
      throw UnreadableFileException.unsupported("The WebM file has several packets in a block.");
    }
    data = behind + 3;
    dataEnd = block.end();
    discarded = 0;
  }

  long track() {
    return track;
  }

  /// The time of the block in units of the file.
  long timestamp() {
    return timestamp;
  }

  /// @param most the maximum number of bytes that are allowed
  byte[] data(int most) throws IOException {
    if (dataEnd - data > most) {
      throw UnreadableFileException.damaged("A block of the WebM file is too long.");
    }
    return file.bytes(data, (int) (dataEnd - data));
  }

  /// How much of the end of the last block is decoded but not played, in nanoseconds.
  long discarded() {
    return discarded;
  }
}
