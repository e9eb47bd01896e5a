package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;

/// Reads the orientation from EXIF, which is a TIFF file within the picture.
final class ExifOrientation {
  private static final int TAG = 0x0112;
  private static final int MAX_ENTRIES = 500;

  private ExifOrientation() {}

  /// The orientation; [Orientation#UPRIGHT] if EXIF does not say it or cannot be read.
  ///
  /// @param start the offset of the TIFF header
  /// @param end the offset at which EXIF ends
  static Orientation read(FileBytes file, long start, long end) throws IOException {
    try {
      boolean little = file.matches(start, "II*\0");
      if (!little && !file.matches(start, "MM\0*")) {
        return Orientation.UPRIGHT;
      }
      long entries = start + u32(file, start + 4, little);
      int count = Math.min(u16(file, entries, little), MAX_ENTRIES);
      for (int i = 0; i < count; i++) {
        long entry = entries + 2 + 12L * i;
        if (entry + 12 > end) {
          return Orientation.UPRIGHT;
        }
        if (u16(file, entry, little) == TAG) {
          return Orientation.ofExif(u16(file, entry + 8, little));
        }
      }
    } catch (UnreadableFileException _) {
      return Orientation.UPRIGHT; // the picture is still a picture
    }
    return Orientation.UPRIGHT;
  }

  private static int u16(FileBytes file, long at, boolean little) throws IOException {
    return little ? file.u16le(at) : file.u16(at);
  }

  private static long u32(FileBytes file, long at, boolean little) throws IOException {
    return little ? file.u32le(at) : file.u32(at);
  }
}
