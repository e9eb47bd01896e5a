package dev.parley.files.image;

/// How a stored picture must be turned or mirrored to be shown upright. Source: EXIF 2.3, tag
/// `Orientation` (0x0112).
public enum Orientation {
  /// 1: it is upright.
  UPRIGHT,
  /// 2: left and right are swapped.
  MIRRORED,
  /// 3: turned by 180 degrees.
  UPSIDE_DOWN,
  /// 4: top and bottom are swapped.
  FLIPPED,
  /// 5: rows are columns.
  TRANSPOSED,
  /// 6: it must be turned by 90 degrees clockwise. A camera that is held upright writes this.
  TURN_RIGHT,
  /// 7: rows are columns, and both are in reverse order.
  TRANSVERSED,
  /// 8: it must be turned by 90 degrees counter-clockwise.
  TURN_LEFT;

  private static final Orientation[] VALUES = values();

  /// The orientation of an EXIF number; [#UPRIGHT] for numbers without a meaning.
  static Orientation ofExif(int number) {
    return number >= 1 && number <= VALUES.length ? VALUES[number - 1] : UPRIGHT;
  }

  /// Whether width and height are swapped in the upright picture.
  public boolean swapsSides() {
    return switch (this) {
      case UPRIGHT, MIRRORED, UPSIDE_DOWN, FLIPPED -> false;
      case TRANSPOSED, TURN_RIGHT, TRANSVERSED, TURN_LEFT -> true;
    };
  }
}
