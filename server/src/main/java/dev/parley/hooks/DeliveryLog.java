package dev.parley.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.hooks.HookRecord.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The latest deliveries of a hook, as the process that owns the hook last stored them.
///
/// @param waiting the number of events that were read but not yet delivered
/// @param failingSince the time of the first of the consecutive failures; null if the last attempt
///   succeeded
/// @param attempts the newest first, at most [#MOST]
public record DeliveryLog(int waiting, @Nullable Instant failingSince, List<Attempt> attempts) {
  /// The maximum number of attempts that are kept for a hook.
  public static final int MOST = 200;

  /// The log of a hook that has delivered nothing yet.
  public static final DeliveryLog EMPTY = new DeliveryLog(0, null, List.of());

  private static final JsonMapper JSON = new JsonMapper();

  public DeliveryLog {
    attempts = List.copyOf(attempts);
  }

  /// The row of a hook's log.
  public HookRecord row(String hook) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("waiting", waiting);
    if (failingSince != null) {
      json.put("failing", failingSince.toEpochMilli());
    }
    var all = json.putArray("attempts");
    for (Attempt attempt : attempts) {
      ObjectNode one =
          all.addObject()
              .put("id", attempt.delivery())
              .put("event", attempt.event())
              .put("at", attempt.at().toEpochMilli())
              .put("number", attempt.number())
              .put("status", attempt.status())
              .put("took", attempt.took().toMillis());
      if (attempt.problem() != null) {
        one.put("problem", attempt.problem());
      }
      if (attempt.next() != null) {
        one.put("next", attempt.next().toEpochMilli());
      }
    }
    return new HookRecord(Kind.LOG, hook, json.toString());
  }

  /// Reads the log of a row; empty if the row is damaged, because it is only a log.
  public static DeliveryLog read(HookRecord row) {
    try {
      JsonNode json = JSON.readTree(row.body());
      List<Attempt> attempts = new ArrayList<>();
      for (JsonNode one : json.path("attempts")) {
        attempts.add(
            new Attempt(
                one.path("id").asText(),
                one.path("event").asText(),
                Instant.ofEpochMilli(one.path("at").asLong()),
                one.path("number").asInt(),
                one.path("status").asInt(),
                one.path("problem").textValue(),
                Duration.ofMillis(one.path("took").asLong()),
                time(one.path("next"))));
      }
      return new DeliveryLog(json.path("waiting").asInt(), time(json.path("failing")), attempts);
    } catch (JsonProcessingException damaged) {
      return EMPTY;
    }
  }

  private static @Nullable Instant time(JsonNode millis) {
    return millis.isNumber() ? Instant.ofEpochMilli(millis.asLong()) : null;
  }
}
