package dev.parley.whatsapp.cloud.checks;

import dev.parley.doctor.Verdict;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// The end date of each version of the Graph API. Source: Graph API docs, "Changelog", August 2026.
final class GraphVersions {
  /// The number of days before the end date at which the check begins to warn.
  private static final long EARLY_DAYS = 120;

  private static final int OLDEST = 21;

  /// By the number before the point. A version that is absent is newer than this list.
  private static final Map<Integer, Optional<LocalDate>> ENDS =
      Map.of(
          21, Optional.of(LocalDate.of(2027, 1, 21)),
          22, Optional.of(LocalDate.of(2027, 5, 20)),
          23, Optional.of(LocalDate.of(2027, 10, 8)),
          24, Optional.of(LocalDate.of(2028, 2, 18)),
          25, Optional.of(LocalDate.of(2028, 7, 29)),
          26, Optional.empty());

  private static final String ADVICE =
      "Set GRAPH_API_VERSION to a newer version, after a look at Meta's changelog.";

  private GraphVersions() {}

  /// @param version for example `v25.0`
  static Verdict verdict(String version, LocalDate today) {
    int number = Integer.parseInt(version.substring(1, version.indexOf('.')));
    if (number < OLDEST) {
      return ended(version);
    }
    Optional<LocalDate> end = ENDS.getOrDefault(number, Optional.empty());
    if (end.isEmpty()) {
      return ENDS.containsKey(number)
          ? Verdict.ok("Version %s has no end date yet.".formatted(version))
          : Verdict.skipped("Parley does not know when version %s ends.".formatted(version));
    }
    long days = ChronoUnit.DAYS.between(today, end.get());
    if (days <= 0) {
      return ended(version);
    }
    return days < EARLY_DAYS
        ? Verdict.warn(
            "Version %s works until %s, and nothing is sent after that."
                .formatted(version, end.get()),
            ADVICE)
        : Verdict.ok("Version %s works until %s.".formatted(version, end.get()));
  }

  private static Verdict ended(String version) {
    return Verdict.fail(
        "Version %s has ended: Meta may answer as another version, or not at all."
            .formatted(version),
        ADVICE);
  }
}
