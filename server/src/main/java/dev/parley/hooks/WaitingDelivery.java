package dev.parley.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.StreamPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event that a hook has read and not delivered yet, as it is kept in the state of its cursor.
/// It holds no content: that is read from the store when it is delivered, and is gone when it was
/// erased.
///
/// ```json
/// [{"n": 100, "t": 4711, "e": "message.received", "l": "15551234567", "o": "wamid.1",
///   "a": 2, "f": 1764244800000, "d": 1764244860000}]
/// ```
///
/// @param position of the change, which names the event for good
/// @param lane events of one lane are delivered one after the other: the chat's address; several
///   with spaces between them
/// @param object the id of the message, or the address of the contact; of a call its number
/// @param attempts how often it was tried
/// @param failingSince when it failed for the first time; null: it did not
/// @param due when it may be tried next
public record WaitingDelivery(
    StreamPosition position,
    HookEvent event,
    String lane,
    String object,
    int attempts,
    @Nullable Instant failingSince,
    Instant due) {
  private static final JsonMapper JSON = new JsonMapper();

  /// All lanes that it is in: of a call of Meta's there may be several.
  public List<String> lanes() {
    return List.of(lane.split(" ", -1));
  }

  /// The state of a cursor.
  public static String write(List<WaitingDelivery> all) {
    if (all.isEmpty()) {
      return "";
    }
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (WaitingDelivery one : all) {
      ObjectNode entry =
          json.addObject()
              .put("n", one.position.number())
              .put("t", one.position.token())
              .put("e", one.event.word())
              .put("l", one.lane)
              .put("o", one.object)
              .put("a", one.attempts)
              .put("d", one.due.toEpochMilli());
      if (one.failingSince != null) {
        entry.put("f", one.failingSince.toEpochMilli());
      }
    }
    return json.toString();
  }

  /// What a state holds; events that this version does not know are left out.
  ///
  /// @throws IllegalStateException when it is damaged
  public static List<WaitingDelivery> read(String state) {
    List<WaitingDelivery> all = new ArrayList<>();
    if (state.isEmpty()) {
      return all;
    }
    try {
      for (JsonNode entry : JSON.readTree(state)) {
        Optional<HookEvent> event = HookEvent.of(entry.path("e").asText());
        if (event.isPresent()) {
          all.add(
              new WaitingDelivery(
                  new StreamPosition(entry.path("n").asLong(), entry.path("t").asLong()),
                  event.get(),
                  entry.path("l").asText(),
                  entry.path("o").asText(),
                  entry.path("a").asInt(),
                  entry.has("f") ? Instant.ofEpochMilli(entry.path("f").asLong()) : null,
                  Instant.ofEpochMilli(entry.path("d").asLong())));
        }
      }
      return all;
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("the state of a hook's cursor is damaged");
    }
  }
}
