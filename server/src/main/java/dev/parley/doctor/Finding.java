package dev.parley.doctor;

import dev.parley.doctor.Verdict.State;
import org.jspecify.annotations.Nullable;

/// One line of an examination.
///
/// @param name the name of the check, for programs: `subscribed_app`
/// @param sentence the finding and, if it is a problem, why it matters
/// @param advice how to fix it; null if there is nothing to do
public record Finding(String name, State state, String sentence, @Nullable String advice) {
  static Finding of(Check check, Verdict verdict) {
    return new Finding(check.name(), verdict.state(), verdict.sentence(), verdict.advice());
  }

  /// Whether checks that need this one can run.
  boolean passed() {
    return switch (state) {
      case OK, WARN -> true;
      case FAIL, SKIPPED -> false;
    };
  }
}
