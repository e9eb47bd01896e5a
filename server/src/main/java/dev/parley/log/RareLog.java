package dev.parley.log;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/// A line of the log that anybody can cause, and that therefore appears at most once a minute. The
/// next line says how many were left out. Safe for use by many threads.
public final class RareLog {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private static final long NEVER = Long.MIN_VALUE;

  private final Logger log;
  private final String sentence;
  private final AtomicLong last = new AtomicLong(NEVER);
  private final AtomicLong leftOut = new AtomicLong();

  public RareLog(Logger log, String sentence) {
    this.log = log;
    this.sentence = sentence;
  }

  /// Writes the line, unless one was written within the last minute.
  public void warn() {
    write(Map.of());
  }

  /// Writes the line with a detail, unless one was written within the last minute. The detail must
  /// not be a secret, or text of a message.
  public void warn(String key, String detail) {
    write(Map.of(key, detail));
  }

  /// Writes the line with several details, unless one was written within the last minute.
  ///
  /// @return whether it was written
  public boolean warn(Map<String, Long> details) {
    return write(details);
  }

  private boolean write(Map<String, ?> details) {
    long now = System.nanoTime();
    long before = last.get();
    if ((before != NEVER && now - before < PAUSE.toNanos()) || !last.compareAndSet(before, now)) {
      leftOut.incrementAndGet();
      return false;
    }
    LoggingEventBuilder line = log.atWarn();
    for (Map.Entry<String, ?> detail : details.entrySet()) {
      line = line.addKeyValue(detail.getKey(), detail.getValue());
    }
    long others = leftOut.getAndSet(0);
    if (others > 0) {
      line = line.addKeyValue("leftOut", others);
    }
    line.log(sentence);
    return true;
  }
}
