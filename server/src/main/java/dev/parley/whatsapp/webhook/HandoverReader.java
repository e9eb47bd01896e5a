package dev.parley.whatsapp.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Body;
import dev.parley.chat.Content;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import dev.parley.text.Blank;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads reports that a conversation was passed to another responder of the number, or taken back.
/// In such a value, the fields of the customer and the business's number have other names than in
/// all other values, and there is no id. Source: Cloud API docs, "Webhooks > messaging_handovers".
final class HandoverReader {
  private static final int MAX_WORD = 64;
  private static final int MAX_NOTE = 2000;
  private static final int ID_BYTES = 16;
  private static final Set<String> KINDS = Set.of("control_passed", "control_taken");

  /// The roles of people: the conversation waits for one of them.
  private static final Set<String> PEOPLE = Set.of("customer_service", "escalation");

  private final Reading reading;

  HandoverReader(Reading reading) {
    this.reading = reading;
  }

  static boolean is(JsonNode value) {
    String type = LooseJson.text(value, "type", MAX_WORD);
    return type != null && KINDS.contains(type);
  }

  /// WhatsApp's id of the business's number; null if it is not given.
  static @Nullable String number(JsonNode value) {
    JsonNode recipient = LooseJson.object(value, "recipient");
    return recipient == null
        ? null
        : BusinessNumber.cut(LooseJson.word(recipient.get("phone_number_id")));
  }

  /// The whole value.
  void handover(JsonNode value, JsonPlace place) {
    String kind = LooseJson.text(value, "type", MAX_WORD);
    JsonNode sender = LooseJson.object(value, "sender");
    WaId customer = sender == null ? null : IdReader.waId(sender, "phone_number");
    JsonNode control = kind == null ? null : LooseJson.object(value, kind);
    if (kind == null || !KINDS.contains(kind)) {
      reading.leftover.add(place, "is neither control_passed nor control_taken");
    } else if (customer == null) {
      // Meta omits people who hide their number, so there is no chat in which to show the handover.
      reading.leftover.addRoutine(place, "the handover of a conversation with an unnamed customer");
    } else {
      Content.Handover handover = content(kind, control);
      Instant told = LooseJson.moment(value.get("timestamp"));
      String to = handover.to();
      reading.add(
          new InboundEvent.Arrived(
              new Draft(
                  id(value),
                  null,
                  Person.at(customer),
                  null,
                  Direction.INCOMING,
                  customer.value(),
                  number(value),
                  Body.of(handover),
                  told != null ? told : reading.receivedAt,
                  to != null && PEOPLE.contains(to) ? Status.DELIVERED : Status.READ,
                  reading.webhookData(null, null, null, value))));
    }
  }

  private static Content.Handover content(String kind, @Nullable JsonNode control) {
    if (control == null) {
      return new Content.Handover(kind, null, null, null, null);
    }
    JsonNode context = LooseJson.object(control, "conversation_context");
    JsonNode summary = context == null ? null : LooseJson.object(context, "summary");
    return new Content.Handover(
        kind,
        role(control, "previous_owner_role", "previous_owner_app_role"),
        role(control, "new_owner_role", "new_owner_app_role"),
        LooseJson.text(control, "metadata", MAX_NOTE),
        summary == null ? null : LooseJson.text(summary, "text"));
  }

  private static @Nullable String role(JsonNode control, String... names) {
    return Arrays.stream(names)
        .map(name -> LooseJson.text(control, name, MAX_WORD))
        .filter(role -> role != null && !Blank.isBlank(role))
        .findFirst()
        .orElse(null);
  }

  /// An id that is the same for the same JSON, so that a redelivery is recognized.
  private static MessageId id(JsonNode value) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(LooseJson.write(value).getBytes(UTF_8));
      return new MessageId("handover." + HexFormat.of().formatHex(digest, 0, ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }
}
