package dev.parley.whatsapp.cloud;

import dev.parley.chat.MessageId;
import dev.parley.chat.OurNumbers;
import dev.parley.chat.Signals;
import dev.parley.chat.WaId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Read receipts and "typing" through Meta's Cloud API. Source: Cloud API docs, "Mark messages as
/// read" and "Typing indicators".
///
/// ```json
/// {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.HBgL",
///  "typing_indicator": {"type": "text"}}
/// ```
///
/// Each signal is sent once and is not repeated if it fails: the next one replaces it. Safe for use
/// by many threads.
public final class CloudSignals implements Signals {
  /// The maximum number of signals that are being sent at once; further ones are dropped.
  private static final int MOST = 32;

  /// The minimum time between two signals "typing" for one message: WhatsApp shows "typing" for 25
  /// seconds, so Parley need not send it at every keystroke.
  private static final long SHOWN_NANOS = Duration.ofSeconds(10).toNanos();

  private static final int REMEMBERED = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(CloudSignals.class);

  private final GraphClient graph;
  private final OurNumbers numbers;
  private final Semaphore places = new Semaphore(MOST);
  private final Map<MessageId, Long> shown =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MessageId, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// @param numbers the numbers to which customers write
  public CloudSignals(GraphClient graph, OurNumbers numbers) {
    this.graph = graph;
    this.numbers = numbers;
  }

  @Override
  public void seen(WaId chat, MessageId message, boolean typing) {
    String number = numbers.of(chat).orElse(null);
    if (number == null || (typing && isShown(message)) || !places.tryAcquire()) {
      return;
    }
    try {
      Thread.ofVirtual().name("signal").start(() -> tell(number, message, typing));
    } catch (Throwable failure) { // there is not enough memory for a thread
      places.release();
    }
  }

  private synchronized boolean isShown(MessageId message) {
    long now = System.nanoTime();
    Long before = shown.get(message);
    if (before != null && now - before < SHOWN_NANOS) {
      return true;
    }
    shown.remove(message); // so that it is added again as the newest
    shown.put(message, now);
    return false;
  }

  private void tell(String number, MessageId message, boolean typing) {
    try {
      HttpResponse<byte[]> answer =
          graph.post(number + "/messages", MessageBody.seen(message, typing));
      if (answer.statusCode() != 200) {
        LOG.atDebug()
            .addKeyValue("status", answer.statusCode())
            .log("WhatsApp did not accept a read receipt");
      }
    } catch (IOException unreached) {
      LOG.atDebug().setCause(unreached).log("a read receipt did not reach WhatsApp");
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }
}
