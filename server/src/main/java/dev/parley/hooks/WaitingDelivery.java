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

/// An event that a hook has read but not yet delivered, in the form kept in the state of the hook's
/// cursor. It contains no content: the content is read from the store at delivery, and is absent if
/// it was erased meanwhile.
///
/// ```json
/// [{"n": 100, "t": 4711, "e": "message.received", "l": "15551234567", "o": "wamid.1",
///   "a": 2, "f": 1764244800000, "d": 1764244860000}]
/// ```
///
/// @param position the position of the change, which identifies the event permanently
/// @param lane the address of the chat, or several separated by spaces: events of one lane are
///   delivered one after the other
/// @param object the id of the message, the address of the contact, or the number of the call
/// @param attempts the number of attempts so far
/// @param failingSince the time of the first failure; null if there was none
/// @param due the earliest time of the next attempt
public record WaitingDelivery(
    StreamPosition position,
    HookEvent event,
    String lane,
    String object,
    int attempts,
    @Nullable Instant failingSince,
    Instant due) {
  private static final JsonMapper JSON = new JsonMapper();

  /// All lanes of the event: a call from Meta may have several.
  public List<String> lanes() {
    return List.of(lane.split(" ", -1));
  }

  /// Writes events as the state of a cursor.
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

  /// Reads the events of a state; skips events that this version does not know.
  ///
  /// @throws IllegalStateException if the state is damaged
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
