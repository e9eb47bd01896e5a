package dev.parley.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// An element of a WebM or Matroska file: an id, a length, then its content.
///
/// When a browser records, it does not yet know the length of a segment or a cluster, and marks the
/// length as unknown. Such an element ends where its parent ends, or at the next element that it
/// cannot contain.
///
/// Source: RFC 8794 (EBML), sections 4 to 6; RFC 9559 (Matroska).
///
/// @param id the id with its length marker, such as `0x1a45dfa3`
/// @param start the offset at which the content begins
/// @param end the offset at which it ends, exclusive; the parent's end if the length is unknown
/// @param sized whether the length is known
public record EbmlElement(long id, long start, long end, boolean sized) {
  public static final long EBML = 0x1a45dfa3L;
  public static final long DOC_TYPE = 0x4282;
  public static final long SEGMENT = 0x18538067L;
  public static final long TRACKS = 0x1654ae6bL;
  public static final long TRACK_ENTRY = 0xae;
  public static final long TRACK_TYPE = 0x83;
  public static final long CLUSTER = 0x1f43b675L;

  public long length() {
    return end - start;
  }

  /// The element that begins at `at`, or null if there is no further element before `limit`.
  ///
  /// @throws UnreadableFileException if it is longer than its parent
  public static @Nullable EbmlElement at(FileBytes file, long at, long limit) throws IOException {
    if (at >= limit) {
      return null;
    }
    int idLength = Integer.numberOfLeadingZeros(file.u8(at)) - 23;
    if (idLength > 4) {
      throw UnreadableFileException.damaged("An element of the WebM file has an impossible id.");
    }
    long id = number(file, at, idLength);
    long sizeAt = at + idLength;
    int sizeLength = Integer.numberOfLeadingZeros(file.u8(sizeAt)) - 23;
    if (sizeLength > 8) {
      throw UnreadableFileException.damaged("An element of the WebM file has no length.");
    }
    long mask = (1L << (7 * sizeLength)) - 1;
    long length = number(file, sizeAt, sizeLength) & mask;
    long start = sizeAt + sizeLength;
    if (start > limit) {
      throw UnreadableFileException.truncated("The WebM file");
    }
    if (length == mask) {
      return new EbmlElement(id, start, limit, false);
    }
    if (length > limit - start) {
      throw UnreadableFileException.truncated("The WebM file");
    }
    return new EbmlElement(id, start, start + length, true);
  }

  /// The first child element with `id`, or null.
  public @Nullable EbmlElement child(FileBytes file, long id) throws IOException {
    return find(file, start, end, id);
  }

  /// The first element with `id` between two offsets, or null.
  public static @Nullable EbmlElement find(FileBytes file, long from, long to, long id)
      throws IOException {
    long at = from;
    for (EbmlElement element = at(file, at, to); element != null; element = at(file, at, to)) {
      if (element.id == id) {
        return element;
      }
      at = element.end;
    }
    return null;
  }

  /// The content as an unsigned number of up to eight bytes in big-endian order.
  public long unsigned(FileBytes file) throws IOException {
    if (length() > 8) {
      throw UnreadableFileException.damaged("A number in the WebM file has more than 8 bytes.");
    }
    return number(file, start, (int) length());
  }

  /// The content as a floating-point number of four or eight bytes.
  public double floating(FileBytes file) throws IOException {
    if (length() == 4) {
      return Float.intBitsToFloat((int) file.u32(start));
    }
    if (length() == 8) {
      return Double.longBitsToDouble(file.u64(start));
    }
    throw UnreadableFileException.damaged("A number in the WebM file has neither 4 nor 8 bytes.");
  }

  static long number(FileBytes file, long at, int length) throws IOException {
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | file.u8(at + i);
    }
    return number;
  }
}
