package dev.parley;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Closes what was opened, the last first; what fails to close does not keep the rest open. Used by
/// one thread at a time.
final class Closer implements AutoCloseable {
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /// Remembers how to close `it`.
  <T> T add(T it, Consumer<T> closing) {
    closings.push(() -> closing.accept(it));
    return it;
  }

  /// @throws RuntimeException the first failure, with the others suppressed in it
  @Override
  public void close() {
    RuntimeException first = null;
    while (!closings.isEmpty()) {
      try {
        closings.pop().run();
      } catch (RuntimeException failure) {
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
