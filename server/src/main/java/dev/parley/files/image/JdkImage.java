package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// A picture that the JDK decoded, and the JDK's encoder of JPEG. Colours are used as they are
/// stored, without a colour profile; transparent pixels get a white background.
final class JdkImage implements PixelRows {
  /// The quality of the JPEG: at 0.8, no difference is visible at the size of a thumbnail.
  private static final float QUALITY = 0.8f;

  private static final int OPAQUE = 255;

  private final Raster raster;
  private final int bands;
  private final int shift;
  private final int[] palette;
  private int[] samples = {};

  private JdkImage(BufferedImage image) throws UnreadableFileException {
    ColorModel colours = image.getColorModel();
    raster = image.getRaster();
    bands = raster.getNumBands();
    palette = colours instanceof IndexColorModel indexed ? palette(indexed) : new int[0];
    shift = Math.max(0, colours.getComponentSize(0) - 8);
    if (bands > 4 || (palette.length == 0 && colours.getComponentSize(0) < 8)) {
      throw UnreadableFileException.unsupported("The picture has colours that are not read.");
    }
  }

  private static int[] palette(IndexColorModel colours) {
    int[] palette = new int[colours.getMapSize()];
    colours.getRGBs(palette);
    return palette;
  }

  /// Decodes the first picture of a file.
  ///
  /// @param every decodes each row and column whose number is a multiple of this
  static PixelRows decode(FileBytes file, FileType type, int every) throws IOException {
    try (ImageInputStream in = StrippedImage.of(file, type)) {
      ImageReader reader = reader(type);
      try {
        reader.setInput(in, true, true);
        // The decoder may use another header than the one that was checked before.
        Previews.requireAllowed(
            ImageHeader.of(reader.getWidth(0), reader.getHeight(0), Orientation.UPRIGHT));
        ImageReadParam how = reader.getDefaultReadParam();
        how.setSourceSubsampling(every, every, 0, 0);
        return new JdkImage(reader.read(0, how));
      } finally {
        reader.dispose();
      }
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // For damaged pictures, the decoders throw any runtime exception, for example for an index
      // out of bounds.
      throw new UnreadableFileException(
          UnreadableFileException.Reason.DAMAGED, "The picture is damaged.", e);
    }
  }

  private static ImageReader reader(FileType type) throws UnreadableFileException {
    Iterator<ImageReader> readers =
        ImageIO.getImageReadersByFormatName(type.name().toLowerCase(Locale.ROOT));
    if (!readers.hasNext()) {
      throw UnreadableFileException.unsupported("This kind of picture is not decoded.");
    }
    return readers.next();
  }

  static byte[] encode(Pixels pixels) throws IOException {
    BufferedImage image =
        new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
    image.getRaster().setDataElements(0, 0, pixels.width(), pixels.height(), pixels.rgb());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  @Override
  public int width() {
    return raster.getWidth();
  }

  @Override
  public int height() {
    return raster.getHeight();
  }

  @Override
  public void read(int y, int[] row) {
    samples = raster.getPixels(0, y, row.length, 1, samples.length == 0 ? (int[]) null : samples);
    for (int x = 0; x < row.length; x++) {
      int at = x * bands;
      if (palette.length > 0) {
        int argb = palette[Math.min(samples[at], palette.length - 1)];
        row[x] = onWhite(argb >> 16 & 0xff, argb >> 8 & 0xff, argb & 0xff, argb >>> 24);
      } else if (bands < 3) {
        int grey = samples[at] >> shift;
        row[x] = onWhite(grey, grey, grey, bands == 2 ? samples[at + 1] >> shift : OPAQUE);
      } else {
        row[x] =
            onWhite(
                samples[at] >> shift,
                samples[at + 1] >> shift,
                samples[at + 2] >> shift,
                bands == 4 ? samples[at + 3] >> shift : OPAQUE);
      }
    }
  }

  private static int onWhite(int red, int green, int blue, int alpha) {
    if (alpha == OPAQUE) {
      return red << 16 | green << 8 | blue;
    }
    return mixed(red, alpha) << 16 | mixed(green, alpha) << 8 | mixed(blue, alpha);
  }

  private static int mixed(int colour, int alpha) {
    return (colour * alpha + OPAQUE * (OPAQUE - alpha)) / OPAQUE;
  }
}
