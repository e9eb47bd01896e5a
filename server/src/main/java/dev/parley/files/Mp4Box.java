package dev.parley.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A box of an MP4 file: a length, a type of four characters, then its content, which may be boxes.
///
/// Source: ISO/IEC 14496-12, section 4.2.
///
/// @param type such as `moov`
/// @param start the offset at which the content begins
/// @param end the offset at which it ends, exclusive; never beyond the box around it
public record Mp4Box(String type, long start, long end) {
  public long length() {
    return end - start;
  }

  /// The box that begins at `at`, or null if there is no further box before `limit`.
  ///
  /// @throws UnreadableFileException if the box is longer than the box around it
  public static @Nullable Mp4Box at(FileBytes file, long at, long limit) throws IOException {
    if (limit - at < 8) {
      return null;
    }
    long length = file.u32(at);
    String type = file.ascii(at + 4, 4);
    int header = 8;
    if (length == 1) {
      length = file.u64(at + 8);
      header = 16;
    } else if (length == 0) {
      length = limit - at; // the last one, up to the end
    }
    if (length < header) {
      throw UnreadableFileException.damaged("A box of the MP4 file has an impossible length.");
    }
    if (length > limit - at) {
      throw UnreadableFileException.truncated("The MP4 file");
    }
    return new Mp4Box(type, at + header, at + length);
  }

  /// The first child box of `type`, or null.
  public @Nullable Mp4Box child(FileBytes file, String type) throws IOException {
    return find(file, start, end, type);
  }

  /// The first box of `type` between two offsets, or null.
  public static @Nullable Mp4Box find(FileBytes file, long from, long to, String type)
      throws IOException {
    long at = from;
    for (Mp4Box box = at(file, at, to); box != null; box = at(file, at, to)) {
      if (box.type.equals(type)) {
        return box;
      }
      at = box.end;
    }
    return null;
  }

  /// A box below a box: `descendant(file, "mdia", "hdlr")`. Null if one of them is missing.
  public @Nullable Mp4Box descendant(FileBytes file, String... types) throws IOException {
    Mp4Box box = this;
    for (String type : types) {
      Mp4Box child = box.child(file, type);
      if (child == null) {
        return null;
      }
      box = child;
    }
    return box;
  }
}
