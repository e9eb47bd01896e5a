package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Events of the account that customers do not cause: a phone with the same number shares its
/// history and its address book, another responder takes a conversation, Meta pauses a template.
/// Each event is in the ledger before a webhook reports it. Safe for use by many threads.
///
/// Source: "Webhooks > Reference", the pages of the fields.
final class AccountSide {
  private static final String DECLINED = "declined";

  /// The events of each field; the first is the default.
  private static final Map<String, List<String>> EVENTS =
      Map.of(
          "history",
          List.of("shared", DECLINED),
          "smb_app_state_sync",
          List.of("add", "remove"),
          "messaging_handovers",
          List.of("control_passed", "control_taken"),
          "message_template_status_update",
          List.of(
              "PAUSED",
              "APPROVED",
              "ARCHIVED",
              "DELETED",
              "DISABLED",
              "FLAGGED",
              "IN_APPEAL",
              "LIMIT_EXCEEDED",
              "LOCKED",
              "PENDING",
              "PENDING_DELETION",
              "REINSTATED",
              "REJECTED",
              "UNARCHIVED"),
          "account_update",
          List.of(
              "ACCOUNT_VIOLATION",
              "ACCOUNT_DELETED",
              "ACCOUNT_OFFBOARDED",
              "ACCOUNT_RECONNECTED",
              "ACCOUNT_RESTRICTION",
              "DISABLED_UPDATE",
              "PARTNER_ADDED",
              "PARTNER_REMOVED",
              "VOLUME_BASED_PRICING_TIER_UPDATE"),
          "phone_number_quality_update",
          List.of("THROUGHPUT_UPGRADE", "ONBOARDING"));

  /// The webhook fields that can be simulated.
  static final Set<String> FIELDS = new TreeSet<>(EVENTS.keySet());

  private static final Set<String> OF_A_CUSTOMER =
      Set.of("history", "smb_app_state_sync", "messaging_handovers");

  private static final Pattern WORD = Pattern.compile("[a-z0-9_]{1,512}");
  private static final int MESSAGES_OF_A_PART = 4;
  private static final int DECLINED_CODE = 2593109;

  private final SimulatedClock clock;
  private final Ledger ledger;
  private final Dice dice;
  private final WebhookValues values;
  private final Customers customers;
  private final Media media;
  private final Limits limits;
  private final Outbound outbound;
  private final Wamids wamids;

  AccountSide(
      SimulatedClock clock,
      Ledger ledger,
      Dice dice,
      WebhookValues values,
      Customers customers,
      Media media,
      Limits limits,
      Outbound outbound) {
    this.clock = clock;
    this.ledger = ledger;
    this.dice = dice;
    this.values = values;
    this.customers = customers;
    this.media = media;
    this.limits = limits;
    this.outbound = outbound;
    this.wamids = new Wamids(dice);
  }

  /// Triggers an event.
  ///
  /// @param request the body of `POST /simulate/event`
  /// @return `{"ids": [...]}`, the ids of the messages that come with it; usually none
  /// @throws GraphError if the request is wrong
  synchronized ObjectNode act(BusinessNumber number, ObjectNode request) {
    Check check = new Check(request, "");
    var _ = check.only(Set.of("field", "event", "from", "number", "template", "value"));
    String field = check.text("field", 100);
    List<String> events = EVENTS.get(field);
    if (events == null) {
      throw check.invalid("field", "must be one of " + FIELDS);
    }
    String event = request.path("event").asText(events.getFirst());
    if (!events.contains(event)) {
      throw check.invalid("event", "must be one of " + events);
    }
    Customer customer = OF_A_CUSTOMER.contains(field) ? customer(check) : null;
    TriggeredEvent happens =
        new TriggeredEvent(number, field, event, ledger.told() + 1, clock.millis());
    List<Event> owes =
        switch (field) {
          case "history" -> history(happens, orFirst(customer));
          case "smb_app_state_sync" -> phoneBook(happens, orFirst(customer));
          case "messaging_handovers" -> handover(happens, check, orFirst(customer));
          case "message_template_status_update" -> template(happens, check);
          case "account_update" -> account(happens);
          default -> quality(happens);
        };
    if (request.path("value") instanceof ObjectNode more) {
      owes.forEach(it -> it.value().setAll(more));
    }
    ledger.tell(field, event, happens.at, owes);
    outbound.owe(owes);
    ObjectNode answer = MetaJson.object();
    answer.set("ids", ids(owes));
    return answer;
  }

  /// Whether a field is about the account or one of its numbers, and not about a customer.
  static boolean isOfTheAccount(String field) {
    return !OF_A_CUSTOMER.contains(field);
  }

  /// An event that was triggered.
  ///
  /// @param order the number of the event among all events, from 1
  private record TriggeredEvent(
      BusinessNumber number, String field, String event, long order, long at) {
    /// A text that differs for each event.
    String key() {
      return field + '#' + order;
    }

    String second() {
      return Long.toString(at / 1_000);
    }
  }

  private Customer orFirst(@Nullable Customer customer) {
    return customer == null ? customers.byNumber(customers.number(0)) : customer;
  }

  private @Nullable Customer customer(Check request) {
    String from = request.optionalText("from", 200);
    if (from == null) {
      return null;
    }
    if (!CustomerSide.WHO.matcher(from).matches()) {
      throw request.invalid("from", "must be 8 to 15 digits or a user id");
    }
    return customers.byKey(from);
  }

  /// The history of a conversation: three parts, one for each phase, in any order, and then the
  /// file for which the first part contains only a placeholder.
  private List<Event> history(TriggeredEvent happens, Customer customer) {
    if (happens.event.equals(DECLINED)) {
      ObjectNode value = values.of(happens.number.id());
      value
          .putArray("history")
          .addObject()
          .putArray("errors")
          .addObject()
          .put("code", DECLINED_CODE)
          .put("title", "History sharing is turned off by the business from the WhatsApp app");
      return List.of(event(happens, "", value, 0));
    }
    List<Event> events = new ArrayList<>();
    long last = 0;
    for (int phase = 0; phase <= 2; phase++) {
      long later = dice.between(0, 3_000, "part " + phase, happens.key());
      last = Math.max(last, later);
      events.add(event(happens, "/" + phase, part(happens, customer, phase), later));
    }
    ObjectNode file = values.of(happens.number.id());
    file.putArray("contacts").add(customer.contact());
    ObjectNode message = pastMessage(happens, customer, 0, 0);
    message.put("type", "image");
    message.set("image", media.fromCustomer("image", message.path("id").asText(), ""));
    file.putArray("messages").add(message);
    events.add(event(happens, "/file", file, last + 2_000));
    return events;
  }

  private ObjectNode part(TriggeredEvent happens, Customer customer, int phase) {
    ObjectNode value = values.of(happens.number.id());
    ObjectNode part = value.putArray("history").addObject();
    part.putObject("metadata")
        .put("phase", phase)
        .put("chunk_order", 1)
        .put("progress", 100 * (phase + 1) / 3);
    ObjectNode thread = part.putArray("threads").addObject();
    ObjectNode context = thread.putObject("context");
    if (customer.shown() != null) {
      thread.put("id", customer.shown());
      context.put("wa_id", customer.shown());
    }
    context.put("user_id", customer.userId());
    if (customer.username() != null) {
      context.put("username", customer.username());
    }
    ArrayNode messages = thread.putArray("messages");
    for (int i = 0; i < MESSAGES_OF_A_PART; i++) {
      ObjectNode message = pastMessage(happens, customer, phase, i);
      if (phase == 0 && i == 0) {
        message.put("type", "media_placeholder");
      } else {
        message.put("type", "text");
        message.putObject("text").put("body", "Message %d of part %d".formatted(i + 1, phase + 1));
      }
      message.putObject("history_context").put("status", i % 2 == 0 ? "READ" : "DELIVERED");
      messages.add(message);
    }
    return value;
  }

  /// A message of the history; the customer wrote those with even indexes.
  ///
  /// @param phase 0: from yesterday, 1: from last month, 2: from four months ago
  private ObjectNode pastMessage(TriggeredEvent happens, Customer customer, int phase, int index) {
    boolean ours = index % 2 == 1;
    long days = List.of(1L, 30L, 120L).get(phase);
    ObjectNode message = MetaJson.object();
    if (ours) {
      message.put("from", happens.number.display());
      if (customer.shown() != null) {
        message.put("to", customer.shown());
      }
    } else if (customer.shown() != null) {
      message.put("from", customer.shown());
    } else {
      message.put("from_user_id", customer.userId());
    }
    String key = "past|%s|%d|%d".formatted(happens.key(), phase, index);
    long at = happens.at - TimeUnit.DAYS.toMillis(days) + TimeUnit.MINUTES.toMillis(index);
    return message
        .put("id", wamids.of(customer.key(), ours, key))
        .put("timestamp", Long.toString(at / 1_000));
  }

  /// Somebody was added to the address book of the phone, or removed from it.
  private List<Event> phoneBook(TriggeredEvent happens, Customer customer) {
    ObjectNode value = values.of(happens.number.id());
    ObjectNode entry = value.putArray("state_sync").addObject().put("type", "contact");
    ObjectNode contact = entry.putObject("contact");
    if (happens.event.equals("add")) {
      String name = "%s (phone)".formatted(customer.name());
      contact.put("full_name", name).put("first_name", customer.name().split(" ", -1)[0]);
    }
    if (customer.waId() != null) {
      contact.put("phone_number", customer.waId());
    }
    contact.put("user_id", customer.userId());
    if (customer.username() != null) {
      contact.put("username", customer.username());
    }
    entry.put("action", happens.event).putObject("metadata").put("timestamp", happens.second());
    return List.of(event(happens, "", value, 0));
  }

  /// Another responder of the number takes the conversation, or people take it back.
  private List<Event> handover(TriggeredEvent happens, Check request, Customer customer) {
    if (customer.waId() == null) {
      throw request.invalid("from", "must be a number if a conversation is handed over");
    }
    ObjectNode value = MetaJson.object().put("messaging_product", "whatsapp");
    value.putObject("sender").put("phone_number", customer.waId());
    value
        .putObject("recipient")
        .put("phone_number_id", happens.number.id())
        .put("display_phone_number", happens.number.display());
    boolean passed = happens.event.equals("control_passed");
    value.put("type", happens.event).put("timestamp", happens.second());
    value
        .putObject(happens.event)
        .put("previous_owner_role", passed ? "ai_agent" : "customer_service")
        .put("new_owner_role", passed ? "customer_service" : "ai_agent")
        .put("metadata", "order 1001");
    return List.of(event(happens, "", value, 0));
  }

  private List<Event> template(TriggeredEvent happens, Check request) {
    String named = request.optionalText("template", 512);
    String name = named == null ? "paused_offer" : named;
    if (!WORD.matcher(name).matches()) {
      throw request.invalid("template", "must be 1 to 512 of a-z 0-9 _");
    }
    ObjectNode value = MetaJson.object().put("event", happens.event);
    value
        .put("message_template_id", Long.parseLong(dice.digits(15, "template", name)))
        .put("message_template_name", name)
        .put("message_template_language", "en-US") // webhooks write it with a dash
        .put("message_template_category", "MARKETING")
        .put("reason", happens.event.equals("REJECTED") ? "INVALID_FORMAT" : "NONE");
    switch (happens.event) {
      case "PAUSED" ->
          value
              .putObject("other_info")
              .put("title", "FIRST_PAUSE")
              .put("description", "Customers gave feedback: it is paused for three hours.");
      case "DISABLED" -> value.putObject("disable_info").put("disable_date", happens.second());
      case "REJECTED" ->
          value
              .putObject("rejection_info")
              .put("reason", "A variable is at the end.")
              .put("recommendation", "Put words after it.");
      default -> {} // no further details
    }
    return List.of(event(happens, "", value, 0));
  }

  private List<Event> account(TriggeredEvent happens) {
    ObjectNode value = MetaJson.object().put("phone_number", happens.number.display());
    value.put("event", happens.event);
    switch (happens.event) {
      case "ACCOUNT_VIOLATION" ->
          value.putObject("violation_info").put("violation_type", "ALCOHOL");
      case "ACCOUNT_RESTRICTION" ->
          value
              .putArray("restriction_info")
              .addObject()
              .put("restriction_type", "RESTRICTED_BIZ_INITIATED_MESSAGING")
              .put("expiration", (happens.at + TimeUnit.DAYS.toMillis(7)) / 1_000);
      case "DISABLED_UPDATE" ->
          value
              .putObject("ban_info")
              .put("waba_ban_state", "SCHEDULE_FOR_DISABLE")
              .put("waba_ban_date", day(happens.at + TimeUnit.DAYS.toMillis(7)));
      default -> {} // no further details
    }
    return List.of(event(happens, "", value, 0));
  }

  private static String day(long millis) {
    return Instant.ofEpochMilli(millis).toString().substring(0, 10);
  }

  /// The number gets a higher rate, or is added.
  private List<Event> quality(TriggeredEvent happens) {
    if (happens.event.equals("THROUGHPUT_UPGRADE")) {
      limits.level(happens.number.id(), Throughput.HIGH);
    }
    ObjectNode value =
        MetaJson.object()
            .put("display_phone_number", happens.number.display())
            .put("event", happens.event)
            .put("max_daily_conversations_per_business", "TIER_UNLIMITED");
    return List.of(event(happens, "", value, 0));
  }

  /// @param part distinguishes the events that happen together; empty if there is only one
  /// @param later the delay of the event in milliseconds
  private Event event(TriggeredEvent happens, String part, ObjectNode value, long later) {
    String id = happens.key() + part;
    return values.event(id, happens.field, value, happens.at + later, happens.number.id(), id);
  }

  private static ArrayNode ids(List<Event> events) {
    Map<String, String> ids = new TreeMap<>();
    for (Event event : events) {
      for (JsonNode part : event.value().path("history")) {
        for (JsonNode thread : part.path("threads")) {
          thread
              .path("messages")
              .forEach(it -> ids.put(it.path("timestamp").asText(), it.path("id").asText()));
        }
      }
    }
    ArrayNode array = MetaJson.array();
    ids.values().forEach(array::add);
    return array;
  }
}
