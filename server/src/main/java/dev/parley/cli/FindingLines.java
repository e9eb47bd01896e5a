package dev.parley.cli;

import dev.parley.doctor.Examination;
import dev.parley.doctor.Finding;
import dev.parley.doctor.Verdict.State;
import java.util.ArrayList;
import java.util.List;

/// The findings of the doctor, one line each: `WARN clock The clock of ...`.
final class FindingLines {
  private FindingLines() {}

  /// The lines, and a last one with the counts.
  static List<String> of(Examination examination) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : examination.findings()) {
      String advice = finding.advice() == null ? "" : " " + finding.advice();
      lines.add(
          "%s %-15s %s"
              .formatted(
                  word(finding.state()),
                  finding.name(),
                  Console.plain(finding.sentence() + advice)));
    }
    lines.add("");
    lines.add(
        "%d checks: %d ok, %d to look at, %d failed, %d skipped"
            .formatted(
                examination.findings().size(),
                examination.count(State.OK),
                examination.count(State.WARN),
                examination.count(State.FAIL),
                examination.count(State.SKIPPED)));
    return lines;
  }

  /// The word is padded before it gets its colour, because the codes of a colour have no width.
  private static String word(State state) {
    return switch (state) {
      case OK -> Console.good("ok     ");
      case WARN -> Console.seen("WARN   ");
      case FAIL -> Console.bad("FAIL   ");
      case SKIPPED -> "skipped";
    };
  }
}
