package dev.parley.http;

import dev.parley.api.Times;
import dev.parley.chat.ChatStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// `GET /health`: how the server and its store are; 503 when the store is down, so that load
/// balancers see it. Runs on the event loop, and tells what the store last knew of itself.
final class Health implements Endpoint {
  private static final String MONGODB = "mongodb";

  private final ChatStore store;
  private final Clock clock;
  private final Instant started;
  private final String version;

  Health(ChatStore store, Clock clock, String version) {
    this.store = store;
    this.clock = clock;
    this.started = clock.instant();
    this.version = version;
  }

  @Override
  public Response handle(Request request) {
    ChatStore.Health health = store.health();
    String connection = health.ok() ? "connected" : "disconnected";
    Instant now = clock.instant();
    return Response.json(
        health.ok() ? 200 : 503,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", health.ok() ? "OK" : "UNAVAILABLE");
          json.writeStringField("timestamp", Times.format(now));
          json.writeStringField(
              MONGODB, health.kind().equals(MONGODB) ? connection : "not configured");
          json.writeObjectFieldStart("store");
          json.writeStringField("kind", health.kind());
          json.writeStringField("status", connection);
          json.writeEndObject();
          json.writeStringField("version", version);
          json.writeNumberField("uptime", Duration.between(started, now).toMillis() / 1000.0);
          json.writeEndObject();
        });
  }
}
