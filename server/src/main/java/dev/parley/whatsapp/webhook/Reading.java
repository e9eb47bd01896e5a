package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.OurNumbers;
import dev.parley.json.LooseJson;
import dev.parley.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The results of reading one body so far. Used by one thread.
final class Reading {
  /// The maximum number of characters of metadata and contacts that are copied to the messages of
  /// one body. Usually they are a few hundred for each message; a hostile body could repeat large
  /// metadata for each of many small messages.
  private static final int MAX_REPEATED = 4_000_000;

  private static final int MAX_SOURCE = 255;
  private static final int MAX_REPORTS = 1_000;

  final Instant receivedAt;
  private final OurNumbers numbers;
  final UnreadParts leftover;
  private final @Nullable String source;
  private final List<InboundEvent> events = new ArrayList<>();
  private final List<AccountReport> reports = new ArrayList<>();
  private int repeated;
  private @Nullable String ourNumber;
  private JsonPlace value = JsonPlace.BODY;

  /// @param source the origin of the body, for example a file's name; null if WhatsApp sent it
  Reading(OurNumbers numbers, byte[] body, Instant receivedAt, @Nullable String source) {
    this.numbers = numbers;
    this.receivedAt = receivedAt;
    this.leftover = new UnreadParts(body);
    this.source = source == null ? null : Text.cut(Text.clean(source), MAX_SOURCE);
  }

  /// Starts a value: the events that are added after this belong to one of the business's numbers.
  ///
  /// @param numberId WhatsApp's id of the number; null if it is not given
  /// @param place the place of the value
  /// @return false if the number does not belong to the business. From a file every number is
  ///   accepted, because somebody chose to import that file.
  boolean begin(@Nullable String numberId, JsonPlace place) {
    ourNumber = numbers.endOfAddress(numberId);
    value = place;
    return source != null || numbers.has(numberId);
  }

  void add(InboundEvent event) {
    if (ourNumber == null) {
      events.add(event);
    } else if (event.fitsTo(ourNumber)) {
      events.add(event.through(ourNumber));
    } else {
      leftover.add(
          value, "has an address that is too long together with the id of the business's number");
    }
  }

  /// Adds a report about the account; reports after the first 1,000 are dropped.
  void report(AccountReport report) {
    if (reports.size() < MAX_REPORTS) {
      reports.add(report);
    }
  }

  List<AccountReport> reports() {
    return List.copyOf(reports);
  }

  Inbound inbound() {
    return new Inbound(events, leftover.unprocessed());
  }

  /// The `webhook_data` of a message in the flat form.
  String webhookData(ObjectNode message) {
    if (source == null) {
      return LooseJson.write(message);
    }
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(message);
    return LooseJson.write(copy.put("source", source));
  }

  /// The `webhook_data` of a message in a value: the message itself, and the parts of the value
  /// that concern it.
  ///
  /// @param metadata compact JSON
  /// @param contact compact JSON
  /// @param context compact JSON of an automatic summary of the conversation
  String webhookData(
      @Nullable String metadata,
      @Nullable String contact,
      @Nullable String context,
      JsonNode message) {
    StringBuilder json = new StringBuilder(1024).append('{');
    int repeating = length(metadata) + length(contact) + length(context);
    if (repeated + repeating <= MAX_REPEATED) {
      repeated += repeating;
      if (metadata != null) {
        json.append("\"metadata\":").append(metadata).append(',');
      }
      if (contact != null) {
        json.append("\"contacts\":[").append(contact).append("],");
      }
      if (context != null) {
        json.append("\"conversation_context\":").append(context).append(',');
      }
    }
    json.append("\"message\":").append(LooseJson.write(message));
    if (source != null) {
      json.append(",\"source\":").append(TextNode.valueOf(source));
    }
    return json.append('}').toString();
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
