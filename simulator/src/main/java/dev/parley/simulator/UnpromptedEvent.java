package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// An event that no request of the business caused: a customer wrote, called or changed their
/// number, or the business wrote on its phone.
///
/// @param id the wamid of a message, the id of a call
/// @param number Meta's id of the business's number
/// @param customer the key of the customer: digits or a user id
/// @param type for example `text`, `system`, `call`, `echo`
/// @param at the time of the event, in milliseconds since 1970, in simulated time
/// @param opens whether it opens the customer service window of 24 hours
/// @param acknowledged whether a webhook with it was answered 200
public record UnpromptedEvent(
    String id,
    String number,
    String customer,
    String type,
    long at,
    boolean opens,
    boolean acknowledged) {

  ObjectNode json() {
    return MetaJson.object()
        .put("id", id)
        .put("number", number)
        .put("customer", customer)
        .put("type", type)
        .put("at", at)
        .put("opens", opens)
        .put("acknowledged", acknowledged);
  }

  static UnpromptedEvent of(JsonNode json) {
    return new UnpromptedEvent(
        json.path("id").asText(),
        json.path("number").asText(),
        json.path("customer").asText(),
        json.path("type").asText(),
        json.path("at").asLong(),
        json.path("opens").asBoolean(),
        json.path("acknowledged").asBoolean());
  }
}
