package dev.parley.store.mongo;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the store is, as those who use it find. Logs every change once. Safe for use by many
/// threads.
final class DatabaseCondition {
  private static final Logger LOG = LoggerFactory.getLogger(MongoChatStore.class);

  private final Map<Reporter, String> faults = new EnumMap<>(Reporter.class);
  private volatile @Nullable String fault;

  /// Who reports.
  enum Reporter {
    /// Asks every second.
    MONITOR,
    /// Tried to write.
    WRITER
  }

  /// @param sentence for operators; null: all is well
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

  /// What is wrong; null when all is well.
  @Nullable String fault() {
    return fault;
  }
}
