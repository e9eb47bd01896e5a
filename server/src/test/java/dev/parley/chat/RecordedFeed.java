package dev.parley.chat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Records all commits, and checks that no number is missing or occurs twice. Safe for use by many
/// threads.
public final class RecordedFeed implements ChatFeed {
  private final List<Commit> commits = new CopyOnWriteArrayList<>();

  @Override
  public void publish(Commit commit) {
    if (!commits.isEmpty() && commit.first() != commits.getLast().last() + 1) {
      throw new IllegalArgumentException(
          "after change %d came %d".formatted(commits.getLast().last(), commit.first()));
    }
    commits.add(commit);
  }

  /// Everything so far, in order.
  public List<Commit> commits() {
    return List.copyOf(commits);
  }

  /// The changes that lead to events, in order.
  public List<Change> changes() {
    return all().stream()
        .filter(it -> !(it instanceof Change.ContactSeen || it instanceof Change.MessageTouched))
        .toList();
  }

  /// Every change, in order.
  public List<Change> all() {
    return commits.stream().flatMap(commit -> commit.changes().stream()).toList();
  }
}
