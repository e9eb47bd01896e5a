package dev.parley.doctor;

import java.io.IOException;
import java.util.List;

/// One check of the doctor.
///
/// @param name the name for programs, in `snake_case`; never changes
/// @param needs the names of earlier checks that must pass before this one can run
public record Check(String name, List<String> needs, Examiner examiner) {
  public Check {
    needs = List.copyOf(needs);
  }

  /// A check that does not depend on others.
  public Check(String name, Examiner examiner) {
    this(name, List.of(), examiner);
  }

  /// Runs the check on a virtual thread, where it may block. It is interrupted if it takes too
  /// long.
  @FunctionalInterface
  public interface Examiner {
    /// The result of the check. An exception counts as a fault of the check itself.
    Verdict examine() throws IOException, InterruptedException;
  }
}
