package dev.parley.text;

/// Defines which texts count as blank if a text is required: texts of which a reader sees nothing.
public final class Blank {
  private Blank() {}

  /// Whether `text` is empty, or has spaces and invisible characters only.
  public static boolean isBlank(String text) {
    return text.codePoints().allMatch(Blank::isInvisible);
  }

  private static boolean isInvisible(int character) {
    if (character > ' ' && character < 0x7f) {
      return false; // nearly every text ends here
    }
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.isISOControl(character)
        || Character.getType(character) == Character.FORMAT
        || isDrawnAsNothing(character);
  }

  /// Letters, symbols and marks that fonts draw as nothing. Source: Unicode, DerivedCoreProperties,
  /// `Default_Ignorable_Code_Point`; and the braille pattern without dots.
  private static boolean isDrawnAsNothing(int character) {
    return switch (character) {
      case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0 -> true;
      default ->
          (character >= 0x180b && character <= 0x180f)
              || (character >= 0xfe00 && character <= 0xfe0f)
              || (character >= 0xfff0 && character <= 0xfff8)
              || (character >= 0xe0000 && character <= 0xe0fff);
    };
  }
}
