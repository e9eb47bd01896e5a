package dev.parley.http;

import dev.parley.chat.Conversations;
import dev.parley.offload.WorkKind;

/// `POST /api/chats/:wa_id/typing` shows the customer "typing" for some seconds, and also marks
/// their messages as read at WhatsApp: WhatsApp always does both together. The answer says whether
/// the customer has a message to which this applies. The body is ignored.
final class ShowTyping implements Endpoint {
  private final Conversations conversations;

  ShowTyping(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.READ;
  }

  @Override
  public Response handle(Request request) {
    boolean shown = conversations.showTyping(request.caller(), request.chat());
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("success", true);
          json.writeBooleanField("shown", shown);
          json.writeEndObject();
        });
  }
}
