package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `POST /{version}/{number}/messages`: sends a message, or marks one as read.
///
/// A message that passes all checks is written to the ledger, with all its future statuses, before
/// the answer is sent: a caller can rely on an answer, but a missing answer proves nothing. Safe
/// for use by many threads.
final class SendEndpoint {
  /// An error page of a proxy in front of Graph.
  private static final String PAGE_502 =
      """
      <!DOCTYPE html>
      <html><head><title>502 Bad Gateway</title></head>
      <body><h1>502 Bad Gateway</h1><p>Sorry, something went wrong.</p></body></html>
      """;

  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(2);

  /// The faults with which a message is refused, in the order in which they are tried, and the code
  /// of each refusal.
  private static final Map<Fault, GraphCode> REFUSALS =
      new EnumMap<>(
          Map.of(
              Fault.ANSWER_131000, GraphCode.SOMETHING_WRONG,
              Fault.ANSWER_131016, GraphCode.OVERLOADED,
              Fault.ANSWER_130429, GraphCode.THROUGHPUT,
              Fault.ANSWER_131056, GraphCode.PAIR,
              Fault.ACCOUNT_PAYMENT_PROBLEM, GraphCode.PAYMENT,
              Fault.ACCOUNT_NOT_REGISTERED, GraphCode.NOT_REGISTERED,
              Fault.ACCOUNT_NAME_NOT_APPROVED, GraphCode.NAME_NOT_APPROVED,
              Fault.ACCOUNT_MAINTENANCE, GraphCode.MAINTENANCE,
              Fault.ACCOUNT_SPAM_LIMIT, GraphCode.SPAM_LIMIT));

  private static final List<Fault> BROKEN =
      List.of(
          Fault.ANSWER_TIMEOUT, Fault.ANSWER_RESET, Fault.ANSWER_HTML_502, Fault.ANSWER_EMPTY_503);
  private static final List<Fault> BROKEN_AFTER_ACCEPTING =
      List.of(
          Fault.ANSWER_TIMEOUT_AFTER_ACCEPTING,
          Fault.ANSWER_RESET_AFTER_ACCEPTING,
          Fault.ANSWER_HTML_502_AFTER_ACCEPTING,
          Fault.ANSWER_EMPTY_503_AFTER_ACCEPTING,
          Fault.ANSWER_131000_AFTER_ACCEPTING);

  private final SimulatedClock clock;
  private final Ledger ledger;
  private final Dice dice;
  private final Supplier<Faults> faults;
  private final MessageValidator validator;
  private final Limits limits;
  private final Customers customers;
  private final Templates templates;
  private final StatusPlan plan;
  private final Outbound outbound;
  private final Wamids wamids;

  /// Called with each accepted message after its statuses were planned, so that simulated customers
  /// can answer it.
  private final Consumer<AcceptedMessage> afterwards;

  SendEndpoint(
      SimulatedClock clock,
      Ledger ledger,
      Dice dice,
      Supplier<Faults> faults,
      MessageValidator validator,
      Limits limits,
      Customers customers,
      Templates templates,
      StatusPlan plan,
      Outbound outbound,
      Consumer<AcceptedMessage> afterwards) {
    this.clock = clock;
    this.ledger = ledger;
    this.dice = dice;
    this.faults = faults;
    this.validator = validator;
    this.limits = limits;
    this.customers = customers;
    this.templates = templates;
    this.plan = plan;
    this.outbound = outbound;
    this.wamids = new Wamids(dice);
    this.afterwards = afterwards;
  }

  /// Answers a call.
  ///
  /// @param version the number of the Graph version, such as 25
  /// @throws GraphError if it is refused; the ledger contains the refusal
  Answer handle(BusinessNumber number, ObjectNode body, int version) {
    String key = MessageKey.of(number.id(), body);
    try {
      return body.has("status") ? markRead(body) : send(number, body, version, key);
    } catch (GraphError refusal) {
      ledger.refuse(refusal.number(), body.has("status") ? null : key, clock.millis());
      throw refusal;
    }
  }

  private Answer markRead(ObjectNode json) {
    Check body = new Check(json, "");
    MessageValidator.product(body);
    var _ = body.only(Set.of("messaging_product", "status", "message_id", "typing_indicator"));
    var _ = body.oneOf("status", Set.of("read"));
    String id = body.text("message_id", 500);
    Check typing = body.optionalObject("typing_indicator");
    if (typing != null) {
      var _ = typing.oneOf("type", Set.of("text"));
    }
    if (!ledger.knows(id)) {
      throw body.invalid("message_id", "is not the id of a message that was received");
    }
    ledger.read(id, typing != null, clock.millis());
    return Answer.success();
  }

  private Answer send(BusinessNumber number, ObjectNode body, int version, String key) {
    // Refused attempts count too: a message that is sent again does not get the same fault forever.
    String attempt = key + '#' + ledger.attempts(key);
    Optional<Fault> broken = first(BROKEN, attempt);
    if (broken.isPresent()) {
      ledger.lose(broken.get(), key, true, clock.millis());
      return answer(broken.get());
    }
    DemandedError demanded = faults.get().error();
    if (demanded != null && !demanded.later()) {
      throw GraphError.of(demanded);
    }
    REFUSALS.forEach((fault, code) -> {
      if (happens(fault, attempt)) {
        throw GraphError.of(code, "This fault was simulated: " + fault.wireName() + ".");
      }
    });
    Recipient recipient = validator.check(body, number);
    Optional<Template> template = templates.check(body);
    if (template.isPresent()
        && template.get().needsNumber()
        && recipient.kind() == Recipient.Kind.USER_ID) {
      throw GraphError.of(GraphCode.NEEDS_NUMBER, "Authentication templates need a phone number.");
    }
    AcceptedMessage message = accepted(number, body, recipient, attempt);
    return switch (recipient.kind()) {
      case GROUP -> {
        limits.send(number.id(), recipient.key(), clock.millis());
        List<Customer> participants = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          participants.add(customers.byNumber(customers.number(i)));
        }
        yield accept(message, plan.ofGroup(message, participants), attempt, groupAnswer(message));
      }
      case NUMBER, USER_ID -> {
        if (recipient.kind() == Recipient.Kind.NUMBER) {
          customers.reached(recipient.key());
        }
        Customer customer = customers.byKey(recipient.key());
        if (!customers.isAllowed(customer)) {
          throw GraphError.of(
              GraphCode.NOT_ALLOWED,
              "Recipient phone number not in allowed list: Add recipient phone number to recipient"
                  + " list and try again.");
        }
        limits.send(number.id(), customer.key(), clock.millis());
        Template.PacingOutcome held =
            template.map(Template::held).orElse(Template.PacingOutcome.NO);
        String category = template.map(Template::category).orElse(null);
        List<Event> owes = plan.of(message, customer, version, category, held);
        yield accept(message, owes, attempt, answer(message, recipient, customer, category, held));
      }
    };
  }

  private AcceptedMessage accepted(
      BusinessNumber number, ObjectNode body, Recipient recipient, String attempt) {
    String callback = body.path("biz_opaque_callback_data").asText(null);
    return new AcceptedMessage(
        number.id(),
        recipient.input(),
        recipient.key(),
        wamids.of(recipient.key(), true, attempt),
        callback,
        body.path("type").asText("text"),
        clock.millis(),
        body);
  }

  private Answer accept(
      AcceptedMessage message, List<Event> owes, String attempt, ObjectNode answer) {
    ledger.accept(message, owes);
    outbound.owe(owes);
    afterwards.accept(message);
    Optional<Fault> broken = first(BROKEN_AFTER_ACCEPTING, attempt);
    if (broken.isPresent()) {
      ledger.lose(broken.get(), attempt, false, clock.millis());
      return answer(broken.get());
    }
    if (happens(Fault.ANSWER_AFTER_STATUS, attempt) && !owes.isEmpty()) {
      var _ = ledger.awaitAcknowledged(owes.getFirst().id(), STATUS_PATIENCE);
    }
    return Answer.ok(answer);
  }

  private static ObjectNode answer(
      AcceptedMessage message,
      Recipient recipient,
      Customer customer,
      @Nullable String category,
      Template.PacingOutcome held) {
    ObjectNode answer = MetaJson.object().put("messaging_product", "whatsapp");
    ObjectNode contact = answer.putArray("contacts").addObject().put("input", recipient.input());
    if (recipient.kind() == Recipient.Kind.USER_ID) {
      contact.put("user_id", customer.userId());
    } else {
      contact.put("wa_id", customer.waId());
    }
    ObjectNode sent = answer.putArray("messages").addObject().put("id", message.wamid());
    if (category != null) {
      sent.put(
          "message_status",
          held == Template.PacingOutcome.NO ? "accepted" : "held_for_quality_assessment");
    }
    return answer;
  }

  private static ObjectNode groupAnswer(AcceptedMessage message) {
    ObjectNode answer = MetaJson.object().put("messaging_product", "whatsapp");
    answer.putArray("contacts").addObject().put("input", message.to()).put("wa_id", message.to());
    answer
        .putArray("messages")
        .addObject()
        .put("id", message.wamid())
        .put("group_id", message.to());
    return answer;
  }

  private Optional<Fault> first(List<Fault> candidates, String attempt) {
    return candidates.stream().filter(fault -> happens(fault, attempt)).findFirst();
  }

  private boolean happens(Fault fault, String attempt) {
    return dice.happens(faults.get().rate(fault), fault.wireName(), attempt);
  }

  private static Answer answer(Fault fault) {
    return switch (fault) {
      case ANSWER_TIMEOUT, ANSWER_TIMEOUT_AFTER_ACCEPTING -> new Answer.Nothing(true);
      case ANSWER_RESET, ANSWER_RESET_AFTER_ACCEPTING -> new Answer.Nothing(false);
      case ANSWER_HTML_502, ANSWER_HTML_502_AFTER_ACCEPTING ->
          new Answer.Bytes(
              502, "text/html; charset=utf-8", PAGE_502.getBytes(StandardCharsets.UTF_8));
      case ANSWER_EMPTY_503, ANSWER_EMPTY_503_AFTER_ACCEPTING ->
          new Answer.Bytes(503, "text/plain", new byte[0]);
      default ->
          new Answer.Bytes(
              500,
              "application/json; charset=UTF-8",
              MetaJson.plain(
                  GraphError.of(GraphCode.SOMETHING_WRONG, "Something went wrong.").body("A0")));
    };
  }
}
