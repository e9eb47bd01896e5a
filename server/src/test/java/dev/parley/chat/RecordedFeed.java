package dev.parley.chat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers what it was told. Safe for use by many threads.
public final class RecordedFeed implements ChatFeed {
  private final List<Change> changes = new CopyOnWriteArrayList<>();

  @Override
  public void publish(List<Change> told) {
    if (told.isEmpty()) {
      throw new IllegalArgumentException("nothing to publish");
    }
    changes.addAll(told);
  }

  /// Everything so far, in order.
  public List<Change> changes() {
    return List.copyOf(changes);
  }
}
