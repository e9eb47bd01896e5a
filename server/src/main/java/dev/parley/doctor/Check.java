package dev.parley.doctor;

import java.io.IOException;
import java.util.List;

/// One thing that is looked at.
///
/// @param name for programs, in `snake_case`; never changes
/// @param needs the names of earlier checks without which this one makes no sense
public record Check(String name, List<String> needs, Examiner examiner) {
  public Check {
    needs = List.copyOf(needs);
  }

  /// A check that needs no other.
  public Check(String name, Examiner examiner) {
    this(name, List.of(), examiner);
  }

  /// Looks at it, on a virtual thread, where it may block. It is interrupted when it takes too
  /// long.
  @FunctionalInterface
  public interface Examiner {
    /// What it finds. Whatever it throws counts as a fault of the check.
    Verdict examine() throws IOException, InterruptedException;
  }
}
