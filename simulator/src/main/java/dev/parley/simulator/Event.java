package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Something that a webhook has to report. An event is "owed" from the time at which it is in the
/// ledger until a webhook with it is answered with 200.
///
/// @param id the id, which is unique, for example `wamid.HBgL...=/delivered`
/// @param field the `field` of the element of `changes[]`, for example `messages`
/// @param value the `value` of the element of `changes[]`, in Meta's format
/// @param due the earliest time at which it may be sent, in milliseconds since 1970, in simulated
///   time
/// @param lane events of one lane are sent one after the other; for example number and customer
/// @param loose whether it ignores the order of its lane: it may overtake other events, or be
///   overtaken
/// @param batched whether it waits for other events, to be sent with them in one webhook
record Event(
    String id,
    String field,
    ObjectNode value,
    long due,
    String lane,
    boolean loose,
    boolean batched) {

  ObjectNode json() {
    ObjectNode json = MetaJson.object();
    json.put("id", id).put("field", field).put("due", due).put("lane", lane);
    json.put("loose", loose).put("batched", batched);
    json.set("value", value);
    return json;
  }

  /// @throws IllegalArgumentException if it is not an event
  static Event of(JsonNode json) {
    if (!(json.path("value") instanceof ObjectNode value) || !json.path("id").isTextual()) {
      throw new IllegalArgumentException("an event must have an id and a value");
    }
    return new Event(
        json.path("id").asText(),
        json.path("field").asText(),
        value,
        json.path("due").asLong(),
        json.path("lane").asText(),
        json.path("loose").asBoolean(),
        json.path("batched").asBoolean());
  }
}
