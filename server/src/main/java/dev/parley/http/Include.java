package dev.parley.http;

import dev.parley.chat.Refusal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The parameter `include`, which requests parts that are not shown by default: words separated by
/// commas.
final class Include {
  /// The parts that callers can request.
  enum Part {
    /// The JSON of the webhook that brought a message.
    WEBHOOK_DATA,
    /// The notes of the team about a chat.
    NOTES;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Include() {}

  /// Whether webhook data is requested, for endpoints that offer no other part.
  ///
  /// @throws Refusal `invalid_request` when something else is asked for
  static boolean webhookData(Request request) {
    return parts(request, Part.WEBHOOK_DATA).contains(Part.WEBHOOK_DATA);
  }

  /// The requested parts.
  ///
  /// @param allowed the parts that the endpoint offers
  /// @throws Refusal `invalid_request` when something else is asked for
  static Set<Part> parts(Request request, Part... allowed) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    String include = request.query("include");
    if (include == null) {
      return parts;
    }
    for (String word : include.split(",", -1)) {
      parts.add(
          Arrays.stream(allowed)
              .filter(it -> it.word().equals(word.strip()))
              .findFirst()
              .orElseThrow(() -> unknown(List.of(allowed))));
    }
    return parts;
  }

  private static Refusal unknown(List<Part> allowed) {
    return Refusal.invalid(
        "include", "must be " + String.join(" or ", allowed.stream().map(Part::word).toList()));
  }
}
