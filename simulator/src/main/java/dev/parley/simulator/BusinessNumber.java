package dev.parley.simulator;

/// A number of the business, which sends and receives messages.
///
/// @param id Meta's id of the number, in digits, for example `310987654321098`
/// @param display the number itself in digits, country code first, for example `12025550100`
/// @param throughput the rate at which it may send and receive
public record BusinessNumber(String id, String display, Throughput throughput) {
  private static final long FIRST_DISPLAY = 12025550100L;

  /// Checks id and number.
  public BusinessNumber {
    if (!id.matches("[0-9]{1,20}")) {
      throw new IllegalArgumentException("a number's id must be 1 to 20 digits, was '" + id + "'");
    }
    if (!display.matches("[0-9]{8,15}")) {
      throw new IllegalArgumentException("a number must be 8 to 15 digits, was '" + display + "'");
    }
  }

  /// A number that may send and receive 80 messages a second.
  public BusinessNumber(String id, String display) {
    this(id, display, Throughput.STANDARD);
  }

  /// Reads `ID`, `ID=display` or either with `:throughput` after it, for example
  /// `310987654321098=+1 202-555-0100:high`. The number may be written with `+`, blanks and dashes.
  ///
  /// @param index the index of the number among the business's numbers, from 0: without a given
  ///   phone number, each gets a different one, from `12025550100` on
  /// @throws IllegalArgumentException if the text has none of these forms
  public static BusinessNumber parse(String text, int index) {
    int colon = text.indexOf(':');
    String named = colon < 0 ? text : text.substring(0, colon);
    Throughput throughput =
        colon < 0 ? Throughput.STANDARD : Throughput.of(text.substring(colon + 1));
    int sign = named.indexOf('=');
    return sign < 0
        ? new BusinessNumber(named.strip(), Long.toString(FIRST_DISPLAY + index), throughput)
        : new BusinessNumber(
            named.substring(0, sign).strip(),
            named.substring(sign + 1).replaceAll("[+\\s()-]", ""),
            throughput);
  }
}
