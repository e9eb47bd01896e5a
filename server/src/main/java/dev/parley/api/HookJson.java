package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.hooks.Attempt;
import dev.parley.hooks.DeliveryLog;
import dev.parley.hooks.Hook;
import dev.parley.hooks.HookEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Outgoing webhooks in JSON.
///
/// ```json
/// {"id": "h_4f7k2m9q3x", "url": "https://example.com/hook", "events": ["message.received"],
///  "format": "parley", "active": true, "off": null, "createdAt": "2026-11-24T12:00:00.000Z",
///  "updatedAt": "2026-11-24T12:00:00.000Z", "waiting": 0, "failing_since": null}
/// ```
public final class HookJson {
  private HookJson() {}

  /// Writes a hook.
  ///
  /// @param secret the secret, which is shown only once; null: not shown
  public static void write(JsonGenerator json, Hook hook, DeliveryLog log, @Nullable String secret)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", hook.id());
    json.writeStringField("url", hook.url().toString());
    json.writeArrayFieldStart("events");
    for (HookEvent event : hook.events()) {
      if (event.isChosen()) {
        json.writeString(event.word());
      }
    }
    json.writeEndArray();
    json.writeStringField("format", hook.format().word());
    json.writeBooleanField("active", hook.active());
    json.writeFieldName("off");
    if (hook.off() == null) {
      json.writeNull();
    } else {
      json.writeStartObject();
      json.writeStringField("reason", hook.off().reason());
      Times.write(json, "at", hook.off().at());
      json.writeEndObject();
    }
    Times.write(json, "createdAt", hook.createdAt());
    Times.write(json, "updatedAt", hook.updatedAt());
    json.writeNumberField("waiting", log.waiting());
    Times.write(json, "failing_since", log.failingSince());
    if (secret != null) {
      json.writeStringField("secret", secret);
    }
    json.writeEndObject();
  }

  /// Writes the delivery attempts of a hook, the newest first: `[{"id": "evt_2s-1k9x0f3", "event":
  /// "message.received", "at": "...", "attempt": 1, "status": 500, "delivered": false, "problem":
  /// "the receiver answered 500", "took_ms": 12, "next_at": "..."}]`.
  ///
  /// @param limit the maximum number of attempts
  public static void writeAttempts(JsonGenerator json, DeliveryLog log, int limit)
      throws IOException {
    json.writeStartArray();
    for (Attempt attempt : log.attempts().stream().limit(limit).toList()) {
      json.writeStartObject();
      json.writeStringField("id", attempt.delivery());
      json.writeStringField("event", attempt.event());
      Times.write(json, "at", attempt.at());
      json.writeNumberField("attempt", attempt.number());
      json.writeFieldName("status");
      if (attempt.status() == 0) {
        json.writeNull();
      } else {
        json.writeNumber(attempt.status());
      }
      json.writeBooleanField("delivered", attempt.problem() == null);
      Json.text(json, "problem", attempt.problem());
      json.writeNumberField("took_ms", attempt.took().toMillis());
      Times.write(json, "next_at", attempt.next());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
