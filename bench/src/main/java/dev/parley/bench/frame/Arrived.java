package dev.parley.bench.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/// The content of a `newMessage` event for a message from a webhook.
///
/// @param chat the `wa_id` of the chat
/// @param number the number of the webhook, which is the end of the message's id
record Arrived(String chat, long seq, long number) {
  private static final String START = "42[\"newMessage\",";
  private static final int DIGITS = 10;
  private static final JsonFactory JSON = new JsonFactory();

  /// Parses a packet; empty for any other event.
  ///
  /// @param packet the text of the packet, such as `42["newMessage",{"id":"wamid.1"}]`
  /// @throws IOException if a message lacks its `id`, `wa_id` or `seq`
  static Optional<Arrived> of(String packet) throws IOException {
    if (!packet.startsWith(START)) {
      return Optional.empty();
    }
    String chat = "";
    String id = "";
    long seq = 0;
    try (JsonParser json = JSON.createParser(packet.substring(START.length()))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "id" -> id = json.getText();
          case "wa_id" -> chat = json.getText();
          case "seq" -> seq = json.getLongValue();
          default -> json.skipChildren();
        }
      }
    }
    if (chat.isEmpty() || id.length() < DIGITS || seq < 1) {
      throw new IOException("this message is not from the bench: " + packet);
    }
    return Optional.of(new Arrived(chat, seq, Long.parseLong(id.substring(id.length() - DIGITS))));
  }
}
