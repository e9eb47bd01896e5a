package dev.parley.health;

import java.time.Duration;
import java.util.function.Supplier;

/// A part of Parley that processes waiting items.
///
/// @param name the name for people and metrics, such as `writer`; several parts may share a name
/// @param limit the part counts as stuck when something has waited for longer than this
/// @param cure the remedy once it has been stuck for much longer
/// @param oldest the age of the item that has waited longest; zero when nothing waits. Any thread
///   calls it, and it never blocks
public record WatchedPart(String name, Duration limit, Cure cure, Supplier<Duration> oldest) {
  /// The remedies for a part that stays stuck.
  public enum Cure {
    /// The part waits until something outside the process, such as a disk or a database, works
    /// again.
    PATIENCE,
    /// The part waits for nothing outside the process, so only a new process helps.
    RESTART
  }

  /// Whether something has waited for longer than `times` the limit.
  boolean isStuckFor(int times) {
    return oldest.get().toNanos() > limit.toNanos() * times; // Duration multiplies by BigDecimal
  }
}
