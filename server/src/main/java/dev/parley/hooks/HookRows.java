package dev.parley.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.hooks.HookRecord.Kind;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/// Converts hooks to rows and rows to hooks.
final class HookRows {
  private static final JsonMapper JSON = new JsonMapper();

  private HookRows() {}

  static HookRecord of(Hook hook) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("url", hook.url().toString()).put("secret", hook.secret().text());
    hook.events().forEach(event -> json.withArray("events").add(event.word()));
    json.put("format", hook.format().word());
    json.put("active", hook.active());
    if (hook.off() != null) {
      json.put("off", hook.off().reason()).put("off_at", hook.off().at().toEpochMilli());
    }
    json.put("created", hook.createdAt().toEpochMilli());
    json.put("updated", hook.updatedAt().toEpochMilli());
    json.put("since", hook.activeSince().toEpochMilli());
    return new HookRecord(Kind.HOOK, hook.id(), json.toString());
  }

  static Hook hook(HookRecord row) {
    JsonNode json = parsed(row);
    Set<HookEvent> events = EnumSet.noneOf(HookEvent.class);
    json.path("events").forEach(word -> HookEvent.of(word.asText()).ifPresent(events::add));
    return new Hook(
        row.id(),
        URI.create(json.path("url").asText()),
        HookFormat.of(json.path("format").asText()).orElse(HookFormat.PARLEY),
        events,
        new HookSecret(json.path("secret").asText()),
        json.path("active").asBoolean(),
        json.has("off")
            ? new Hook.TurnedOff(json.path("off").asText(), time(json, "off_at"))
            : null,
        time(json, "created"),
        time(json, "updated"),
        time(json, "since"));
  }

  private static Instant time(JsonNode json, String name) {
    return Instant.ofEpochMilli(json.path(name).asLong());
  }

  private static JsonNode parsed(HookRecord row) {
    try {
      return JSON.readTree(row.body());
    } catch (JsonProcessingException damaged) {
      // the message must not contain the row, which has a secret
      throw new IllegalStateException(
          "the row %s %s of the hooks is damaged".formatted(row.kind().word(), row.id()));
    }
  }
}
