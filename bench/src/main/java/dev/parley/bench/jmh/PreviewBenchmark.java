package dev.parley.bench.jmh;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.image.Previews;
import dev.parley.files.image.Previews.Size;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Measures the time for making small copies of a JPEG of 12 megapixels and about 3 MB on one
/// thread. For comparison, it also measures the time that the JDK needs to decode every eighth
/// pixel of the picture, without making a copy.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PreviewBenchmark {
  private static final int WIDTH = 4000;
  private static final int HEIGHT = 3000;

  private byte[] photo = {};

  /// Makes a picture of soft shapes with the noise of a small sensor.
  @Setup
  public void takePhoto() throws IOException {
    Random random = new Random(1);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double shape = Math.sin(x / 190.0) * Math.cos(y / 130.0) + Math.sin((x + y) / 23.0) / 4;
        int light = (int) (128 + 90 * shape + 5 * random.nextGaussian());
        int level = Math.max(0, Math.min(255, light));
        row[x] = level << 16 | (255 - level) << 8 | (x / 16 & 0xff);
      }
      image.setRGB(0, y, WIDTH, 1, row, 0, WIDTH);
    }
    photo = jpeg(image);
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(0.9f);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  @Benchmark
  public byte[] thumbnail() throws IOException {
    return Previews.render(FileBytes.of(photo), FileType.JPEG, Size.THUMBNAIL);
  }

  @Benchmark
  public byte[] preview() throws IOException {
    return Previews.render(FileBytes.of(photo), FileType.JPEG, Size.PREVIEW);
  }

  @Benchmark
  public BufferedImage everyEighthPixelByTheJdk() throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(photo))) {
      reader.setInput(in, true, true);
      ImageReadParam how = reader.getDefaultReadParam();
      how.setSourceSubsampling(8, 8, 0, 0);
      return reader.read(0, how);
    } finally {
      reader.dispose();
    }
  }
}
