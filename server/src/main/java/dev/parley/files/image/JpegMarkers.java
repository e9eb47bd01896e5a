package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads the segments of a JPEG file, each of which begins with a marker.
///
/// Source: ITU-T T.81, annex B.
final class JpegMarkers {
  static final int SOI = 0xd8;
  static final int EOI = 0xd9;
  static final int SOS = 0xda;
  static final int DQT = 0xdb;
  static final int DHT = 0xc4;
  static final int DRI = 0xdd;
  static final int APP0 = 0xe0;
  static final int APP1 = 0xe1;
  static final int APP14 = 0xee;
  static final int PROGRESSIVE = 0xc2;

  /// The maximum number of segments that are read. A picture has about twenty; a progressive one
  /// has about ten more, one scan for each pass.
  static final int MAX_SEGMENTS = 2_000;

  private JpegMarkers() {}

  /// A segment: `FF`, the marker, a length of two bytes, the content.
  ///
  /// @param marker such as [#SOS]
  /// @param start the offset at which the content begins
  /// @param end the offset at which it ends, exclusive
  record Segment(int marker, long start, long end) {
    boolean isFrame() {
      return marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != 0xc8 && marker != 0xcc;
    }

    boolean is(FileBytes file, String identifier) throws IOException {
      return end - start >= identifier.length() && file.matches(start, identifier);
    }
  }

  /// The segment whose marker is the first one at or after `at`. Bytes before the marker, which are
  /// the data of a scan, are skipped.
  static Segment next(FileBytes file, long at) throws IOException {
    long next = at;
    while (true) {
      while (file.u8(next) != 0xff) {
        next++;
      }
      while (file.u8(next) == 0xff) {
        next++;
      }
      int marker = file.u8(next++);
      if (marker == EOI || marker == SOI) {
        return new Segment(marker, next, next);
      }
      if (marker != 0 && marker != 1 && (marker & 0xf8) != 0xd0) { // no data, no restart
        int length = file.u16(next);
        if (length < 2) {
          throw UnreadableFileException.damaged("A segment of the JPEG file has no length.");
        }
        if (!file.has(next, length)) {
          throw UnreadableFileException.truncated("The JPEG file");
        }
        return new Segment(marker, next + 2, next + length);
      }
    }
  }

  /// The segments up to and including the header of the first scan.
  static List<Segment> beforeData(FileBytes file) throws IOException {
    List<Segment> segments = new ArrayList<>();
    Segment segment = next(file, 2);
    segments.add(segment);
    while (segment.marker != SOS && segment.marker != EOI) {
      if (segments.size() == MAX_SEGMENTS) {
        throw UnreadableFileException.tooLarge("The JPEG file has too many segments.");
      }
      segment = next(file, segment.end);
      segments.add(segment);
    }
    return segments;
  }

  static ImageHeader header(FileBytes file) throws IOException {
    Orientation orientation = Orientation.UPRIGHT;
    Segment segment = next(file, 2);
    for (int i = 0; i < MAX_SEGMENTS && segment.marker != SOS && segment.marker != EOI; i++) {
      if (segment.marker == APP1 && segment.is(file, "Exif\0\0")) {
        orientation = ExifOrientation.read(file, segment.start + 6, segment.end);
      }
      if (segment.isFrame()) {
        // If there is EXIF, it comes before the frame.
        return ImageHeader.of(
            file.u16(segment.start + 3), file.u16(segment.start + 1), orientation);
      }
      segment = next(file, segment.end);
    }
    throw UnreadableFileException.damaged("The JPEG file has no picture.");
  }

  static boolean isProgressive(FileBytes file) throws IOException {
    return beforeData(file).stream().anyMatch(it -> it.marker == PROGRESSIVE);
  }
}
