package dev.parley;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the parts of a program within a time limit, in the reverse of the order in which they
/// were opened. A part that does not close in time, or fails to close, does not keep the other
/// parts open. Used by one thread at a time.
final class Closer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

  private final Duration within;
  private final Deque<Closing> closings = new ArrayDeque<>();

  private record Closing(String name, Runnable close, Duration limit) {}

  /// @param within the time limit for closing all parts
  Closer(Duration within) {
    this.within = within;
  }

  /// A closer with the limit within which a process must end, 9 seconds.
  Closer() {
    this(Duration.ofSeconds(9));
  }

  /// Remembers how to close `it`. In the log, the part has the name of its class.
  <T> T add(T it, Consumer<T> closing) {
    return add(it.getClass().getSimpleName(), it, closing);
  }

  /// Remembers how to close `it`, which may take all the time that is left.
  ///
  /// @param name the name in the log
  <T> T add(String name, T it, Consumer<T> closing) {
    return add(name, it, closing, within);
  }

  /// Remembers how to close `it`.
  ///
  /// @param limit the time after which the next part is closed even if this one is not
  <T> T add(String name, T it, Consumer<T> closing, Duration limit) {
    closings.push(new Closing(name, () -> closing.accept(it), limit));
    return it;
  }

  /// Closes all parts. Returns when they are closed or the time is over.
  ///
  /// @throws RuntimeException the first failure, with the others suppressed in it
  @Override
  public void close() {
    long deadline = System.nanoTime() + within.toNanos();
    RuntimeException first = null;
    while (!closings.isEmpty()) {
      try {
        close(closings.pop(), deadline);
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

  private static void close(Closing closing, long deadline) {
    long limit = Math.min(closing.limit.toNanos(), deadline - System.nanoTime());
    FutureTask<Void> task = new FutureTask<>(closing.close, null);
    // Runs on a separate thread, so that this thread need not wait until it ends.
    Thread.ofPlatform().daemon().name("close-" + closing.name).start(task);
    try {
      task.get(limit, TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      if (limit > 0) { // otherwise an earlier part has used up the time
        LOG.atWarn()
            .addKeyValue("part", closing.name)
            .log("a part did not stop in time; all acknowledged data is stored");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(closing.name + " failed to stop", failure.getCause());
    }
  }
}
