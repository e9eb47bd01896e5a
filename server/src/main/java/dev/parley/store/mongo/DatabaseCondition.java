package dev.parley.store.mongo;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The condition of the store, as its monitor and its writer report it. Logs every change once.
/// Safe for use by many threads.
final class DatabaseCondition {
  private static final Logger LOG = LoggerFactory.getLogger(MongoChatStore.class);

  private final Map<Reporter, String> faults = new EnumMap<>(Reporter.class);
  private volatile @Nullable String fault;

  /// The threads that report a condition.
  enum Reporter {
    /// Checks MongoDB every second.
    MONITOR,
    /// The writer, after an attempt to write.
    WRITER
  }

  /// @param sentence the fault, for operators; null: no fault
  synchronized void report(Reporter reporter, @Nullable String sentence) {
    if (sentence == null) {
      faults.remove(reporter);
    } else {
      faults.put(reporter, sentence);
    }
    String before = fault;
    String now = faults.values().stream().findFirst().orElse(null);
    fault = now;
    if (now != null && !now.equals(before)) {
      LOG.atError().addKeyValue("reason", now).log("store failed, requests are refused");
    } else if (now == null && before != null) {
      LOG.atInfo().log("store works again");
    }
  }

  /// The current fault; null if there is none.
  @Nullable String fault() {
    return fault;
  }
}
