package dev.parley.hooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.hooks.HookRecord.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A webhook call from Meta that waits to be delivered, unchanged, to a hook.
///
/// @param number the number among the calls of its hook, from 1
/// @param lanes the customers that the call is about: calls about the same customer are delivered
///   one after the other
/// @param signature the header `X-Hub-Signature-256`
@SuppressWarnings("ArrayRecordComponent") // bytes on their way out; calls are never compared
public record MetaCall(long number, List<String> lanes, String signature, byte[] body) {
  private static final JsonMapper JSON = new JsonMapper();

  /// If a call has more lanes, the order is guaranteed only for this number of them.
  private static final int MOST_LANES = 200;

  /// The fields that may name the customer or the group. One call may name a customer by the
  /// number, and the next one only by the user id.
  private static final List<String> FROM = List.of("from", "from_user_id", "group_id");

  private static final List<String> TO = List.of("to", "to_user_id", "group_id");

  private static final List<String> RECIPIENT =
      List.of("recipient_id", "recipient_user_id", "group_id");

  public MetaCall {
    lanes = List.copyOf(lanes);
  }

  /// The id of the row of a hook's call. Ids sort as numbers do.
  static String id(String hook, long number) {
    return "%s/%019d".formatted(hook, number);
  }

  /// A text that sorts before the ids of all calls of a hook.
  static String before(String hook) {
    return hook + "/";
  }

  /// A text that sorts after the ids of all calls of a hook: `0` follows `/`.
  static String after(String hook) {
    return hook + "0";
  }

  HookRecord row(String hook) {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("number", number).put("signature", signature);
    lanes.forEach(lane -> json.withArray("lanes").add(lane));
    json.put("body", Base64.getEncoder().encodeToString(body));
    return new HookRecord(Kind.CALL, id(hook, number), json.toString());
  }

  static MetaCall read(HookRecord row) {
    try {
      JsonNode json = JSON.readTree(row.body());
      List<String> lanes = new ArrayList<>();
      json.path("lanes").forEach(lane -> lanes.add(lane.asText()));
      return new MetaCall(
          json.path("number").asLong(),
          lanes,
          json.path("signature").asText(),
          Base64.getDecoder().decode(json.path("body").asText()));
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("the row %s of the hooks is damaged".formatted(row.id()));
    }
  }

  /// The lanes of a body: one for each name of each customer, with the business number. Only `-` if
  /// the body is about no customer.
  static List<String> lanes(byte[] body) {
    Set<String> lanes = new TreeSet<>();
    try {
      for (JsonNode entry : JSON.readTree(body).path("entry")) {
        for (JsonNode change : entry.path("changes")) {
          JsonNode value = change.path("value");
          String number = value.at("/metadata/phone_number_id").asText();
          add(lanes, number, value.path("messages"), FROM);
          add(lanes, number, value.path("message_echoes"), TO);
          add(lanes, number, value.path("statuses"), RECIPIENT);
        }
      }
    } catch (IOException notJson) {
      // A body that cannot be parsed is delivered too, in the lane of bodies without a customer.
    }
    return lanes.isEmpty() ? List.of("-") : List.copyOf(lanes);
  }

  private static void add(
      Set<String> lanes, String number, JsonNode elements, List<String> fields) {
    for (JsonNode element : elements) {
      List<String> names =
          fields.stream()
              .map(it -> element.path(it).asText())
              .filter(name -> !name.isEmpty())
              .toList();
      for (String name : names.isEmpty() ? List.of("") : names) {
        if (lanes.size() < MOST_LANES) {
          lanes.add((number + ":" + name).replaceAll("\\s", "_"));
        }
      }
    }
  }
}
