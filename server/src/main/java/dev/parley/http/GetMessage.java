package dev.parley.http;

import dev.parley.api.FileLinks;
import dev.parley.api.MessageJson;
import dev.parley.chat.ChatStore;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Quotes;
import dev.parley.chat.Refusal;
import java.util.List;
import java.util.Set;

/// `GET /api/messages/:id`: one message, by Parley's id or WhatsApp's; `not_found` where there is
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
    Message message = find(store, request.message());
    Quotes quotes = Quotes.of(store, List.of(message));
    if (!webhookData) {
      return Response.json(200, json -> MessageJson.write(json, message, quotes, links));
    }
    String data = store.webhookData(message.chat(), List.of(message)).get(message.id());
    return Response.json(200, json -> MessageJson.write(json, message, quotes, data, links));
  }

  /// The message of this name.
  ///
  /// @throws Refusal `not_found`
  static Message find(ChatStore store, MessageId id) {
    Message message = store.messages(Set.of(id)).get(id);
    if (message == null) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is no message of this id");
    }
    return message;
  }
}
