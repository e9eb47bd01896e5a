package dev.parley.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Checks the parts of the server by the age of their oldest waiting item. So it notices a part
/// that has ended or hangs, although such a part reports nothing. Safe for use by many threads.
public final class Watchdog {
  /// A part that has been stuck for this many times its limit is stuck for good.
  private static final int GIVEN_UP = 10;

  private final List<WatchedPart> parts = new CopyOnWriteArrayList<>();

  /// Watches another part from now on.
  public void watch(WatchedPart part) {
    parts.add(part);
  }

  /// The names of the watched parts.
  public List<String> names() {
    return parts.stream().map(WatchedPart::name).distinct().toList();
  }

  /// The names of the parts that are stuck.
  public List<String> stuck() {
    List<String> stuck = List.of();
    for (WatchedPart part : parts) { // no stream, because every health check runs this
      if (part.isStuckFor(1) && !stuck.contains(part.name())) {
        stuck = new ArrayList<>(stuck);
        stuck.add(part.name());
      }
    }
    return stuck;
  }

  /// Whether a part is stuck for good, and only a new process can do its work.
  public boolean needsRestart() {
    return parts.stream()
        .anyMatch(part -> part.cure() == WatchedPart.Cure.RESTART && part.isStuckFor(GIVEN_UP));
  }

  /// The age of the oldest item that waits for a part with this name.
  public Duration oldest(String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name))
        .map(part -> part.oldest().get())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
