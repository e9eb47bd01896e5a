package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.image.JpegMarkers.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.imageio.stream.ImageInputStreamImpl;

/// A picture without its metadata: without EXIF, colour profile and compressed text. The JDK's
/// decoders read this stream instead of the file, so that no metadata reaches them.
final class StrippedImage extends ImageInputStreamImpl {
  private static final Set<String> PNG_CHUNKS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  /// The maximum number of pieces of a picture. Encoders write pixels in pieces of 8 KB or more.
  private static final int MAX_PIECES = 50_000;

  private static final int MAX_SCANS = 64;

  /// A part of the file.
  ///
  /// @param from the offset in the file at which it begins
  /// @param start the offset in this stream at which it begins
  private record Piece(long from, long start, long length) {}

  private final FileBytes file;
  private final List<Piece> pieces = new ArrayList<>();
  private long length;
  private int current;

  private StrippedImage(FileBytes file) {
    this.file = file;
  }

  /// @param type metadata is removed from JPEG and PNG; other types are kept unchanged
  static StrippedImage of(FileBytes file, FileType type) throws IOException {
    StrippedImage image = new StrippedImage(file);
    switch (type) {
      case JPEG -> image.keepJpeg();
      case PNG -> image.keepPng();
      default -> image.keep(0, file.size());
    }
    return image;
  }

  private void keep(long from, long to) throws UnreadableFileException {
    if (pieces.size() == MAX_PIECES) {
      throw UnreadableFileException.tooLarge("The picture consists of too many pieces.");
    }
    Piece last = pieces.isEmpty() ? new Piece(0, 0, 0) : pieces.getLast();
    if (last.from + last.length == from && !pieces.isEmpty()) {
      pieces.set(pieces.size() - 1, new Piece(last.from, last.start, to - last.from));
    } else {
      pieces.add(new Piece(from, length, to - from));
    }
    length += to - from;
  }

  /// Removes comments and application segments, except the two application segments that describe
  /// the colours; keeps all other segments. A progressive picture with very many scans is refused,
  /// because each scan is a pass over all pixels.
  private void keepJpeg() throws IOException {
    keep(0, 2);
    boolean progressive = false;
    Segment last = null;
    for (Segment segment : JpegMarkers.beforeData(file)) {
      boolean beside = segment.marker() >= JpegMarkers.APP0 && segment.marker() != JpegMarkers.EOI;
      boolean colours =
          (segment.marker() == JpegMarkers.APP0 && segment.is(file, "JFIF\0"))
              || (segment.marker() == JpegMarkers.APP14 && segment.is(file, "Adobe"));
      if (!beside || colours) {
        keep(segment.start() - 4, segment.end());
      }
      progressive |= segment.isFrame() && segment.marker() == JpegMarkers.PROGRESSIVE;
      last = segment;
    }
    if (last == null || last.marker() != JpegMarkers.SOS) {
      throw UnreadableFileException.damaged("The JPEG file has no picture.");
    }
    keep(last.end(), file.size());
    if (progressive) {
      requireFewScans(last);
    }
  }

  /// Refuses a file with too many scans. In a file that is cut off, counts the scans up to its end.
  private void requireFewScans(Segment first) throws IOException {
    Segment segment = first;
    try {
      for (int scans = 1; segment.marker() != JpegMarkers.EOI; ) {
        segment = JpegMarkers.next(file, segment.end());
        if (segment.marker() == JpegMarkers.SOS && ++scans > MAX_SCANS) {
          throw UnreadableFileException.tooLarge("The JPEG picture has too many scans.");
        }
      }
    } catch (UnreadableFileException e) {
      if (e.reason() != UnreadableFileException.Reason.TRUNCATED) {
        throw e;
      }
    }
  }

  private void keepPng() throws IOException {
    keep(0, 8);
    long at = 8;
    while (file.has(at, 12)) {
      String type = file.ascii(at + 4, 4);
      long end = at + 12 + file.u32(at);
      if (end > file.size()) {
        throw UnreadableFileException.truncated("The PNG file");
      }
      if (PNG_CHUNKS.contains(type)) {
        keep(at, end);
      }
      if (type.equals("IEND")) {
        return;
      }
      at = end;
    }
    throw UnreadableFileException.truncated("The PNG file");
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    if (streamPos >= length) {
      return -1;
    }
    Piece piece = pieceAt(streamPos);
    return file.u8(piece.from + streamPos++ - piece.start);
  }

  @Override
  public int read(byte[] target, int offset, int most) throws IOException {
    bitOffset = 0;
    if (most == 0) {
      return 0;
    }
    if (streamPos >= length) {
      return -1;
    }
    Piece piece = pieceAt(streamPos);
    long inPiece = streamPos - piece.start;
    int count = (int) Math.min(most, piece.length - inPiece);
    file.copy(piece.from + inPiece, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return length;
  }

  private Piece pieceAt(long position) {
    while (position < pieces.get(current).start) {
      current--;
    }
    while (position >= pieces.get(current).start + pieces.get(current).length) {
      current++;
    }
    return pieces.get(current);
  }
}
