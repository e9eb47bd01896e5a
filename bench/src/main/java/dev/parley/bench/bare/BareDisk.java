package dev.parley.bench.bare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// Measures how long the disk takes to append one page of 4 KiB durably.
public final class BareDisk {
  private static final int PAGE = 4096;

  private BareDisk() {}

  /// Appends page after page to a temporary file for `length`.
  ///
  /// @return the nanoseconds for each page
  public static Histogram measure(Path folder, Duration length) throws IOException {
    Histogram latencies = new Histogram(3);
    Path file = Files.createTempFile(folder, "disk", ".bin");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
      long end = System.nanoTime() + length.toNanos();
      long begun = System.nanoTime();
      while (begun - end < 0) {
        channel.write(page.clear());
        channel.force(false);
        long now = System.nanoTime();
        latencies.recordValue(now - begun);
        begun = now;
      }
    } finally {
      Files.delete(file);
    }
    return latencies;
  }
}
