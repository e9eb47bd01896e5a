package dev.parley.chat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The other spelling that WhatsApp may use for a number of a country that added a digit to its
/// mobile numbers: a message goes to one spelling, and the answer comes from the other. Source:
/// Cloud API docs, "Phone numbers", for Brazil and Mexico; for Argentina reports of integrations.
///
/// | country | one | other |
/// | --- | --- | --- |
/// | Brazil | `55 84 9 9876 5432` | `55 84 9876 5432` |
/// | Mexico | `52 1 55 1234 5678` | `52 55 1234 5678` |
/// | Argentina | `54 9 11 1234 5678` | `54 11 1234 5678` |
final class NumberSpellings {
  /// Numbers in Brazil. Only mobile numbers, which begin with 6 to 9, have the additional digit.
  private static final Pattern BRAZIL = Pattern.compile("(55[1-9][1-9])(9?)([6-9][0-9]{7})");

  private static final Pattern MEXICO = Pattern.compile("(52)(1?)([2-9][0-9]{9})");
  private static final Pattern ARGENTINA = Pattern.compile("(54)(9?)([1-8][0-9]{9})");

  private NumberSpellings() {}

  /// The other spelling; empty for a number with only one spelling.
  static Optional<WaId> other(WaId number) {
    String digits = number.customer().value();
    if (digits.length() < 12 || digits.length() > 13 || digits.charAt(0) != '5') {
      return Optional.empty();
    }
    Optional<WaId> other =
        switch (digits.charAt(1)) {
          case '5' -> other(BRAZIL.matcher(digits), "9");
          case '2' -> other(MEXICO.matcher(digits), "1");
          case '4' -> other(ARGENTINA.matcher(digits), "9");
          default -> Optional.empty();
        };
    return other.map(it -> it.through(number.ourNumber()));
  }

  private static Optional<WaId> other(Matcher matcher, String digit) {
    return matcher.matches()
        ? Optional.of(
            new WaId(
                matcher.group(1) + (matcher.group(2).isEmpty() ? digit : "") + matcher.group(3)))
        : Optional.empty();
  }
}
