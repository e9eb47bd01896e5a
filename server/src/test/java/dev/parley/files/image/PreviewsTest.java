package dev.parley.files.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.Fixture;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.UnreadableFileException.Reason;
import dev.parley.files.image.Previews.Size;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A preview is small and upright, looks like its picture, and contains no metadata.
final class PreviewsTest {
  private static final HexFormat HEX = HexFormat.of();

  /// The largest average difference of brightness, of 255: decoders round, and encoders lose a
  /// little.
  private static final double ALIKE = 6;

  @ParameterizedTest
  @CsvSource({
    "2600, 1950, THUMBNAIL, 320, 240",
    "2600, 1950, PREVIEW, 1280, 960",
    "1600, 1200, THUMBNAIL, 320, 240",
    "1301, 1003, PREVIEW, 1280, 987",
    "700, 1000, THUMBNAIL, 224, 320",
    "200, 100, THUMBNAIL, 200, 100",
    "2559, 3, PREVIEW, 1280, 2"
  })
  void aPreviewKeepsItsShape(int width, int height, Size size, int newWidth, int newHeight)
      throws IOException {
    byte[] picture = jpeg(stripes(width, height));

    BufferedImage preview = read(Previews.render(FileBytes.of(picture), FileType.JPEG, size));

    assertEquals(newWidth + " x " + newHeight, preview.getWidth() + " x " + preview.getHeight());
  }

  @ParameterizedTest
  @CsvSource({
    "restarts.jpg, 1",
    "restarts.jpg, 2",
    "restarts.jpg, 4",
    "grey.jpg, 1",
    "grey.jpg, 2",
    "grey.jpg, 4",
    "rgb.jpg, 1",
    "rgb.jpg, 2",
    "rgb.jpg, 4",
    "progressive.jpg, 1",
    "picture.jpg, 1",
    "picture.jpg, 2",
    "picture.jpg, 4"
  })
  void aReducedJpegIsTheAverageOfTheWholeOne(String name, int eighths) throws IOException {
    PixelRows whole = JdkImage.decode(Fixture.open(name), FileType.JPEG, 1);

    PixelRows reduced = ReducedJpeg.decode(Fixture.open(name), eighths);

    double difference = difference(averages(whole, 8 / eighths), averages(reduced, 1));
    assertTrue(difference < ALIKE, "differs by " + difference);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aPreviewIsUpright(int orientation) throws IOException {
    // The picture is red in the corner that is at the top left when it is upright.
    Orientation turned = Orientation.ofExif(orientation);
    int width = turned.swapsSides() ? 64 : 96;
    int height = turned.swapsSides() ? 96 : 64;
    BufferedImage stored = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    boolean right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        stored.setRGB(right ? width - 1 - x : x, bottom ? height - 1 - y : y, 0xff0000);
      }
    }
    byte[] picture = withExif(jpeg(stored), orientation);

    BufferedImage preview =
        read(Previews.render(FileBytes.of(picture), FileType.JPEG, Size.THUMBNAIL));

    assertEquals("96 x 64", preview.getWidth() + " x " + preview.getHeight());
    assertEquals("96 x 64", size(picture));
    assertTrue((preview.getRGB(4, 4) >> 16 & 0xff) > 200, "red is elsewhere");
    assertTrue((preview.getRGB(90, 60) >> 16 & 0xff) < 50, "red is elsewhere as well");
  }

  @Test
  void previewsDoNotContainTheLocation() throws IOException {
    byte[] picture = withExif(jpeg(stripes(400, 300)), 1);
    assertTrue(latin1(picture).contains("Exif"));

    byte[] preview = Previews.render(FileBytes.of(picture), FileType.JPEG, Size.THUMBNAIL);

    assertFalse(latin1(preview).contains("Exif"));
  }

  @ParameterizedTest
  @CsvSource({"picture.png, PNG", "picture.gif, GIF", "picture.jpg, JPEG"})
  void previewsAreMadeOfEachKindOfPicture(String name, FileType type) throws IOException {
    PixelRows whole = JdkImage.decode(Fixture.open(name), type, 1);

    byte[] preview = Previews.render(Fixture.open(name), type, Size.THUMBNAIL);

    PixelRows again = JdkImage.decode(FileBytes.of(preview), FileType.JPEG, 1);
    double difference = difference(averages(whole, 1), averages(again, 1));
    assertTrue(difference < ALIKE, "differs by " + difference);
  }

  @ParameterizedTest
  @CsvSource({
    "picture.jpg, THUMBNAIL",
    "grey.jpg, THUMBNAIL",
    "rgb.jpg, PREVIEW",
    "restarts.jpg, THUMBNAIL",
    "restarts.jpg, PREVIEW",
    "progressive.jpg, THUMBNAIL",
    "progressive.jpg, PREVIEW"
  })
  void ofAJpegThatIsCutOffTheRestIsShown(String name, Size size) throws IOException {
    byte[] whole = Fixture.bytes(name);
    byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);

    float[][] wanted = top(Previews.render(FileBytes.of(whole), FileType.JPEG, size));
    float[][] shown = top(Previews.render(FileBytes.of(cut), FileType.JPEG, size));

    double difference = difference(wanted, shown);
    assertTrue(difference < ALIKE, "differs by " + difference);
  }

  /// The upper quarter, in squares.
  private static float[][] top(byte[] preview) throws IOException {
    float[][] squares = averages(JdkImage.decode(FileBytes.of(preview), FileType.JPEG, 1), 8);
    return Arrays.copyOf(squares, squares.length / 4);
  }

  @ParameterizedTest
  @EnumSource(Size.class)
  void whatALargeJpegLacksIsGrey(Size size) throws IOException {
    byte[] whole = jpeg(white(2600, 1950));
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);

    BufferedImage preview = read(Previews.render(FileBytes.of(cut), FileType.JPEG, size));

    assertEquals(255, preview.getRGB(9, 9) & 0xff);
    assertEquals(128, preview.getRGB(9, preview.getHeight() - 9) & 0xff, 3);
  }

  private static BufferedImage white(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    Arrays.fill(row, 0xffffff);
    for (int y = 0; y < height; y++) {
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  @Test
  void aJpegThatIsCutBeforeItsPixelsHasNoPreview() {
    byte[] cut = Arrays.copyOf(Fixture.bytes("restarts.jpg"), 200);

    assertThrows(
        UnreadableFileException.class,
        () -> Previews.render(FileBytes.of(cut), FileType.JPEG, Size.THUMBNAIL));
  }

  @Test
  void transparentPixelsBecomeWhite() throws IOException {
    BufferedImage clear = new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB);

    BufferedImage preview =
        read(Previews.render(FileBytes.of(png(clear)), FileType.PNG, Size.THUMBNAIL));

    assertEquals(0xffffffff, preview.getRGB(10, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "picture.png, PNG, 96 x 64",
    "picture.gif, GIF, 96 x 64",
    "picture.jpg, JPEG, 96 x 64",
    "picture.webp, WEBP, 96 x 64",
    "lossless.webp, WEBP, 96 x 64",
    "progressive.jpg, JPEG, 333 x 217"
  })
  void theSizeIsReadFromTheHeader(String name, FileType type, String size) throws IOException {
    ImageHeader header = ImageHeader.read(Fixture.open(name), type);

    assertEquals(size, header.width() + " x " + header.height());
  }

  @Test
  void aBitmapMayBeStoredFromTheTop() throws IOException {
    byte[] bitmap = HEX.parseHex("424d00000000000000003600000028000000" + "60000000" + "c0ffffff");

    ImageHeader header = ImageHeader.read(FileBytes.of(bitmap), FileType.BMP);

    assertEquals(new ImageHeader(96, 64, Orientation.UPRIGHT), header);
  }

  @Test
  void aPictureOfTooManyPixelsIsRefusedByItsHeader() throws IOException {
    byte[] bomb = pngOf(20_000, 20_000, new byte[0]);

    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class,
            () -> Previews.render(FileBytes.of(bomb), FileType.PNG, Size.THUMBNAIL));

    assertEquals(
        "The picture has 400000000 pixels; at most 50000000 are read.", refused.getMessage());
    assertEquals(Reason.TOO_LARGE, refused.reason());
  }

  @Test
  void aPictureWithATooLongRowIsRefused() throws IOException {
    byte[] bomb = pngOf(49_000_000, 1, new byte[0]);

    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class,
            () -> Previews.render(FileBytes.of(bomb), FileType.PNG, Size.THUMBNAIL));

    assertEquals(Reason.TOO_LARGE, refused.reason());
  }

  /// 50 MB of text, compressed to some 200 KB, in a text chunk of the picture.
  @Test
  void compressedMetadataIsNeverUnpacked() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("note\0\0".getBytes(StandardCharsets.ISO_8859_1));
    try (DeflaterOutputStream packed =
        new DeflaterOutputStream(text, new Deflater(Deflater.BEST_SPEED))) {
      for (int i = 0; i < 50; i++) {
        packed.write(new byte[1 << 20]);
      }
    }
    byte[] bomb = pngOf(4, 4, chunk("zTXt", text.toByteArray()));

    byte[] preview = Previews.render(FileBytes.of(bomb), FileType.PNG, Size.THUMBNAIL);

    assertEquals(4, read(preview).getWidth());
  }

  @Test
  void onlyPicturesHavePreviews() {
    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class,
            () -> Previews.render(Fixture.open("tone.ogg"), FileType.OGG_OPUS, Size.PREVIEW));

    assertEquals(Reason.UNSUPPORTED, refused.reason());
  }

  @Test
  void theSamePictureHasTheSamePreview() throws IOException {
    byte[] picture = jpeg(stripes(700, 500));

    assertArrayEquals(
        Previews.render(FileBytes.of(picture), FileType.JPEG, Size.THUMBNAIL),
        Previews.render(FileBytes.of(picture), FileType.JPEG, Size.THUMBNAIL));
  }

  private static String size(byte[] jpeg) throws IOException {
    ImageHeader header = ImageHeader.read(FileBytes.of(jpeg), FileType.JPEG);
    return header.uprightWidth() + " x " + header.uprightHeight();
  }

  private static double difference(float[][] one, float[][] other) {
    double sum = 0;
    for (int y = 0; y < one.length; y++) {
      for (int x = 0; x < one[y].length; x++) {
        sum += Math.abs(one[y][x] - other[y][x]);
      }
    }
    return sum / (one.length * one[0].length);
  }

  /// The brightness of each complete square of `side` pixels, by row.
  private static float[][] averages(PixelRows rows, int side) {
    float[][] averages = new float[rows.height() / side][rows.width() / side];
    int[] row = new int[rows.width()];
    for (int y = 0; y < averages.length * side; y++) {
      rows.read(y, row);
      for (int x = 0; x < averages[0].length * side; x++) {
        float brightness =
            0.299f * (row[x] >> 16 & 0xff)
                + 0.587f * (row[x] >> 8 & 0xff)
                + 0.114f * (row[x] & 0xff);
        averages[y / side][x / side] += brightness / (side * side);
      }
    }
    return averages;
  }

  private static BufferedImage stripes(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        row[x] = (x / 7 * 40 & 0xff) << 16 | (y / 5 * 30 & 0xff) << 8 | (x + y & 0xff);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    return encoded(image, "jpeg");
  }

  private static byte[] png(BufferedImage image) throws IOException {
    return encoded(image, "png");
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, bytes));
    return bytes.toByteArray();
  }

  private static BufferedImage read(byte[] preview) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(preview));
  }

  /// A JPEG file with a segment whose EXIF has one entry.
  private static byte[] withExif(byte[] jpeg, int orientation) {
    byte[] exif =
        HEX.parseHex(
            "ffe1"
                + "0022"
                + "457869660000"
                + "4d4d002a00000008"
                + "0001"
                + "0112000300000001000"
                + orientation
                + "0000"
                + "00000000");
    byte[] bytes = new byte[jpeg.length + exif.length];
    System.arraycopy(jpeg, 0, bytes, 0, 2);
    System.arraycopy(exif, 0, bytes, 2, exif.length);
    System.arraycopy(jpeg, 2, bytes, 2 + exif.length, jpeg.length - 2);
    return bytes;
  }

  /// A grey picture.
  private static byte[] pngOf(int width, int height, byte[] chunks) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(HEX.parseHex("89504e470d0a1a0a"));
    String sides = HEX.toHexDigits(width) + HEX.toHexDigits(height);
    png.writeBytes(chunk("IHDR", HEX.parseHex(sides + "0800000000")));
    png.writeBytes(chunks);
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream packed = new DeflaterOutputStream(pixels)) {
      packed.write(new byte[20]);
    }
    png.writeBytes(chunk("IDAT", pixels.toByteArray()));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] typed = new byte[4 + content.length];
    System.arraycopy(type.getBytes(StandardCharsets.ISO_8859_1), 0, typed, 0, 4);
    System.arraycopy(content, 0, typed, 4, content.length);
    CRC32 crc = new CRC32();
    crc.update(typed);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(HEX.parseHex(HEX.toHexDigits(content.length)));
    chunk.writeBytes(typed);
    chunk.writeBytes(HEX.parseHex(HEX.toHexDigits((int) crc.getValue())));
    return chunk.toByteArray();
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
