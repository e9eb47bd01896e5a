package dev.parley.metrics;

import dev.parley.chat.Change;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.Commit;
import dev.parley.chat.Ingested;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreListener;
import dev.parley.health.Watchdog;
import dev.parley.hooks.delivery.HookListener;
import dev.parley.http.HttpListener;
import dev.parley.media.FetchListener;
import dev.parley.media.MediaStore;
import dev.parley.outbox.SenderListener;
import dev.parley.realtime.RealtimeListener;
import dev.parley.socketio.DisconnectReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Parley's measurements. Safe for use by many threads.
///
/// | name | labels | what |
/// | --- | --- | --- |
/// | `parley_http_requests_seconds` | route, method, status | requests and their durations |
/// | `parley_webhook_elements_total` | kind | elements of webhook calls |
/// | `parley_webhook_signature_refused_total` | | calls with a bad or missing signature |
/// | `parley_whatsapp_reports_total` | kind | reports of WhatsApp about the account, by field |
/// | `parley_whatsapp_alerts_total` | kind | the reports that need attention |
/// | `parley_unprocessed_dropped_total` | kind | unprocessed bodies beyond the limits |
/// | `parley_oldest_waiting_seconds` | part | the age of the oldest item that waits for a part |
/// | `parley_store_queue` | | steps that wait for the writer |
/// | `parley_store_commit_steps`, `parley_store_commit_seconds` | | size and time of commits |
/// | `parley_store_errors_total` | | commits that failed |
/// | `parley_events_total` | kind | changes reported to subscribers |
/// | `parley_realtime_connections` | transport | open Socket.IO connections |
/// | `parley_realtime_disconnects_total` | reason | connections that ended; one reason is `slow reader` |
/// | `parley_realtime_refused_total` | reason | requests of Socket.IO that were refused |
/// | `parley_realtime_received_packets_total`, `..._bytes_total` | transport | packets and bytes from clients |
/// | `parley_realtime_sent_packets_total`, `..._bytes_total` | transport | packets and bytes to clients |
/// | `parley_realtime_recoveries_total` | found | clients that asked for an earlier session |
/// | `parley_realtime_events_dropped_total` | code | clients' events that were not accepted |
/// | `parley_send_seconds` | outcome | messages given to WhatsApp, and the time until the answer |
/// | `parley_send_under_way` | | messages that WhatsApp has not answered yet |
/// | `parley_send_stopped` | | 1 while WhatsApp accepts nothing from the account |
/// | `parley_files_fetched_seconds` | outcome | files that customers sent: tries, and their durations |
/// | `parley_files_fetched_bytes_total` | | bytes of files that were fetched |
/// | `parley_files_under_way`, `parley_files_waiting` | | files that are being fetched, and that wait |
/// | `parley_files_oldest_seconds` | | how long the oldest file waits |
/// | `parley_realtime_announcements` | | changes that were not sent to clients yet |
public final class Metrics
    implements HttpListener,
        StoreListener,
        ChatFeed,
        RealtimeListener,
        SenderListener,
        HookListener,
        FetchListener,
        AutoCloseable {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  /// The timers by kind of answer: a lookup by tags would cost more than the measured work.
  private final ConcurrentHashMap<Answer, Timer> requests = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<String, Timer> sends = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Timer> fetches = new ConcurrentHashMap<>();
  private final Counter fetchedBytes =
      Counter.builder("parley.files.fetched.bytes").register(registry);
  private final ConcurrentHashMap<String, AtomicInteger> connections = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Traffic> traffic = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Labelled, Counter> counters = new ConcurrentHashMap<>();

  private final Counter messages = element("message");
  private final Counter statuses = element("status");
  private final Counter duplicates = element("duplicate");
  private final Counter ignored = element("ignored");
  private final Counter unprocessed = element("unprocessed");
  private final Counter refused =
      Counter.builder("parley.webhook.signature.refused").register(registry);
  private final DistributionSummary commitSteps =
      DistributionSummary.builder("parley.store.commit.steps")
          .serviceLevelObjectives(1, 4, 16, 64, 256, 1024)
          .register(registry);
  private final Timer commitTime =
      Timer.builder("parley.store.commit").serviceLevelObjectives(BUCKETS).register(registry);
  private final Counter storeErrors = Counter.builder("parley.store.errors").register(registry);
  private final Counter stored = event("message_stored");
  private final Counter statusChanged = event("status_changed");
  private final Counter amended = event("message_amended");
  private final Counter read = event("chat_read");
  private final Counter presence = event("presence_changed");
  private final Counter contact = event("contact_saved");
  private final Counter touched = event("message_touched");
  private final Counter seen = event("contact_seen");
  private final Counter chat = event("chat_updated");
  private final Counter note = event("note_saved");
  private final Counter removed = event("removed");

  private record Answer(String route, String method, int status) {}

  /// Creates the measurements, including those of the JVM.
  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  /// Watches the number of steps that wait for the store.
  public void watchQueue(IntSupplier waiting) {
    Gauge.builder("parley.store.queue", waiting, IntSupplier::getAsInt)
        .strongReference(true)
        .register(registry);
  }

  /// Watches the age of the oldest item that waits for each part.
  public void watchParts(Watchdog watchdog) {
    for (String part : watchdog.names()) {
      Gauge.builder("parley.oldest.waiting", watchdog, it -> seconds(it.oldest(part)))
          .baseUnit("seconds")
          .tag("part", part)
          .strongReference(true)
          .register(registry);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /// All measurements, in Prometheus' text format.
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void answered(String route, String method, int status, Duration took) {
    requests.computeIfAbsent(new Answer(route, method, status), this::timer).record(took);
  }

  @Override
  public void ingested(Ingested ingested) {
    messages.increment((double) ingested.messages());
    statuses.increment((double) ingested.statuses());
    duplicates.increment((double) ingested.duplicates());
    ignored.increment((double) ingested.ignored());
    unprocessed.increment((double) ingested.unprocessed());
  }

  /// Counts unprocessed webhook bodies that were dropped because of the limits.
  public void unprocessedDropped(int routine, int others) {
    counter("parley.unprocessed.dropped", "kind", "routine").increment((double) routine);
    counter("parley.unprocessed.dropped", "kind", "needs_person").increment((double) others);
  }

  @Override
  public void reported(String kind, boolean attention) {
    counter("parley.whatsapp.reports", "kind", kind).increment();
    if (attention) {
      counter("parley.whatsapp.alerts", "kind", kind).increment();
    }
  }

  @Override
  public void signatureRefused() {
    refused.increment();
  }

  @Override
  public void committed(int steps, Duration took) {
    commitSteps.record(steps);
    commitTime.record(took);
  }

  @Override
  public void failed(String sentence) {
    storeErrors.increment();
  }

  @Override
  public void publish(Commit commit) {
    for (Change change : commit.changes()) {
      Counter counter =
          switch (change) {
            case Change.MessageStored _ -> stored;
            case Change.StatusChanged _ -> statusChanged;
            case Change.MessageAmended _ -> amended;
            case Change.MessageTouched _ -> touched;
            case Change.ChatRead _ -> read;
            case Change.PresenceChanged _ -> presence;
            case Change.ContactSaved _ -> contact;
            case Change.ContactSeen _ -> seen;
            case Change.ChatUpdated _ -> chat;
            case Change.NoteSaved _ -> note;
            case Change.Removed _ -> removed;
          };
      counter.increment();
    }
  }

  // --- Sending -----------------------------------------------------------------------------------

  @Override
  public void carried(String outcome, Duration took) {
    sends.computeIfAbsent(outcome, this::sendTimer).record(took);
  }

  private Timer sendTimer(String outcome) {
    return Timer.builder("parley.send")
        .tag("outcome", outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /// Watches the number of messages under way, and whether sending has stopped.
  public void watchSending(IntSupplier underWay, BooleanSupplier stopped) {
    Gauge.builder("parley.send.under.way", underWay, IntSupplier::getAsInt)
        .strongReference(true)
        .register(registry);
    Gauge.builder("parley.send.stopped", stopped, it -> it.getAsBoolean() ? 1 : 0)
        .strongReference(true)
        .register(registry);
  }

  // --- Files -------------------------------------------------------------------------------------

  @Override
  public void fetched(String outcome, long bytes, Duration took) {
    fetches.computeIfAbsent(outcome, this::fetchTimer).record(took);
    fetchedBytes.increment((double) bytes);
  }

  private Timer fetchTimer(String outcome) {
    return Timer.builder("parley.files.fetched").tag("outcome", outcome).register(registry);
  }

  /// Watches the files that wait to be fetched.
  ///
  /// @param queue may block, and throws if the store is unavailable
  public void watchFiles(IntSupplier underWay, Supplier<MediaStore.Queue> queue) {
    Gauge.builder("parley.files.under.way", underWay, IntSupplier::getAsInt)
        .strongReference(true)
        .register(registry);
    Gauge.builder("parley.files.waiting", queue, it -> ofQueue(it, MediaStore.Queue::waiting))
        .strongReference(true)
        .register(registry);
    Gauge.builder("parley.files.oldest.seconds", queue, it -> ofQueue(it, Metrics::age))
        .strongReference(true)
        .register(registry);
  }

  private static double ofQueue(
      Supplier<MediaStore.Queue> queue, ToDoubleFunction<MediaStore.Queue> value) {
    try {
      return value.applyAsDouble(queue.get());
    } catch (Refusal unavailable) {
      return Double.NaN;
    }
  }

  private static double age(MediaStore.Queue queue) {
    return queue.oldest() == null
        ? 0
        : Duration.between(queue.oldest(), Instant.now()).toMillis() / 1000.0;
  }

  /// Watches the number of messages a second that may be sent from a number.
  ///
  /// @param number WhatsApp's id of the number
  public void watchRate(String number, IntSupplier perSecond) {
    Gauge.builder("parley.send.limit", perSecond, IntSupplier::getAsInt)
        .tag("number", number)
        .strongReference(true)
        .register(registry);
  }

  // --- Outgoing webhooks -------------------------------------------------------------------------

  @Override
  public void attempted(boolean delivered, Duration took) {
    sends
        .computeIfAbsent(
            delivered ? "hook delivered" : "hook failed",
            _ ->
                Timer.builder("parley.hooks.attempts")
                    .tag("outcome", delivered ? "delivered" : "failed")
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry))
        .record(took);
  }

  /// Watches the number of events that wait for outgoing webhooks, and the number of webhooks that
  /// are turned off.
  public void watchHooks(IntSupplier waiting, IntSupplier off) {
    Gauge.builder("parley.hooks.waiting", waiting, IntSupplier::getAsInt)
        .strongReference(true)
        .register(registry);
    Gauge.builder("parley.hooks.off", off, IntSupplier::getAsInt)
        .strongReference(true)
        .register(registry);
  }

  // --- Realtime ----------------------------------------------------------------------------------

  @Override
  public void opened(String transport) {
    connections(transport).incrementAndGet();
  }

  @Override
  public void upgraded() {
    connections("polling").decrementAndGet();
    connections("websocket").incrementAndGet();
  }

  @Override
  public void closed(String transport, DisconnectReason reason) {
    connections(transport).decrementAndGet();
    counter("parley.realtime.disconnects", "reason", reason.text()).increment();
  }

  @Override
  public void refused(String reason) {
    counter("parley.realtime.refused", "reason", reason).increment();
  }

  @Override
  public void received(String transport, int packets, long bytes) {
    traffic(transport).received.count(packets, bytes);
  }

  @Override
  public void sent(String transport, int packets, long bytes) {
    traffic(transport).sent.count(packets, bytes);
  }

  /// Called once for every socket that a broadcast reaches, so it creates no key for a lookup.
  private Traffic traffic(String transport) {
    return traffic.computeIfAbsent(
        transport,
        it -> new Traffic(flow("parley.realtime.received", it), flow("parley.realtime.sent", it)));
  }

  private Flow flow(String name, String transport) {
    return new Flow(
        counter(name + ".packets", "transport", transport),
        counter(name + ".bytes", "transport", transport));
  }

  private record Traffic(Flow received, Flow sent) {}

  private record Flow(Counter packets, Counter bytes) {
    void count(int morePackets, long moreBytes) {
      packets.increment((double) morePackets);
      bytes.increment((double) moreBytes);
    }
  }

  @Override
  public void recovery(boolean found) {
    counter("parley.realtime.recoveries", "found", Boolean.toString(found)).increment();
  }

  @Override
  public void dropped(String event, String code) {
    counter("parley.realtime.events.dropped", "code", code).increment();
  }

  /// Watches the number of changes that wait to be sent to clients.
  public void watchAnnouncements(LongSupplier waiting) {
    Gauge.builder("parley.realtime.announcements", waiting, LongSupplier::getAsLong)
        .strongReference(true)
        .register(registry);
  }

  private AtomicInteger connections(String transport) {
    return connections.computeIfAbsent(
        transport,
        it -> {
          AtomicInteger count = new AtomicInteger();
          Gauge.builder("parley.realtime.connections", count, AtomicInteger::get)
              .tag("transport", it)
              .strongReference(true)
              .register(registry);
          return count;
        });
  }

  private Counter counter(String name, String tag, String value) {
    return counters.computeIfAbsent(
        new Labelled(name, value), _ -> Counter.builder(name).tag(tag, value).register(registry));
  }

  /// The key of a counter: its name, and the value of its tag.
  private record Labelled(String name, String value) {}

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }

  private Timer timer(Answer answer) {
    return Timer.builder("parley.http.requests")
        .tag("route", answer.route)
        .tag("method", answer.method)
        .tag("status", Integer.toString(answer.status))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter element(String kind) {
    return Counter.builder("parley.webhook.elements").tag("kind", kind).register(registry);
  }

  private Counter event(String kind) {
    return Counter.builder("parley.events").tag("kind", kind).register(registry);
  }
}
