package dev.parley.doctor;

import org.jspecify.annotations.Nullable;

/// What a check has found.
///
/// @param sentence what is so and, unless all is well, why it matters
/// @param advice how to fix it; null where there is nothing to do
public record Verdict(State state, String sentence, @Nullable String advice) {
  /// How bad it is.
  public enum State {
    /// All is well.
    OK,
    /// It works, but somebody should look at it.
    WARN,
    /// It does not work.
    FAIL,
    /// Unknown: something that the check needs is missing.
    SKIPPED
  }

  /// All is well.
  public static Verdict ok(String sentence) {
    return new Verdict(State.OK, sentence, null);
  }

  /// It works for now.
  public static Verdict warn(String sentence, String advice) {
    return new Verdict(State.WARN, sentence, advice);
  }

  /// It does not work.
  public static Verdict fail(String sentence, String advice) {
    return new Verdict(State.FAIL, sentence, advice);
  }

  /// It could not be checked, and there is nothing to do about that.
  public static Verdict skipped(String sentence) {
    return new Verdict(State.SKIPPED, sentence, null);
  }

  /// It could not be checked.
  ///
  /// @param advice what makes it possible
  public static Verdict skipped(String sentence, String advice) {
    return new Verdict(State.SKIPPED, sentence, advice);
  }
}
