package dev.parley.store.mongo;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the store is, as those who use it find. Logs every change once. Safe for use by many
/// threads.
final class Condition {
  private static final Logger LOG = LoggerFactory.getLogger(MongoChatStore.class);

  private final Map<Witness, String> faults = new EnumMap<>(Witness.class);
  private volatile @Nullable String fault;

  /// Who speaks.
  enum Witness {
    /// Asks every second.
    PULSE,
    /// Tried to write.
    WRITER
  }

  /// @param sentence for operators; null: all is well
  synchronized void report(Witness witness, @Nullable String sentence) {
    if (sentence == null) {
      faults.remove(witness);
    } else {
      faults.put(witness, sentence);
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
