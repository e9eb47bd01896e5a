package dev.parley.whatsapp.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.json.LooseJson;
import dev.parley.outbox.Pacing;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks WhatsApp once an hour how many messages a second each number may send, which grows with its
/// use, and sets that rate. Until WhatsApp has answered, and if the answer has no rate, nothing
/// changes.
public final class RateWatch implements AutoCloseable {
  private static final long MINUTES = 60;
  private static final int OK = 200;
  private static final Logger LOG = LoggerFactory.getLogger(RateWatch.class);

  private final GraphClient graph;
  private final Map<String, Pacing> numbers;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("rates").factory());

  /// Starts to ask WhatsApp immediately.
  ///
  /// @param numbers the numbers by WhatsApp's id of the number
  public RateWatch(GraphClient graph, Map<String, Pacing> numbers) {
    this.graph = graph;
    this.numbers = Map.copyOf(numbers);
    // The future is not needed: the task never fails, and ends with the timer.
    var _ = timer.scheduleWithFixedDelay(this::look, 0, MINUTES, TimeUnit.MINUTES);
  }

  private void look() {
    try {
      for (Map.Entry<String, Pacing> number : numbers.entrySet()) {
        look(number.getKey(), number.getValue());
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (Throwable failure) { // also an Error: the next attempt may succeed
      LOG.atDebug().setCause(failure).log("the rate limit of a number is not known");
    }
  }

  private void look(String number, Pacing pacing) throws IOException, InterruptedException {
    ObjectNode fields = fields(number, "throughput");
    fields.setAll(fields(number, "is_on_biz_app")); // some API versions do not know it
    OptionalInt perSecond = Throughput.perSecond(fields);
    if (perSecond.isPresent() && perSecond.getAsInt() != pacing.perSecond()) {
      pacing.allow(perSecond.getAsInt());
      LOG.atInfo()
          .addKeyValue("number", number)
          .addKeyValue("perSecond", perSecond.getAsInt())
          .log("WhatsApp reported how many messages a second it accepts");
    }
  }

  /// An object with the requested field of a number; an empty object if WhatsApp does not return
  /// it.
  private ObjectNode fields(String number, String field) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = graph.get(number + "?fields=" + field);
    try {
      JsonNode json = LooseJson.parse(answer.body());
      if (answer.statusCode() == OK && json instanceof ObjectNode object) {
        return object;
      }
    } catch (LooseJson.Malformed notJson) {
      LOG.atDebug().log("WhatsApp's answer about a number was not JSON");
    }
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
