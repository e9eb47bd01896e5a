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

/// One body while it is being read: what was found so far. Used by one thread.
final class Reading {
  /// The most characters of metadata and contacts that are repeated beside the messages of one
  /// body. They are a few hundred a message; a hostile body could multiply itself by them.
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

  /// @param source where the body was found, for example a file's name
  Reading(OurNumbers numbers, byte[] body, Instant receivedAt, @Nullable String source) {
    this.numbers = numbers;
    this.receivedAt = receivedAt;
    this.leftover = new UnreadParts(body);
    this.source = source == null ? null : Text.cut(Text.clean(source), MAX_SOURCE);
  }

  /// What is added from now on is about one of our numbers.
  ///
  /// @param numberId WhatsApp's id of it; null: that is not told
  /// @param place what is read
  /// @return false where it is not a number of ours. In a file it is: somebody wants it read.
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
      leftover.add(value, "has an address that is too long beside the id of our number");
    }
  }

  /// Notes what is said of the account; of very much only the first.
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

  /// What is kept as `webhook_data` of a message that stands alone.
  String webhookData(ObjectNode message) {
    if (source == null) {
      return LooseJson.write(message);
    }
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(message);
    return LooseJson.write(copy.put("source", source));
  }

  /// What is kept as `webhook_data` of a message in a value: itself, and what the value says that
  /// concerns it.
  ///
  /// @param metadata compact JSON
  /// @param contact compact JSON
  /// @param context compact JSON of what a machine says of the conversation
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
