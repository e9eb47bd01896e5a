package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Creates the `value` of a change in a webhook, and events with such values. Safe for use by many
/// threads.
final class WebhookValues {
  private final Map<String, BusinessNumber> numbers;
  private final Dice dice;
  private final Supplier<Faults> faults;

  WebhookValues(Map<String, BusinessNumber> numbers, Dice dice, Supplier<Faults> faults) {
    this.numbers = numbers;
    this.dice = dice;
    this.faults = faults;
  }

  /// A value with only `messaging_product` and `metadata`.
  ///
  /// @param number the id of the business's number
  ObjectNode of(String number) {
    BusinessNumber own = numbers.get(number);
    if (own == null) {
      throw new IllegalArgumentException("there is no number with the id " + number);
    }
    ObjectNode value = MetaJson.object().put("messaging_product", "whatsapp");
    value
        .putObject("metadata")
        .put("display_phone_number", own.display())
        .put("phone_number_id", own.id());
    return value;
  }

  ObjectNode statuses(String number, @Nullable ArrayNode contacts, ArrayNode statuses) {
    ObjectNode value = of(number);
    if (contacts != null) {
      value.set("contacts", contacts);
    }
    value.set("statuses", statuses);
    return value;
  }

  /// @param customer the events of one customer are sent in order, except those that a random
  ///   decision batches or delays
  Event event(String id, String field, ObjectNode value, long due, String number, String customer) {
    Faults now = faults.get();
    boolean batched = dice.happens(now.rate(Fault.WEBHOOK_BATCH), "batch", id);
    boolean loose = dice.happens(now.rate(Fault.WEBHOOK_REORDER), "reorder", id);
    long late = loose ? dice.between(500, 8_000, "late", id) : 0;
    return new Event(
        id, field, value, due + late, number + '|' + customer, loose || batched, batched);
  }
}
