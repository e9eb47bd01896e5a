package dev.parley.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/// A line of the log that anybody can cause, and that therefore appears at most once a minute. The
/// next one says how many were left out. Safe for use by many threads.
final class RareLog {
  static final Duration PAUSE = Duration.ofMinutes(1);

  private static final long NEVER = Long.MIN_VALUE;

  private final Logger log;
  private final String sentence;
  private final AtomicLong last = new AtomicLong(NEVER);
  private final AtomicLong leftOut = new AtomicLong();

  RareLog(Logger log, String sentence) {
    this.log = log;
    this.sentence = sentence;
  }

  /// Writes the line, unless there was one a moment ago.
  void warn() {
    write(null, "");
  }

  /// The same with a detail; it must not be a secret, or text of a message.
  void warn(String key, String detail) {
    write(key, detail);
  }

  private void write(@Nullable String key, String detail) {
    long now = System.nanoTime();
    long before = last.get();
    if ((before != NEVER && now - before < PAUSE.toNanos()) || !last.compareAndSet(before, now)) {
      leftOut.incrementAndGet();
      return;
    }
    LoggingEventBuilder line = log.atWarn();
    if (key != null) {
      line = line.addKeyValue(key, detail);
    }
    long others = leftOut.getAndSet(0);
    if (others > 0) {
      line = line.addKeyValue("leftOut", others);
    }
    line.log(sentence);
  }
}
