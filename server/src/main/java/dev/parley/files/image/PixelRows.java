package dev.parley.files.image;

/// A picture that is read row by row, so that not all its pixels need to be in memory in full
/// colour.
interface PixelRows {
  int width();

  int height();

  /// Writes the pixels of row `y`, from left to right, as `0xRRGGBB`.
  void read(int y, int[] row);
}
