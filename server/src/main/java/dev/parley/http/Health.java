package dev.parley.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.advice.Advice;
import dev.parley.api.Times;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Failure;
import dev.parley.health.Watchdog;
import dev.parley.limits.Cost;
import dev.parley.whatsapp.webhook.AccountReport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `GET /health`: the state of the server and its store; 503 when the store is down or a part of
/// Parley is stuck, so that load balancers see it. Runs on the event loop, and reports the last
/// known state of the store; reads it at most ten times a second, however many requests arrive.
/// Also says when WhatsApp accepts nothing from the account, which is not a reason for a 503. Names
/// the numbers, templates and outgoing webhooks only to callers that have a permission to read.
final class Health implements NonBlockingEndpoint {
  private static final String MONGODB = "mongodb";
  private static final int MOST_ALERTS = 20;
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private final ChatStore store;
  private final Clock clock;
  private final Watchdog watchdog;
  private final String version;
  private final Supplier<Map<String, Long>> behind;
  private final Supplier<Map<String, Failure>> unsent;
  private final Supplier<Map<String, String>> hooksOff;
  private final AccountNews account;
  private final boolean open;

  /// The start on the monotonic clock, because the time of day can go back.
  private final long started = System.nanoTime();

  private volatile @Nullable Look last;

  /// @param at the time, by [System#nanoTime]
  /// @param answer the answer for callers that have a permission to read
  /// @param forStrangers the answer for all other callers
  private record Look(long at, Response.Whole answer, Response.Whole forStrangers) {
    Response.Whole to(Principal caller) {
      return caller.may(Permission.READ) || caller.may(Permission.METRICS) ? answer : forStrangers;
    }
  }

  /// @param open whether all callers without a credential may do everything
  Health(ChatStore store, HttpApi.About about, boolean open) {
    this.open = open;
    this.store = store;
    this.clock = about.clock();
    this.watchdog = about.watchdog();
    this.version = about.version();
    this.behind = about.behind();
    this.unsent = about.unsent();
    this.hooksOff = about.hooksOff();
    this.account = about.account();
  }

  /// Whether requests should be sent here.
  static boolean isReady(ChatStore store, Watchdog watchdog) {
    return store.health().ok() && watchdog.stuck().isEmpty();
  }

  @Override
  public Cost cost() {
    return Cost.FREE;
  }

  @Override
  public Response.Whole handle(Request request) {
    Look known = last;
    long now = System.nanoTime();
    if (known != null && now - known.at < LOOK_NANOS) {
      return known.to(request.caller());
    }
    Look fresh = new Look(now, look(true), look(false));
    last = fresh;
    return fresh.to(request.caller());
  }

  /// @param names whether it names numbers, templates and outgoing webhooks
  private Response.Whole look(boolean names) {
    ChatStore.Health health = store.health();
    String connection = health.ok() ? "connected" : "disconnected";
    List<String> stuck = watchdog.stuck();
    Map<String, Long> late = behind.get();
    List<AccountReport> alerts = account.needsAttention();
    boolean well = health.ok() && stuck.isEmpty();
    return Response.json(
        well ? 200 : 503,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", well ? "OK" : "UNAVAILABLE");
          json.writeStringField("timestamp", Times.format(clock.instant()));
          json.writeStringField(
              MONGODB, health.kind().equals(MONGODB) ? connection : "not configured");
          json.writeObjectFieldStart("store");
          json.writeStringField("kind", health.kind());
          json.writeStringField("status", connection);
          if (health.fault() != null) {
            json.writeStringField("fault", health.fault());
          }
          json.writeEndObject();
          json.writeStringField("version", version);
          json.writeNumberField(
              "uptime", Duration.ofNanos(System.nanoTime() - started).toMillis() / 1000.0);
          if (open) {
            json.writeStringField("anonymous", "all");
          }
          if (!stuck.isEmpty()) {
            json.writeArrayFieldStart("stuck");
            for (String part : stuck) {
              json.writeString(part);
            }
            json.writeEndArray();
          }
          if (!late.isEmpty()) {
            json.writeObjectFieldStart("behind");
            for (Map.Entry<String, Long> subscriber : late.entrySet()) {
              json.writeNumberField(subscriber.getKey(), subscriber.getValue());
            }
            json.writeEndObject();
          }
          Map<String, Failure> stopped = unsent.get();
          if (!stopped.isEmpty()) {
            stopped(json, stopped, names);
          }
          Map<String, String> off = hooksOff.get();
          if (names && !off.isEmpty()) {
            json.writeArrayFieldStart("hooks");
            for (Map.Entry<String, String> hook : off.entrySet()) {
              json.writeStartObject();
              json.writeStringField("id", hook.getKey());
              json.writeStringField("state", "off");
              json.writeStringField("reason", hook.getValue());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
          if (names && !alerts.isEmpty()) {
            json.writeArrayFieldStart("account");
            for (AccountReport alert : alerts.subList(0, Math.min(alerts.size(), MOST_ALERTS))) {
              write(json, alert);
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }

  /// Writes why messages wait. Parley cannot fix the cause itself; everything else continues.
  ///
  /// @param reasons the reasons by WhatsApp's id of the number; the first reason is also shown
  ///   outside of the list
  /// @param names whether the numbers are named
  private static void stopped(JsonGenerator json, Map<String, Failure> reasons, boolean names)
      throws IOException {
    json.writeObjectFieldStart("sending");
    json.writeStringField("status", "stopped");
    reason(json, reasons.values().iterator().next());
    if (names) {
      json.writeArrayFieldStart("numbers");
      for (Map.Entry<String, Failure> number : reasons.entrySet()) {
        json.writeStartObject();
        json.writeStringField("phone_number_id", number.getKey());
        reason(json, number.getValue());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void reason(JsonGenerator json, Failure reason) throws IOException {
    json.writeNumberField("code", reason.code());
    json.writeStringField("reason", reason.title());
    Optional<String> advice = Advice.on(reason.code());
    if (advice.isPresent()) {
      json.writeStringField("advice", advice.get());
    }
  }

  private static void write(JsonGenerator json, AccountReport alert) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", alert.kind());
    if (alert.subject() != null) {
      json.writeStringField("subject", alert.subject());
    }
    json.writeStringField("state", alert.state());
    json.writeStringField("at", Times.format(alert.at()));
    json.writeEndObject();
  }
}
