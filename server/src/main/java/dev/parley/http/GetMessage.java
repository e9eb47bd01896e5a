package dev.parley.http;

import dev.parley.api.FileLinks;
import dev.parley.api.MessageJson;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Quotes;
import dev.parley.chat.Refusal;
import dev.parley.chat.VisibleHistory;
import java.util.List;
import java.util.Set;

/// `GET /api/messages/:id`: one message, by Parley's id or WhatsApp's; `not_found` if there is
/// none.
final class GetMessage implements Endpoint {
  private final ChatStore store;
  private final FileLinks links;

  GetMessage(ChatStore store, FileLinks links) {
    this.store = store;
    this.links = links;
  }

  @Override
  public Response handle(Request request) {
    boolean webhookData = Include.webhookData(request);
    ChatHistory visible = VisibleHistory.of(store, request.caller());
    Message message = find(visible, request.message());
    Quotes quotes = Quotes.of(visible, List.of(message));
    if (!webhookData) {
      return Response.json(200, json -> MessageJson.write(json, message, quotes, links));
    }
    String data = visible.webhookData(message.chat(), List.of(message)).get(message.id());
    return Response.json(200, json -> MessageJson.write(json, message, quotes, data, links));
  }

  /// The message with this id.
  ///
  /// @param visible decides which messages the caller sees
  /// @throws Refusal `not_found`
  static Message find(ChatHistory visible, MessageId id) {
    Message message = visible.messages(Set.of(id)).get(id);
    if (message == null) {
      throw VisibleHistory.noMessage();
    }
    return message;
  }
}
