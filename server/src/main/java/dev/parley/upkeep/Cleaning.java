package dev.parley.upkeep;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.Conversations;
import dev.parley.chat.Refusal;
import dev.parley.chat.UnprocessedCleaner;
import dev.parley.config.ParleyConfig;
import dev.parley.health.Fenced;
import dev.parley.log.RareLog;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps unprocessed webhook bodies within their limits, when one arrives and every minute, and
/// reports the dropped ones. Safe for use by many threads.
public final class Cleaning implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cleaning.class);
  private static final long FIRST_SECONDS = 5;
  private static final long SECONDS = 60;

  private final RareLog dropped =
      new RareLog(
          LOG,
          "webhook bodies that were kept as unprocessed were dropped: they exceeded"
              + " UNPROCESSED_LIMIT or an age limit; see parley webhooks list");
  private final AtomicLong routine = new AtomicLong();
  private final AtomicLong others = new AtomicLong();
  private final UnprocessedCleaner cleaner;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("cleaning").factory());

  /// @param listener receives the numbers of dropped bodies
  public Cleaning(
      ChatHistory stored,
      Conversations conversations,
      Clock clock,
      ParleyConfig.Unprocessed limits,
      UnprocessedCleaner.Listener listener) {
    this.cleaner =
        new UnprocessedCleaner(
            stored,
            conversations,
            clock,
            new UnprocessedCleaner.Limits(limits.bytes(), limits.age(), limits.routineAge()),
            (routineOnes, otherOnes) -> {
              listener.dropped(routineOnes, otherOnes);
              routine.addAndGet(routineOnes);
              others.addAndGet(otherOnes);
              report();
            });
    // The future is not needed: the task never fails, and ends with the timer.
    var _ =
        timer.scheduleWithFixedDelay(
            new Fenced("cleaning", this::clean), FIRST_SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  public UnprocessedCleaner cleaner() {
    return cleaner;
  }

  private void clean() {
    try {
      cleaner.clean();
      report();
    } catch (Refusal unavailable) {
      LOG.atDebug()
          .addKeyValue("code", unavailable.code())
          .log("removing old unprocessed bodies was postponed");
    }
  }

  /// Writes the line with the sums of all lines that were left out.
  private synchronized void report() {
    Map<String, Long> numbers = new LinkedHashMap<>();
    numbers.put("needAPerson", others.get());
    numbers.put("routine", routine.get());
    if (others.get() + routine.get() > 0 && dropped.warn(numbers)) {
      others.set(0);
      routine.set(0);
    }
  }

  @Override
  public void close() {
    timer.close();
  }
}
