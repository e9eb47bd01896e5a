package dev.parley.doctor;

import dev.parley.doctor.Verdict.State;
import java.time.Instant;
import java.util.List;

/// The findings of the doctor.
///
/// @param at the time at which it ended
/// @param findings one finding for each check, in the order of the checks
public record Examination(Instant at, List<Finding> findings) {
  public Examination {
    findings = List.copyOf(findings);
  }

  /// The worst state of all findings: `FAIL`, `WARN` or `OK`. Skipped checks do not count.
  public State worst() {
    return count(State.FAIL) > 0 ? State.FAIL : count(State.WARN) > 0 ? State.WARN : State.OK;
  }

  /// The number of findings in `state`.
  public long count(State state) {
    return findings.stream().filter(finding -> finding.state() == state).count();
  }
}
