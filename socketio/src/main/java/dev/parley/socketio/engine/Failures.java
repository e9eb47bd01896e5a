package dev.parley.socketio.engine;

import org.slf4j.Logger;

/// Logs what a task or a callback threw, so that its caller can go on. Callers catch [Throwable]:
/// an [Error] in one task must not end the loop that runs all of them. Where memory is exhausted
/// logging can fail as well; this method never throws.
public final class Failures {
  private Failures() {}

  /// Logs `failure` at level error.
  ///
  /// @param sentence what failed, for example `a listener failed`
  public static void log(Logger log, String sentence, Throwable failure) {
    try {
      log.atError().setCause(failure).log(sentence);
    } catch (Throwable exhausted) {
      // There is nobody left to tell.
    }
  }
}
