package dev.parley.doctor;

import org.jspecify.annotations.Nullable;

/// The result of a check.
///
/// @param sentence the finding and, if it is a problem, why it matters
/// @param advice how to fix it; null if there is nothing to do
public record Verdict(State state, String sentence, @Nullable String advice) {
  /// The state of a check.
  public enum State {
    /// No problem.
    OK,
    /// The checked part works, but somebody should look at it.
    WARN,
    /// A failure: the checked part does not work.
    FAIL,
    /// The result is unknown, because a requirement of the check is missing.
    SKIPPED
  }

  /// No problem.
  public static Verdict ok(String sentence) {
    return new Verdict(State.OK, sentence, null);
  }

  /// A warning: it works for now.
  public static Verdict warn(String sentence, String advice) {
    return new Verdict(State.WARN, sentence, advice);
  }

  /// A failure: it does not work.
  public static Verdict fail(String sentence, String advice) {
    return new Verdict(State.FAIL, sentence, advice);
  }

  /// A skipped check about which nothing can be done.
  public static Verdict skipped(String sentence) {
    return new Verdict(State.SKIPPED, sentence, null);
  }

  /// A skipped check.
  ///
  /// @param advice how to make the check possible
  public static Verdict skipped(String sentence, String advice) {
    return new Verdict(State.SKIPPED, sentence, advice);
  }
}
