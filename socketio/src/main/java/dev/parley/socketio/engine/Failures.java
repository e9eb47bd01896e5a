package dev.parley.socketio.engine;

import org.slf4j.Logger;

/// Logs exceptions of tasks and callbacks, so that their caller can continue. Callers catch
/// [Throwable]: an [Error] in one task must not end the loop that runs all of them. If memory is
/// exhausted, logging can fail as well; this method never throws.
public final class Failures {
  private Failures() {}

  /// Logs `failure` at level error.
  ///
  /// @param sentence what failed, for example `a listener failed`
  public static void log(Logger log, String sentence, Throwable failure) {
    try {
      log.atError().setCause(failure).log(sentence);
    } catch (Throwable exhausted) {
      // Logging failed as well: nothing is left to do.
    }
  }
}
