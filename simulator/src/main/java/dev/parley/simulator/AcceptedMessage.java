package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// A message that the simulator accepted from the business.
///
/// @param number Meta's id of the number from which it was sent
/// @param to the recipient as the request wrote it: `to`, or else `recipient`
/// @param customer the key of the recipient: digits, a user id, or a group's id
/// @param wamid WhatsApp's id of the message
/// @param callback `biz_opaque_callback_data`, or null
/// @param type for example `text`
/// @param at the time of the message, in milliseconds since 1970, in simulated time
/// @param body the request as it arrived
public record AcceptedMessage(
    String number,
    String to,
    String customer,
    String wamid,
    @Nullable String callback,
    String type,
    long at,
    ObjectNode body) {

  ObjectNode json() {
    ObjectNode json = MetaJson.object();
    json.put("number", number).put("to", to).put("customer", customer).put("wamid", wamid);
    if (callback != null) {
      json.put("biz_opaque_callback_data", callback);
    }
    json.put("type", type).put("at", at).set("body", body);
    return json;
  }

  static AcceptedMessage of(JsonNode json) {
    JsonNode callback = json.path("biz_opaque_callback_data");
    return new AcceptedMessage(
        json.path("number").asText(),
        json.path("to").asText(),
        json.path("customer").asText(),
        json.path("wamid").asText(),
        callback.isTextual() ? callback.asText() : null,
        json.path("type").asText(),
        json.path("at").asLong(),
        json.path("body") instanceof ObjectNode body ? body : MetaJson.object());
  }
}
