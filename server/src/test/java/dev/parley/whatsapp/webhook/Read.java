package dev.parley.whatsapp.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.parley.chat.Draft;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
import dev.parley.chat.Unprocessed;
import java.time.Instant;
import java.util.List;

/// Bodies for tests, read at a fixed time.
final class Read {
  static final Instant RECEIVED = Instant.parse("2026-09-10T09:00:00Z");
  static final MessageId MADE = new MessageId("msg_1789030800000_abcdefghi");
  static final WebhookParser PARSER = new WebhookParser(() -> MADE);

  private Read() {}

  /// One value of the field `messages`, around `members`.
  static String value(String members) {
    return change("messages", members);
  }

  /// One value of `field`.
  static String change(String field, String members) {
    return """
    {"object":"whatsapp_business_account","entry":[{"id":"220045678901234","changes":[
    {"field":"%s","value":{"messaging_product":"whatsapp",
    "metadata":{"display_phone_number":"12025550100","phone_number_id":"310987654321098"},%s}}]}]}
    """
        .formatted(field, members);
  }

  /// A message from Marta, in a value that names her.
  static String message(String members) {
    return value(
        """
        "contacts":[{"profile":{"name":"Marta Okafor"},"wa_id":"12025550117"}],
        "messages":[{"from":"12025550117","id":"wamid.M","timestamp":"1789030800",%s}]\
        """
            .formatted(members));
  }

  /// A status of `wamid.S`.
  static String status(String members) {
    return value(
        """
        "statuses":[{"id":"wamid.S","timestamp":"1789030800",%s}]\
        """
            .formatted(members));
  }

  static Parsed parse(String body) {
    return PARSER.parse(body.getBytes(UTF_8), RECEIVED, null);
  }

  static Inbound inbound(String body) {
    return assertInstanceOf(Parsed.Understood.class, parse(body)).inbound();
  }

  /// The only event of a body that was understood completely.
  static InboundEvent event(String body) {
    Inbound inbound = inbound(body);
    assertEquals(null, inbound.leftover());
    assertEquals(1, inbound.events().size());
    return inbound.events().getFirst();
  }

  /// The only message.
  static Draft draft(String body) {
    return assertInstanceOf(InboundEvent.Arrived.class, event(body)).draft();
  }

  /// Why nothing of a body was understood.
  static List<String> reasons(String body) {
    Inbound inbound = inbound(body);
    assertEquals(List.of(), inbound.events());
    return leftover(inbound).reasons();
  }

  static Unprocessed leftover(Inbound inbound) {
    Unprocessed leftover = inbound.leftover();
    assertNotNull(leftover);
    return leftover;
  }

  /// The problems of a body in the flat form.
  static List<Refusal.Problem> problems(String body) {
    return assertInstanceOf(Parsed.Meaningless.class, parse(body)).problems();
  }
}
