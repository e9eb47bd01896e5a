package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.MessageId;
import dev.parley.chat.OurNumbers;
import dev.parley.chat.Refusal;
import dev.parley.json.LooseJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads a webhook body in any of four shapes, which are distinguished by their content:
///
/// ```json
/// {"object": "whatsapp_business_account", "entry": [{"changes": [{"value": {}}]}]}
/// {"payload_type": "whatsapp_webhook", "metaData": {"entry": []}}
/// {"messages": [], "statuses": [], "contacts": []}
/// {"wa_id": "15551234567", "text": "Hello"}
/// ```
///
/// A single element of `changes[]` counts as the first.
///
/// Never throws, whatever the bytes are. Any other JSON is left over as a whole. Safe for use by
/// many threads if the supplier of ids is.
public final class WebhookParser {
  private static final String WHATSAPP = "whatsapp_business_account";

  /// Fields that only the first three shapes have: an object with one of these is not in the flat
  /// form.
  private static final List<String> NOT_FLAT =
      List.of(
          "object",
          "entry",
          "metaData",
          "payload_type",
          "messages",
          "statuses",
          "message_echoes",
          "contacts");

  /// The lists of a value: an object with any of them is a value.
  private static final List<String> LISTS =
      List.of("messages", "statuses", "message_echoes", "user_id_update");

  /// Lists that appear only in values that name WhatsApp.
  private static final List<String> MORE_LISTS = List.of("calls", "history", "state_sync");

  private static final List<String> FLAT =
      List.of(
          "wa_id",
          "from",
          "name",
          "text",
          "message",
          "type",
          "timestamp",
          "status",
          "id",
          "meta_msg_id",
          "message_id",
          "phone");

  /// Top-level fields of other programs' webhooks: Chatwoot, Evolution API, Gupshup, WAHA, Wati and
  /// similar ones.
  private static final List<String> NOTICE =
      List.of(
          "event",
          "eventType",
          "event_type",
          "typeWebhook",
          "payload",
          "data",
          "session",
          "instance",
          "instanceId",
          "app",
          "account",
          "conversation",
          "sender",
          "waId");

  private static final List<String> EVENT =
      List.of("event", "eventType", "event_type", "typeWebhook");

  private final Supplier<MessageId> ids;
  private final OurNumbers numbers;

  /// Makes a parser that accepts every number as the business's only one.
  ///
  /// @param ids makes ids for messages in the flat form that have none
  public WebhookParser(Supplier<MessageId> ids) {
    this(ids, OurNumbers.UNKNOWN);
  }

  /// @param ids makes ids for messages in the flat form that have none
  /// @param numbers the business's numbers; items about any other number are left over, unless they
  ///   are in a file
  public WebhookParser(Supplier<MessageId> ids, OurNumbers numbers) {
    this.ids = ids;
    this.numbers = numbers;
  }

  /// Reads `body`.
  ///
  /// @param receivedAt the time of elements without a readable time of their own
  /// @param source the source of the body, for example a file's name, which is stored in
  ///   `webhook_data`; null for a body from the network
  public Parsed parse(byte[] body, Instant receivedAt, @Nullable String source) {
    JsonNode tree;
    try {
      tree = LooseJson.parse(body);
    } catch (LooseJson.Malformed e) {
      return new Parsed.NotJson(e.line(), e.column(), e.rule());
    }
    Reading reading = new Reading(numbers, body, receivedAt.truncatedTo(ChronoUnit.MILLIS), source);
    return read(tree, reading);
  }

  /// The JSON body that is equivalent to the fields of a form.
  public static byte[] jsonOf(Map<String, String> form) {
    return LooseJson.encode(form);
  }

  private Parsed read(JsonNode tree, Reading reading) {
    String object = LooseJson.text(tree, "object");
    JsonNode entries = LooseJson.array(tree, "entry");
    JsonNode wrapper = LooseJson.object(tree, "metaData");
    JsonNode wrapped = wrapper == null ? null : LooseJson.array(wrapper, "entry");
    ValueReader values = new ValueReader(reading);
    boolean event = tree instanceof ObjectNode top && isEvent(top) && entries == null;
    if (object != null && !object.equals(WHATSAPP) && !event) {
      reading.leftover.add(
          JsonPlace.BODY,
          "object " + UnreadParts.word(object) + " is not " + UnreadParts.word(WHATSAPP));
    } else if (entries != null) {
      values.entries(entries, JsonPlace.BODY);
    } else if (wrapped != null) {
      values.entries(wrapped, JsonPlace.BODY.field("metaData"));
    } else if (isChange(tree)) {
      values.change(tree, JsonPlace.BODY, null);
    } else if (isValue(tree)) {
      values.value(tree, JsonPlace.BODY, null, null);
    } else if (tree instanceof ObjectNode flat && isFlat(flat)) {
      GenericReader generic = new GenericReader(ids, reading, flat);
      List<Refusal.Problem> problems =
          event && !generic.namesMessage() ? GenericReader.EVENT : generic.read();
      if (!problems.isEmpty()) {
        return new Parsed.Meaningless(problems, isNotice(flat) || generic.isForeign());
      }
    } else {
      reading.leftover.add(JsonPlace.BODY, "is in none of the shapes that Parley knows");
    }
    return new Parsed.Understood(reading.inbound(), reading.reports());
  }

  /// Whether it is one element of `changes[]`: Meta's dashboard shows its samples in this form.
  private static boolean isChange(JsonNode tree) {
    return LooseJson.text(tree, "field") != null && LooseJson.object(tree, "value") != null;
  }

  /// Whether it is the `value` of a change. Other programs send lists with the same names, together
  /// with an `event`: those are not from Meta.
  private static boolean isValue(JsonNode tree) {
    return !tree.hasNonNull("event")
        && (LISTS.stream().anyMatch(name -> LooseJson.array(tree, name) != null)
            || LooseJson.object(tree, "standby") != null
            || ("whatsapp".equals(LooseJson.text(tree, "messaging_product"))
                && MORE_LISTS.stream().anyMatch(name -> LooseJson.array(tree, name) != null)));
  }

  /// Another program's webhook is read as the flat form, so that its sender learns what is missing.
  /// A webhook that wraps Meta's body, as automation tools do, is kept instead.
  private static boolean isFlat(ObjectNode tree) {
    boolean notMetas = NOT_FLAT.stream().noneMatch(tree::hasNonNull);
    boolean named = FLAT.stream().anyMatch(tree::has) || isNotice(tree);
    boolean wrapper = tree.valueStream().anyMatch(child -> LooseJson.array(child, "entry") != null);
    return isEvent(tree) || (notMetas && named && !wrapper);
  }

  /// Whether it is an event of another program, whose id and status are its own, for example those
  /// of a conversation.
  private static boolean isEvent(ObjectNode tree) {
    return EVENT.stream().anyMatch(tree::hasNonNull);
  }

  private static boolean isNotice(ObjectNode tree) {
    return NOTICE.stream().anyMatch(tree::has);
  }
}
