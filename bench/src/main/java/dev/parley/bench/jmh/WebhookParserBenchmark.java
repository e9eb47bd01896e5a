package dev.parley.bench.jmh;

import dev.parley.chat.MessageId;
import dev.parley.whatsapp.webhook.Parsed;
import dev.parley.whatsapp.webhook.WebhookParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The time for parsing one webhook body from its bytes to events.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WebhookParserBenchmark {
  private static final Instant NOON = Instant.parse("2025-08-07T12:00:00Z");

  private final WebhookParser parser = new WebhookParser(() -> new MessageId("msg_1"));

  /// The kind of body.
  @Param({"TEXT", "STATUS", "BATCH_OF_50", "FLAT", "NOT_JSON"})
  public Kind kind = Kind.TEXT;

  private byte[] body = {};

  /// The kinds of bodies.
  public enum Kind {
    /// One incoming text.
    TEXT,
    /// One status of a message of the business.
    STATUS,
    /// Fifty texts in one call.
    BATCH_OF_50,
    /// Parley's own format for manual tests.
    FLAT,
    /// The body of a text, cut off.
    NOT_JSON
  }

  @Setup
  public void makeBody() {
    String text = text(0);
    String json =
        switch (kind) {
          case TEXT -> value("\"messages\":[" + text + "]");
          case STATUS ->
              value(
                  """
                  "statuses":[{"id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBI3","status":"delivered",\
                  "timestamp":"1750030073","recipient_id":"16505551234","pricing":\
                  {"billable":true,"pricing_model":"PMP","category":"service","type":"regular"}}]\
                  """);
          case BATCH_OF_50 -> {
            StringBuilder all = new StringBuilder(text);
            for (int i = 1; i < 50; i++) {
              all.append(',').append(text(i));
            }
            yield value("\"messages\":[" + all + "]");
          }
          case FLAT -> "{\"wa_id\":\"16505551234\",\"name\":\"Sheena Nelson\",\"text\":\"Hello!\"}";
          case NOT_JSON -> value("\"messages\":[" + text);
        };
    body = json.getBytes(StandardCharsets.UTF_8);
  }

  private static String value(String content) {
    return """
    {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{\
    "messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881",\
    "phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Sheena Nelson"},\
    "wa_id":"16505551234"}],%s},"field":"messages"}]}]}\
    """
        .formatted(content);
  }

  private static String text(int number) {
    return """
    {"from":"16505551234","id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQ%010d","timestamp":"1749416383",\
    "text":{"body":"Good morning, where is my parcel? The tracking page says that it waits for collection."},\
    "type":"text"}\
    """
        .formatted(number);
  }

  @Benchmark
  public Parsed parse() {
    return parser.parse(body, NOON, null);
  }
}
