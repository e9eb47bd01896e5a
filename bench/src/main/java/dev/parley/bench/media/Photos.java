package dev.parley.bench.media;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/// Makes JPEGs of 12 megapixels with about the size and detail of a phone's photos.
final class Photos {
  private static final int WIDTH = 4000;
  private static final int HEIGHT = 3000;
  private static final int SHAPES = 4000;
  private static final int LARGEST_SHAPE = 300;
  private static final float QUALITY = 0.8f;

  /// The length of the marker at the beginning of a JPEG.
  private static final int START_BYTES = 2;

  private final byte[] photo;

  Photos(long seed) throws IOException {
    this.photo = encode(paint(new Random(seed)));
  }

  private static BufferedImage paint(Random random) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    for (int i = 0; i < SHAPES; i++) {
      int x = random.nextInt(WIDTH);
      int y = random.nextInt(HEIGHT);
      int size = 1 + random.nextInt(LARGEST_SHAPE);
      pen.setPaint(
          new GradientPaint(x, y, colour(random), x + size, y + size, colour(random), true));
      pen.fillOval(x - size, y - size, 2 * size, 2 * size);
    }
    pen.dispose();
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) { // a sensor's noise
        image.setRGB(x, y, image.getRGB(x, y) ^ (random.nextInt() & 0x070707));
      }
    }
    return image;
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(1 << 24));
  }

  private static byte[] encode(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionQuality(QUALITY);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /// The same picture as a different file: with a comment that contains its number.
  byte[] numbered(int number) {
    byte[] comment = "photo %06d".formatted(number).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(photo.length + comment.length + 4)
        .put(photo, 0, START_BYTES)
        .put((byte) 0xff)
        .put((byte) 0xfe) // COM, see ITU-T T.81, B.2.4.5
        .putShort((short) (comment.length + 2))
        .put(comment)
        .put(photo, START_BYTES, photo.length - START_BYTES)
        .array();
  }
}
