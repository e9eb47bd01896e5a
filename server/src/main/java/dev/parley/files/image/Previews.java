package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;

/// Small copies of pictures: JPEG, upright, without the metadata that the camera wrote, such as the
/// location.
///
/// They are made from JPEG, PNG, GIF (its first picture) and BMP. For a JPEG that is cut off or
/// damaged, the preview shows the part that can be read, above grey; other damaged pictures have no
/// preview. A JPEG of 12 megapixels takes 20 to 50 ms of one processor for a thumbnail, and at most
/// about 40 MB while a preview is made.
public final class Previews {
  /// The maximum number of pixels of a picture: larger ones are refused before they are decoded.
  public static final int MAX_PIXELS = 50_000_000;

  /// The maximum number of pixels in a row or column.
  public static final int MAX_SIDE = 20_000;

  /// The maximum number of pixels that the JDK decodes; in larger pictures it skips rows and
  /// columns.
  private static final long MAX_DECODED = 2_560 * 2_560;

  /// The maximum number of pixels of a progressive JPEG: the JDK keeps all its frequencies in
  /// memory, some 3 bytes a pixel.
  private static final long MAX_PROGRESSIVE = 16_000_000;

  private Previews() {}

  /// The size of a copy.
  public enum Size {
    THUMBNAIL(320),
    PREVIEW(1280);

    private final int side;

    Size(int side) {
      this.side = side;
    }

    /// The maximum number of pixels of the longer side. Smaller pictures keep their size.
    public int side() {
      return side;
    }
  }

  /// The bytes of a copy. Runs on the caller's thread; see [PreviewMaker].
  ///
  /// @throws UnreadableFileException if nothing of the picture can be read, or it is too large or
  ///   of another type
  public static byte[] render(FileBytes file, FileType type, Size size) throws IOException {
    if (type != FileType.JPEG
        && type != FileType.PNG
        && type != FileType.GIF
        && type != FileType.BMP) {
      throw UnreadableFileException.unsupported("Previews need a JPEG, PNG, GIF or BMP picture.");
    }
    ImageHeader header = ImageHeader.read(file, type);
    requireAllowed(header);
    PixelRows rows = decode(file, type, header, size.side);
    return JdkImage.encode(Pixels.fit(rows, size.side).upright(header.orientation()));
  }

  static void requireAllowed(ImageHeader header) throws UnreadableFileException {
    if (header.pixels() > MAX_PIXELS) {
      throw UnreadableFileException.tooLarge(
          "The picture has %d pixels; at most %d are read.".formatted(header.pixels(), MAX_PIXELS));
    }
    if (Math.max(header.width(), header.height()) > MAX_SIDE) {
      throw UnreadableFileException.tooLarge(
          "The picture is %d x %d pixels; at most %d each way are read."
              .formatted(header.width(), header.height(), MAX_SIDE));
    }
  }

  private static PixelRows decode(FileBytes file, FileType type, ImageHeader header, int side)
      throws IOException {
    int every = 1;
    while (header.pixels() / ((long) every * every) > MAX_DECODED) {
      every++;
    }
    if (type != FileType.JPEG) {
      return JdkImage.decode(file, type, every);
    }
    boolean progressive = JpegMarkers.isProgressive(file);
    int eighths = eighths(Math.max(header.width(), header.height()), side);
    if (progressive && header.pixels() > MAX_PROGRESSIVE) {
      return ReducedJpeg.decode(file, 1);
    }
    if (eighths == 8 || (progressive && eighths > 1)) {
      return JdkImage.decode(file, type, every);
    }
    try {
      return ReducedJpeg.decode(file, eighths);
    } catch (UnreadableFileException e) {
      if (e.reason() == UnreadableFileException.Reason.TOO_LARGE) {
        throw e;
      }
      return JdkImage.decode(file, type, every); // which shows what a damaged picture still has
    }
  }

  /// The smallest size in eighths that is at least the requested size.
  private static int eighths(int longer, int side) {
    int eighths = 1;
    while (eighths < 8 && longer * eighths / 8 < side) {
      eighths *= 2;
    }
    return eighths;
  }
}
