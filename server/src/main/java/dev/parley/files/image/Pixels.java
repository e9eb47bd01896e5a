package dev.parley.files.image;

import java.util.Arrays;

/// A picture in memory.
///
/// @param rgb `0xRRGGBB`, row by row; not copied
@SuppressWarnings("ArrayRecordComponent") // a picture is megabytes, and stays in this package
record Pixels(int width, int height, int[] rgb) {

  /// A copy of `rows`, made smaller so that its longer side is at most `side` pixels. Each pixel is
  /// the average of the pixels that it replaces.
  static Pixels fit(PixelRows rows, int side) {
    int longer = Math.max(rows.width(), rows.height());
    if (longer <= side) {
      return copy(rows);
    }
    int width = Math.max(1, Math.round((float) rows.width() * side / longer));
    int height = Math.max(1, Math.round((float) rows.height() * side / longer));
    return new Averages(rows, width, height).pixels();
  }

  private static Pixels copy(PixelRows rows) {
    int width = rows.width();
    int[] rgb = new int[width * rows.height()];
    int[] row = new int[width];
    for (int y = 0; y < rows.height(); y++) {
      rows.read(y, row);
      System.arraycopy(row, 0, rgb, y * width, width);
    }
    return new Pixels(width, rows.height(), rgb);
  }

  /// The same picture in upright orientation.
  Pixels upright(Orientation orientation) {
    if (orientation == Orientation.UPRIGHT) {
      return this;
    }
    int newWidth = orientation.swapsSides() ? height : width;
    int newHeight = orientation.swapsSides() ? width : height;
    int[] turned = new int[rgb.length];
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        int source =
            switch (orientation) {
              case UPRIGHT -> y * width + x;
              case MIRRORED -> y * width + width - 1 - x;
              case UPSIDE_DOWN -> (height - 1 - y) * width + width - 1 - x;
              case FLIPPED -> (height - 1 - y) * width + x;
              case TRANSPOSED -> x * width + y;
              case TURN_RIGHT -> (height - 1 - x) * width + y;
              case TRANSVERSED -> (height - 1 - x) * width + width - 1 - y;
              case TURN_LEFT -> x * width + width - 1 - y;
            };
        turned[y * newWidth + x] = rgb[source];
      }
    }
    return new Pixels(newWidth, newHeight, turned);
  }

  /// Makes a picture smaller: first its columns, then its rows. Each old pixel contributes to a new
  /// one in proportion to the part of it that the new pixel covers.
  private static final class Averages {
    private final PixelRows rows;
    private final int width;
    private final int height;
    private final int[] source;
    private final float[] narrow;

    Averages(PixelRows rows, int width, int height) {
      this.rows = rows;
      this.width = width;
      this.height = height;
      this.source = new int[rows.width()];
      this.narrow = new float[3 * width];
    }

    Pixels pixels() {
      int[] rgb = new int[width * height];
      float[] sums = new float[3 * width];
      float step = (float) rows.height() / height;
      int inNarrow = -1;
      for (int y = 0; y < height; y++) {
        float top = y * step;
        float bottom = Math.min(top + step, rows.height());
        Arrays.fill(sums, 0);
        float covered = 0;
        for (int from = (int) top; from < bottom; from++) {
          if (from != inNarrow) {
            rows.read(from, source);
            narrow();
            inNarrow = from;
          }
          float weight = Math.min(from + 1, bottom) - Math.max(from, top);
          covered += weight;
          for (int i = 0; i < sums.length; i++) {
            sums[i] += narrow[i] * weight;
          }
        }
        for (int x = 0; x < width; x++) {
          rgb[y * width + x] =
              Math.round(sums[3 * x] / covered) << 16
                  | Math.round(sums[3 * x + 1] / covered) << 8
                  | Math.round(sums[3 * x + 2] / covered);
        }
      }
      return new Pixels(width, height, rgb);
    }

    private void narrow() {
      float step = (float) source.length / width;
      for (int x = 0; x < width; x++) {
        float left = x * step;
        float right = Math.min(left + step, source.length);
        float red = 0;
        float green = 0;
        float blue = 0;
        float covered = 0;
        for (int from = (int) left; from < right; from++) {
          float weight = Math.min(from + 1, right) - Math.max(from, left);
          int pixel = source[from];
          red += weight * (pixel >> 16 & 0xff);
          green += weight * (pixel >> 8 & 0xff);
          blue += weight * (pixel & 0xff);
          covered += weight;
        }
        narrow[3 * x] = red / covered;
        narrow[3 * x + 1] = green / covered;
        narrow[3 * x + 2] = blue / covered;
      }
    }
  }
}
