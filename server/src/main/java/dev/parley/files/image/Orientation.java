package dev.parley.files.image;

/// How a stored picture is to be turned to be upright. Source: EXIF 2.3, tag `Orientation`
/// (0x0112).
public enum Orientation {
  /// 1: as it is.
  UPRIGHT,
  /// 2: left and right are swapped.
  MIRRORED,
  /// 3: turned by 180 degrees.
  UPSIDE_DOWN,
  /// 4: top and bottom are swapped.
  FLIPPED,
  /// 5: rows are columns.
  TRANSPOSED,
  /// 6: to be turned by 90 degrees clockwise, as a camera held upright writes it.
  TURN_RIGHT,
  /// 7: rows are columns, both from the other end.
  TRANSVERSED,
  /// 8: to be turned by 90 degrees counter-clockwise.
  TURN_LEFT;

  private static final Orientation[] VALUES = values();

  /// [#UPRIGHT] for numbers that have no meaning.
  static Orientation ofExif(int number) {
    return number >= 1 && number <= VALUES.length ? VALUES[number - 1] : UPRIGHT;
  }

  /// Whether the upright picture is as wide as the stored one is high.
  public boolean swapsSides() {
    return switch (this) {
      case UPRIGHT, MIRRORED, UPSIDE_DOWN, FLIPPED -> false;
      case TRANSPOSED, TURN_RIGHT, TRANSVERSED, TURN_LEFT -> true;
    };
  }
}
