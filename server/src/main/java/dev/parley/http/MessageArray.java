package dev.parley.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.api.FileLinks;
import dev.parley.api.MessageJson;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.Quotes;
import dev.parley.chat.WaId;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Writes messages of a chat as a JSON array. Those that are not in memory are read while it is
/// sent, as many at once as fit in it.
///
/// @param webhookData whether the JSON that told us of them is written too
record MessageArray(ChatHistory history, WaId chat, boolean webhookData, FileLinks links) {
  /// How many messages' webhook data is read at once: each can be as large as a webhook.
  private static final int FEW = 16;

  /// @param first its rest is written too
  void write(JsonGenerator json, MessageSlice first) throws IOException {
    json.writeStartArray();
    MessageSlice slice = first;
    write(json, slice.messages());
    while (slice.rest() != null) {
      slice = history.slice(chat, slice.rest());
      write(json, slice.messages());
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, List<Message> messages) throws IOException {
    Quotes quotes = Quotes.of(history, messages);
    if (!webhookData) {
      for (Message message : messages) {
        MessageJson.write(json, message, quotes, links);
      }
      return;
    }
    for (int from = 0; from < messages.size(); from += FEW) {
      List<Message> some = messages.subList(from, Math.min(from + FEW, messages.size()));
      Map<MessageId, String> data = history.webhookData(chat, some);
      for (Message message : some) {
        MessageJson.write(json, message, quotes, data.get(message.id()), links);
      }
    }
  }
}
