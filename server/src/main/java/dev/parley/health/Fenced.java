package dev.parley.health;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A task that is repeated, and goes on being repeated whatever it throws: an executor would drop
/// it without a word.
///
/// @param name for the log
public record Fenced(String name, Runnable task) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Fenced.class);

  @Override
  public void run() {
    try {
      task.run();
    } catch (Throwable failure) { // an Error too
      LOG.atError().addKeyValue("task", name).setCause(failure).log("a repeated task failed");
    }
  }
}
