package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Actions of customers, who write, answer, call and change their numbers; and of the business on
/// its phone. Each action is in the ledger before a webhook reports it. Safe for use by many
/// threads.
///
/// Source: "Webhooks > messages" and its pages, "calls", "smb_message_echoes", "standby".
final class CustomerSide {
  private static final Set<String> MEDIA = Set.of("image", "video", "audio", "document", "sticker");
  private static final Set<String> OTHERS =
      Set.of(
          "text",
          "location",
          "contacts",
          "button",
          "interactive",
          "order",
          "reaction",
          "edit",
          "revoke",
          "request_welcome",
          "unsupported",
          "system",
          "call",
          "echo");

  /// Random events of the account when a customer writes.
  private static final Map<Fault, String> EVENTS =
      Map.of(
          Fault.EVENTS_HISTORY, "history",
          Fault.EVENTS_CONTACTS, "smb_app_state_sync",
          Fault.EVENTS_HANDOVER, "messaging_handovers",
          Fault.EVENTS_TEMPLATE, "message_template_status_update",
          Fault.EVENTS_ACCOUNT, "account_update",
          Fault.EVENTS_QUALITY, "phone_number_quality_update");

  /// The types of messages that neither open the window nor count as an answer.
  private static final Set<String> SILENT =
      Set.of("reaction", "edit", "revoke", "request_welcome", "system", "echo");

  /// The form of a customer's key: the digits of a number, or a user id.
  static final Pattern WHO =
      Pattern.compile("[1-9][0-9]{7,14}|[A-Z]{2}\\.(ENT\\.)?[A-Za-z0-9]{1,128}");

  private static final List<String> TEXTS =
      List.of(
          "Hello! Are you open today?",
          "¿Tienen pan sin gluten? 🥖",
          "Thanks 😀 https://example.com/menu",
          "Wann ist meine Bestellung fertig? Grüße",
          "请问几点关门？",
          "Could you send me the price list, please?",
          "OK",
          "Line one\nline two",
          "هل لديكم توصيل؟",
          "I'd like two of \"them\" <b>today</b> & one tomorrow");

  private final SimulatedClock clock;
  private final Ledger ledger;
  private final Dice dice;
  private final Supplier<Faults> faults;
  private final WebhookValues values;
  private final Customers customers;
  private final Media media;
  private final Limits limits;
  private final Outbound outbound;
  private final AccountSide account;
  private final Wamids wamids;
  private final int count;
  private final Map<String, Integer> written = new ConcurrentHashMap<>();
  private final AtomicBoolean writing = new AtomicBoolean();

  /// @param count the number of simulated customers who start conversations, and answer
  CustomerSide(
      SimulatedClock clock,
      Ledger ledger,
      Dice dice,
      Supplier<Faults> faults,
      WebhookValues values,
      Customers customers,
      Media media,
      Limits limits,
      Outbound outbound,
      AccountSide account,
      int count) {
    this.clock = clock;
    this.ledger = ledger;
    this.dice = dice;
    this.faults = faults;
    this.values = values;
    this.customers = customers;
    this.media = media;
    this.limits = limits;
    this.outbound = outbound;
    this.account = account;
    this.wamids = new Wamids(dice);
    this.count = count;
    for (UnpromptedEvent happening : ledger.unpromptedEvents()) {
      written.merge(happening.number() + '|' + happening.customer(), 1, Integer::sum);
      if (happening.type().equals("system")) {
        var _ = customers.move(happening.customer());
      }
      var _ = customers.byKey(happening.customer());
    }
  }

  /// Lets customers begin to write to any of the numbers, at a rate in simulated time for all of
  /// them together.
  void startWriting(List<BusinessNumber> numbers, double perSecond) {
    if (count > 0 && perSecond > 0 && writing.compareAndSet(false, true)) {
      tick(
          numbers,
          (long) (TimeUnit.SECONDS.toMillis(1) / perSecond),
          ledger.unpromptedEvents().size());
    }
  }

  private void tick(List<BusinessNumber> numbers, long pause, int index) {
    clock.at(
        clock.millis() + Math.max(1, pause),
        () -> {
          String tick = Integer.toString(index);
          String from = customers.number((int) dice.between(0, count - 1, "who", tick));
          int to = (int) dice.between(0, numbers.size() - 1, "to whom", tick);
          var _ = text(numbers.get(to), from, null);
          tick(numbers, pause, index + 1);
        });
  }

  /// Called after a message of the business was accepted. Perhaps the customer answers it.
  void answer(BusinessNumber number, AcceptedMessage message) {
    if (!WHO.matcher(message.customer()).matches()) {
      return; // a group
    }
    int index = customers.index(customers.byKey(message.customer()).key());
    boolean own = index >= 0 && index < count;
    double rate = Math.max(faults.get().rate(Fault.USERS_ANSWER), own ? 0.7 : 0);
    if (!message.type().equals("reaction") && dice.happens(rate, "answers", message.wamid())) {
      long later = message.at() + dice.between(5_000, 12_000, "answer", message.wamid());
      clock.at(
          later,
          () -> {
            var _ = text(number, message.customer(), message.wamid());
          });
    }
  }

  private String text(BusinessNumber number, String from, @Nullable String answered) {
    ObjectNode request = MetaJson.object().put("from", from);
    String key = from + '#' + written.getOrDefault(number.id() + '|' + from, 0);
    request.put("text", TEXTS.get((int) dice.between(0, TEXTS.size() - 1, "text", key)));
    if (answered != null) {
      request
          .putObject("message")
          .putObject("context")
          .put("from", number.display())
          .put("id", answered);
    }
    return act(number, request);
  }

  /// Performs an action of a customer.
  ///
  /// @param request the body of `POST /simulate/incoming`
  /// @return the id of the message or call
  /// @throws GraphError if the request is wrong
  String act(BusinessNumber number, ObjectNode request) {
    Check check = new Check(request, "");
    var _ =
        check.only(Set.of("from", "type", "text", "message", "number", "to", "standby", "name"));
    String from = check.text("from", 200);
    if (!WHO.matcher(from).matches()) {
      throw check.invalid("from", "must be 8 to 15 digits or a user id");
    }
    String type = request.path("type").asText("text");
    if (!MEDIA.contains(type) && !OTHERS.contains(type)) {
      throw check.invalid("type", "must be one of " + MEDIA + ", " + OTHERS);
    }
    Customer customer = customers.byKey(from);
    int index = written.merge(number.id() + '|' + customer.key(), 1, Integer::sum) - 1;
    String key = number.id() + '|' + customer.key() + '#' + index;
    long now = clock.millis();
    limits.receive(number.id(), now);
    return switch (type) {
      case "call" -> call(number, customer, key, now);
      case "echo" -> echo(number, customer, request, key, now);
      case "system" -> move(number, customer, check, key, now);
      default -> message(number, customer, type, request, key, now);
    };
  }

  private String message(
      BusinessNumber number,
      Customer customer,
      String type,
      ObjectNode request,
      String key,
      long now) {
    String id = wamids.of(customer.key(), false, key);
    boolean chance = type.equals("text") && !request.has("message");
    String told = chance && happens(Fault.EVENTS_UNSUPPORTED, id) ? "unsupported" : type;
    ObjectNode element = element(customer, id, told, now);
    content(element, told, request, id);
    if (request.path("message") instanceof ObjectNode more) {
      element.setAll(more);
    }
    ObjectNode value = values.of(number.id());
    boolean standby =
        request.path("standby").asBoolean() || (chance && happens(Fault.EVENTS_STANDBY, id));
    ObjectNode holder = standby ? value.putObject("standby") : value;
    ObjectNode contact = customer.contact();
    if (request.path("name").isTextual()) {
      ((ObjectNode) contact.path("profile")).put("name", request.path("name").asText());
    }
    holder.putArray("contacts").add(contact);
    holder.putArray("messages").add(element);
    Event event =
        values.event(id, standby ? "standby" : "messages", value, now, number.id(), customer.key());
    happened(number, customer, id, type, now, List.of(event));
    if (chance) {
      sequel(number, customer, id);
    }
    return id;
  }

  /// Lets other events follow a text, if a random decision says so.
  private void sequel(BusinessNumber number, Customer customer, String id) {
    for (Map.Entry<Fault, String> sequel :
        Map.of(
                Fault.EVENTS_ECHO, "echo",
                Fault.EVENTS_CALL, "call",
                Fault.USERS_CHANGE_NUMBER, "system")
            .entrySet()) {
      if (happens(sequel.getKey(), id)
          && (customer.waId() != null || !sequel.getValue().equals("system"))) {
        ObjectNode request = MetaJson.object().put("type", sequel.getValue());
        request.put("from", customer.key());
        long later = clock.millis() + dice.between(1_000, 5_000, sequel.getValue(), id);
        clock.at(
            later,
            () -> {
              var _ = act(number, request);
            });
      }
    }
    EVENTS.forEach((fault, field) -> {
      if (happens(fault, id) && customer.waId() != null) {
        ObjectNode request = MetaJson.object().put("field", field);
        if (!AccountSide.isOfTheAccount(field)) {
          request.put("from", customer.waId());
        }
        clock.at(
            clock.millis() + dice.between(1_000, 5_000, field, id),
            () -> {
              var _ = account.act(number, request);
            });
      }
    });
  }

  private static ObjectNode element(Customer customer, String id, String type, long at) {
    ObjectNode element = MetaJson.object();
    if (customer.shown() != null) {
      element.put("from", customer.shown());
    }
    element.put("from_user_id", customer.userId()).put("id", id);
    return element.put("timestamp", Long.toString(at / 1000)).put("type", type);
  }

  private void content(ObjectNode element, String type, ObjectNode request, String id) {
    String text = request.path("text").asText("");
    if (MEDIA.contains(type)) {
      element.set(type, media.fromCustomer(type, id, text));
      return;
    }
    switch (type) {
      case "text" -> element.putObject("text").put("body", text.isEmpty() ? "Hello" : text);
      case "location" ->
          element.putObject("location").put("latitude", 38.907192).put("longitude", -77.036873);
      case "reaction" -> element.putObject("reaction").put("message_id", "").put("emoji", "👍");
      case "unsupported" -> {
        element.putObject("unsupported").put("type", "poll_creation");
        element
            .putArray("errors")
            .addObject()
            .put("code", 131051)
            .put("title", "Message type unknown")
            .put("message", "Message type unknown")
            .putObject("error_data")
            .put("details", "Message type is currently not supported.");
      }
      default -> {} // the request contains it as `message`
    }
  }

  private String move(BusinessNumber number, Customer old, Check request, String key, long now) {
    String waId = old.waId();
    if (waId == null) {
      throw request.invalid("from", "must be a number if the type is system");
    }
    String to = request.json().path("to").asText("");
    if (!to.isEmpty() && !to.matches("[1-9][0-9]{7,14}")) {
      throw request.invalid("to", "must be 8 to 15 digits");
    }
    String next = customers.move(waId);
    Customer moved = customers.byNumber(to.isEmpty() ? next : to);
    String id = wamids.of(old.key(), false, key);
    ObjectNode element = element(old, id, "system", now);
    ObjectNode system = element.putObject("system");
    system.put("body", "User %s changed from %s to %s".formatted(old.name(), waId, moved.waId()));
    if (moved.shown() != null) {
      system.put("wa_id", moved.shown());
    }
    system.put("user_id", moved.userId()).put("previous_user_id", old.userId());
    system.put("type", "user_changed_number");
    ObjectNode value = values.of(number.id());
    value.putArray("messages").add(element);
    happened(
        number,
        old,
        id,
        "system",
        now,
        List.of(values.event(id, "messages", value, now, number.id(), old.key())));
    return id;
  }

  private String call(BusinessNumber number, Customer customer, String key, long now) {
    String id = "wacid." + dice.digits(24, "call", key);
    boolean answered = dice.roll("answered", key) < 0.5;
    long talked = answered ? dice.between(5, 300, "talked", key) : 0;
    long end = now + TimeUnit.SECONDS.toMillis(answered ? talked + 4 : 35);
    List<Event> events = new ArrayList<>();
    ObjectNode connect = callEvent(number, customer, id, "connect", now);
    connect.putObject("session").put("sdp_type", "offer").put("sdp", "v=0\r\n");
    events.add(callWebhook(number, customer, connect, now));
    ObjectNode terminate = callEvent(number, customer, id, "terminate", end);
    terminate.put("status", answered ? "COMPLETED" : "FAILED");
    if (answered) {
      terminate.put("start_time", Long.toString((now + 4_000) / 1000));
      terminate.put("end_time", Long.toString(end / 1000)).put("duration", talked);
    }
    events.add(callWebhook(number, customer, terminate, end));
    happened(number, customer, id, "call", now, events);
    return id;
  }

  private static ObjectNode callEvent(
      BusinessNumber number, Customer customer, String id, String event, long at) {
    ObjectNode call = MetaJson.object().put("id", id);
    if (customer.shown() != null) {
      call.put("from", customer.shown());
    }
    call.put("from_user_id", customer.userId()).put("to", number.display());
    call.put("event", event).put("timestamp", Long.toString(at / 1000));
    return call.put("direction", "USER_INITIATED");
  }

  private Event callWebhook(BusinessNumber number, Customer customer, ObjectNode call, long due) {
    ObjectNode value = values.of(number.id());
    value.putArray("contacts").add(customer.contact());
    value.putArray("calls").add(call);
    String event = call.path("event").asText();
    String id = call.path("id").asText();
    // Only the last event has the id of the happening, so that it is acknowledged with the whole
    // call.
    return values.event(
        event.equals("terminate") ? id : id + '/' + event,
        "calls",
        value,
        due,
        number.id(),
        customer.key());
  }

  private String echo(
      BusinessNumber number, Customer customer, ObjectNode request, String key, long now) {
    String id = wamids.of(customer.key(), true, "echo|" + key);
    ObjectNode element = MetaJson.object().put("from", number.display());
    if (customer.shown() != null) {
      element.put("to", customer.shown());
    }
    element.put("to_user_id", customer.userId()).put("id", id);
    element.put("timestamp", Long.toString(now / 1000)).put("type", "text");
    element.putObject("text").put("body", request.path("text").asText("Typed on the shop's phone"));
    if (request.path("message") instanceof ObjectNode more) {
      element.setAll(more);
    }
    ObjectNode value = values.of(number.id());
    ArrayNode contacts = value.putArray("contacts");
    contacts.add(customer.statusContact(true));
    value.putArray("message_echoes").add(element);
    happened(
        number,
        customer,
        id,
        "echo",
        now,
        List.of(values.event(id, "smb_message_echoes", value, now, number.id(), customer.key())));
    return id;
  }

  private void happened(
      BusinessNumber number,
      Customer customer,
      String id,
      String type,
      long now,
      List<Event> owes) {
    boolean opens = !SILENT.contains(type);
    ledger.happen(
        new UnpromptedEvent(id, number.id(), customer.key(), type, now, opens, false), owes);
    outbound.owe(owes);
  }

  private boolean happens(Fault fault, String whom) {
    return dice.happens(faults.get().rate(fault), fault.wireName(), whom);
  }

  /// The number whose id a request contains; the first number if it contains none.
  static String numberOf(JsonNode request, String otherwise) {
    JsonNode number = request.path("number");
    return number.isMissingNode() ? otherwise : number.asText();
  }
}
