package dev.parley.health;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A repeated task that stays scheduled even if it throws: otherwise an executor would drop it
/// silently.
///
/// @param name the name in the log
public record Fenced(String name, Runnable task) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Fenced.class);

  @Override
  public void run() {
    try {
      task.run();
    } catch (Throwable failure) { // also if it is an Error
      LOG.atError().addKeyValue("task", name).setCause(failure).log("a repeated task failed");
    }
  }
}
