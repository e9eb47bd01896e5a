package dev.parley.store.mongo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs damaged documents, each at most once a minute. Safe for use by many threads.
final class DamageLog {
  private static final int REMEMBERED = 1_000;
  private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger(DamageLog.class);

  private final Map<String, Long> named =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  void name(Damage damage) {
    long now = System.nanoTime();
    String document = damage.collection() + ' ' + damage.key();
    synchronized (named) {
      Long last = named.get(document);
      if (last != null && now - last < AGAIN_NANOS) {
        return;
      }
      named.put(document, now);
    }
    LOG.atError()
        .addKeyValue("collection", damage.collection())
        .addKeyValue("id", damage.key())
        .addKeyValue("reason", damage.reason())
        .log("a stored document is damaged: repair or remove it");
  }

  /// Reads a document of a list; empty, and logged, if it is damaged.
  <T> Optional<T> read(String collection, Document document, Function<Document, T> reader) {
    try {
      return Optional.of(Damage.read(collection, document, reader));
    } catch (Damage damage) {
      name(damage);
      return Optional.empty();
    }
  }
}
