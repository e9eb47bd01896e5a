package dev.parley.http;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Digest;
import dev.parley.chat.VisibleHistory;
import dev.parley.offload.WorkKind;

/// `GET /api/chats/:wa_id/digest` returns a digest with which a client checks that it has the same
/// messages of a chat as the server. See [Digest] for how it is computed.
final class DigestChat implements Endpoint {
  private final ChatStore store;

  DigestChat(ChatStore store) {
    this.store = store;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.STREAM; // takes time in proportion to the chat
  }

  @Override
  public Response handle(Request request) {
    ChatHistory visible = VisibleHistory.of(store, request.caller());
    Digest digest = visible.digest(visible.chatOf(request.chat()));
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeNumberField("messages", digest.messages());
          json.writeNumberField("seq", digest.seq());
          json.writeStringField("digest", digest.sha256());
          json.writeEndObject();
        });
  }
}
