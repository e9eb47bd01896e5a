package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;

/// The size of a picture, from its header.
///
/// @param width the width of the stored picture in pixels, at least 1
/// @param height the height of the stored picture in pixels, at least 1
/// @param orientation the orientation according to EXIF, for JPEG and PNG
public record ImageHeader(int width, int height, Orientation orientation) {
  private static final int MAX_CHUNKS = 10_000;

  /// The width as it is shown.
  public int uprightWidth() {
    return orientation.swapsSides() ? height : width;
  }

  /// The height as it is shown.
  public int uprightHeight() {
    return orientation.swapsSides() ? width : height;
  }

  long pixels() {
    return (long) width * height;
  }

  /// Reads the header of a JPEG, PNG, GIF, WebP or BMP file. No pixel is decoded.
  ///
  /// @throws UnreadableFileException if it is damaged, or of another type (`UNSUPPORTED`)
  public static ImageHeader read(FileBytes file, FileType type) throws IOException {
    return switch (type) {
      case JPEG -> JpegMarkers.header(file);
      case PNG -> png(file);
      case GIF -> of(file.u16le(6), file.u16le(8), Orientation.UPRIGHT);
      case WEBP -> webp(file);
      case BMP -> bmp(file);
      default ->
          throw UnreadableFileException.unsupported(
              "Only the size of JPEG, PNG, GIF, WebP and BMP can be read.");
    };
  }

  static ImageHeader of(long width, long height, Orientation orientation)
      throws UnreadableFileException {
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw UnreadableFileException.damaged("The picture has no size.");
    }
    return new ImageHeader((int) width, (int) height, orientation);
  }

  /// Source: PNG, third edition, section 11.2.1 (IHDR), 11.3.5 (eXIf).
  private static ImageHeader png(FileBytes file) throws IOException {
    long width = file.u32(16);
    long height = file.u32(20);
    Orientation orientation = Orientation.UPRIGHT;
    long at = 8;
    for (int i = 0; i < MAX_CHUNKS && file.has(at, 8); i++) {
      String type = file.ascii(at + 4, 4);
      long length = file.u32(at);
      if (type.equals("eXIf")) {
        orientation = ExifOrientation.read(file, at + 8, at + 8 + length);
      }
      if (type.equals("eXIf") || type.equals("IDAT")) {
        break;
      }
      at += length + 12;
    }
    return of(width, height, orientation);
  }

  /// Sources: RFC 9649 (container, lossless), RFC 6386, section 9.1 (lossy).
  private static ImageHeader webp(FileBytes file) throws IOException {
    return switch (file.ascii(12, 4)) {
      case "VP8X" -> of(u24le(file, 24) + 1L, u24le(file, 27) + 1L, Orientation.UPRIGHT);
      case "VP8L" -> {
        long bits = file.u32le(21);
        yield of((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, Orientation.UPRIGHT);
      }
      case "VP8 " -> of(file.u16le(26) & 0x3fff, file.u16le(28) & 0x3fff, Orientation.UPRIGHT);
      default -> throw UnreadableFileException.damaged("The WebP file has no picture.");
    };
  }

  /// The height is negative if the first row is the top one.
  private static ImageHeader bmp(FileBytes file) throws IOException {
    if (file.u32le(14) == 12) {
      return of(file.u16le(18), file.u16le(20), Orientation.UPRIGHT);
    }
    int height = (int) file.u32le(22);
    return of(file.u32le(18), Math.abs((long) height), Orientation.UPRIGHT);
  }

  private static int u24le(FileBytes file, long at) throws IOException {
    return file.u16le(at) | file.u8(at + 2) << 16;
  }
}
