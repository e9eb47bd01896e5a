package dev.parley.http;

import dev.parley.chat.Conversations;
import dev.parley.offload.WorkKind;

/// `POST /api/chats/:wa_id/read`: marks every incoming message of a chat as read, and says how many
/// were unread. The body is ignored.
final class MarkRead implements Endpoint {
  private final Conversations conversations;

  MarkRead(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.WRITE;
  }

  @Override
  public Response handle(Request request) {
    int updated = conversations.markRead(request.caller(), request.chat()).size();
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("success", true);
          json.writeNumberField("updated", updated);
          json.writeEndObject();
        });
  }
}
