package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides, when a message is accepted, which statuses it will get and when. Safe for use by many
/// threads.
///
/// Usually `sent`, `delivered` and `read` follow within a few seconds; a voice message also gets
/// `played`, and a reaction only `sent`. A message always fails with 131047 outside the customer
/// service window, and with 131026 if the customer is not on WhatsApp. Other faults are random, see
/// [Fault]. Source: "Webhooks > messages > status".
final class StatusPlan {
  private static final List<GraphCode> LATE =
      List.of(GraphCode.UNDELIVERABLE, GraphCode.NOT_HEALTHY, GraphCode.MEDIA_UPLOAD);

  /// The time for which a message is held back, in milliseconds; at Meta mostly up to an hour.
  private static final long HELD = 60_000;

  private final WebhookValues values;
  private final Dice dice;
  private final Supplier<Faults> faults;
  private final Customers customers;
  private final Ledger ledger;

  StatusPlan(
      WebhookValues values,
      Dice dice,
      Supplier<Faults> faults,
      Customers customers,
      Ledger ledger) {
    this.values = values;
    this.dice = dice;
    this.faults = faults;
    this.customers = customers;
    this.ledger = ledger;
  }

  /// @param version the number of the Graph version, such as 25
  /// @param category the category of the template that is sent; null for other messages
  /// @param held whether and how a message with the template is held back
  List<Event> of(
      AcceptedMessage message,
      Customer customer,
      int version,
      @Nullable String category,
      Template.PacingOutcome held) {
    Draft draft = new Draft(message, customer, version, category);
    long kept = held == Template.PacingOutcome.NO ? 0 : HELD;
    long sent = message.at() + kept + dice.between(40, 250, "sent", message.wamid());
    if (happens(Fault.STATUS_SILENT, message)) {
      return List.of();
    }
    DemandedError demanded = faults.get().error();
    if (demanded != null && demanded.later()) {
      draft.failed(sent, demanded.code(), demanded.title());
      return draft.events;
    }
    if (held == Template.PacingOutcome.DROPPED) {
      draft.failed(sent, GraphCode.TEMPLATE_PAUSED);
      return draft.events;
    }
    GraphCode failure = failureByRule(message, customer, category);
    if (failure != null) {
      draft.failed(sent, failure);
      return draft.events;
    }
    if (happens(Fault.STATUS_FAILED, message)) {
      draft.failed(sent, late(message));
      return draft.events;
    }
    draft.add("sent", sent);
    if (message.type().equals("reaction")) {
      return draft.events;
    }
    long delivered = sent + dice.between(100, 900, "delivered", message.wamid());
    if (happens(Fault.STATUS_LATE_FAILED, message)) {
      draft.failed(
          delivered + dice.between(1_000, 30_000, "failed", message.wamid()), late(message));
      return draft.events;
    }
    boolean reads = customers.sendsReceipts(customer);
    if (!reads || !happens(Fault.STATUS_SKIP_DELIVERED, message)) {
      draft.add("delivered", delivered);
    }
    if (reads) {
      long read = delivered + dice.between(500, 3_000, "read", message.wamid());
      draft.add("read", read);
      if (message.body().path("audio").path("voice").asBoolean()) {
        draft.add("played", read + dice.between(500, 3_000, "played", message.wamid()));
      }
    }
    return draft.events;
  }

  /// The statuses of a message to a group: one `sent`, then one webhook with `delivered` of all
  /// participants, and one with `read`.
  List<Event> ofGroup(AcceptedMessage message, List<Customer> participants) {
    List<Event> events = new ArrayList<>();
    long sent = message.at() + dice.between(40, 250, "sent", message.wamid());
    ObjectNode status = status(message, "sent", sent).put("recipient_type", "group");
    status.put("recipient_id", message.to());
    events.add(
        event(message, "sent", values.statuses(message.number(), null, array(status)), sent));
    long due = sent;
    for (String word : List.of("delivered", "read")) {
      due += dice.between(500, 3_000, word, message.wamid());
      ArrayNode all = MetaJson.array();
      ArrayNode contacts = MetaJson.array();
      for (Customer participant : participants) {
        ObjectNode one = status(message, word, due).put("recipient_type", "group");
        one.put("recipient_id", message.to());
        one.put("recipient_participant_id", participant.waId());
        one.put("recipient_participant_user_id", participant.userId());
        all.add(one);
        contacts.add(participant.statusContact(true));
      }
      events.add(event(message, word, values.statuses(message.number(), contacts, all), due));
    }
    return events;
  }

  private @Nullable GraphCode failureByRule(
      AcceptedMessage message, Customer customer, @Nullable String category) {
    if (!customers.isOnWhatsApp(customer)) {
      return GraphCode.UNDELIVERABLE;
    }
    boolean anyTime = category != null || faults.get().rate(Fault.RULES_NO_WINDOW) > 0;
    return anyTime || ledger.windowOpen(message.number(), customer.key(), message.at())
        ? null
        : GraphCode.WINDOW;
  }

  private GraphCode late(AcceptedMessage message) {
    return LATE.get((int) dice.between(0, LATE.size() - 1, "late", message.wamid()));
  }

  private boolean happens(Fault fault, AcceptedMessage message) {
    return dice.happens(faults.get().rate(fault), fault.wireName(), message.wamid());
  }

  private static ArrayNode array(ObjectNode element) {
    return MetaJson.array().add(element);
  }

  private static ObjectNode status(AcceptedMessage message, String word, long at) {
    ObjectNode status = MetaJson.object();
    status.put("id", message.wamid()).put("status", word);
    status.put("timestamp", Long.toString(at / 1000));
    if (message.callback() != null) {
      status.put("biz_opaque_callback_data", message.callback());
    }
    return status;
  }

  private Event event(AcceptedMessage message, String word, ObjectNode value, long due) {
    return values.event(
        message.wamid() + '/' + word, "messages", value, due, message.number(), message.customer());
  }

  /// The events of one message while they are being planned.
  private final class Draft {
    private final List<Event> events = new ArrayList<>();
    private final AcceptedMessage message;
    private final Customer customer;
    private final int version;
    private final @Nullable String category;

    Draft(AcceptedMessage message, Customer customer, int version, @Nullable String category) {
      this.message = message;
      this.customer = customer;
      this.version = version;
      this.category = category;
    }

    void add(String word, long at) {
      ObjectNode status = status(message, word, at);
      if (customer.shown() != null) {
        status.put("recipient_id", customer.shown());
      }
      status.put("recipient_user_id", customer.userId());
      if (version <= 23) {
        status
            .putObject("conversation")
            .put("id", dice.digits(20, "conversation", message.wamid()))
            .putObject("origin")
            .put("type", category == null ? "service" : category);
      }
      if (!word.equals("read")) {
        status
            .putObject("pricing")
            .put("billable", category != null)
            .put("pricing_model", "PMP")
            .put("type", category == null ? "free_customer_service" : "regular")
            .put("category", category == null ? "service" : category);
      }
      ArrayNode contacts = array(customer.statusContact(!word.equals("sent")));
      events.add(
          event(message, word, values.statuses(message.number(), contacts, array(status)), at));
    }

    void failed(long at, GraphCode code) {
      failed(at, code.number(), code.title());
    }

    void failed(long at, int code, String title) {
      ObjectNode status = status(message, "failed", at);
      if (customer.shown() != null) {
        status.put("recipient_id", customer.shown());
      } else {
        status.put("recipient_user_id", customer.userId());
      }
      status
          .putArray("errors")
          .addObject()
          .put("code", code)
          .put("title", title)
          .put("message", title)
          .put("href", "/documentation/business-messaging/whatsapp/support/error-codes")
          .putObject("error_data")
          .put("details", "Message failed to send: " + title + ".");
      events.add(
          event(message, "failed", values.statuses(message.number(), null, array(status)), at));
    }
  }
}
