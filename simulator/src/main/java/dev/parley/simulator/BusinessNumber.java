package dev.parley.simulator;

/// A number of the business: what it sends from and receives on.
///
/// @param id Meta's id of it, digits, for example `310987654321098`
/// @param display the number itself in digits, country code first, for example `12025550100`
public record BusinessNumber(String id, String display) {
  /// Checks both.
  public BusinessNumber {
    if (!id.matches("[0-9]{1,20}")) {
      throw new IllegalArgumentException("a number's id must be 1 to 20 digits, was '" + id + "'");
    }
    if (!display.matches("[0-9]{8,15}")) {
      throw new IllegalArgumentException("a number must be 8 to 15 digits, was '" + display + "'");
    }
  }

  /// Reads `ID` or `ID=display`; the number may be written with `+`, blanks and dashes.
  ///
  /// @throws IllegalArgumentException if it is neither
  public static BusinessNumber parse(String text) {
    int sign = text.indexOf('=');
    return sign < 0
        ? new BusinessNumber(text.strip(), "12025550100")
        : new BusinessNumber(
            text.substring(0, sign).strip(), text.substring(sign + 1).replaceAll("[+\\s()-]", ""));
  }
}
