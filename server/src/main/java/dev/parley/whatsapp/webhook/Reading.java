package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
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

  final Instant receivedAt;
  final Leftover leftover;
  private final @Nullable String source;
  private final List<InboundEvent> events = new ArrayList<>();
  private int repeated;

  /// @param source where the body was found, for example a file's name
  Reading(byte[] body, Instant receivedAt, @Nullable String source) {
    this.receivedAt = receivedAt;
    this.leftover = new Leftover(body);
    this.source = source == null ? null : Text.cut(Text.clean(source), MAX_SOURCE);
  }

  void add(InboundEvent event) {
    events.add(event);
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
  String webhookData(@Nullable String metadata, @Nullable String contact, JsonNode message) {
    StringBuilder json = new StringBuilder(1024).append('{');
    int repeating = length(metadata) + length(contact);
    if (repeated + repeating <= MAX_REPEATED) {
      repeated += repeating;
      if (metadata != null) {
        json.append("\"metadata\":").append(metadata).append(',');
      }
      if (contact != null) {
        json.append("\"contacts\":[").append(contact).append("],");
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
