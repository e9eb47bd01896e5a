package dev.parley.files.image;

/// A picture that is read row by row, so that it need not be in memory in full colour as a whole.
interface PixelRows {
  int width();

  int height();

  /// Writes the pixels of row `y`, from left to right, as `0xRRGGBB`.
  void read(int y, int[] row);
}
