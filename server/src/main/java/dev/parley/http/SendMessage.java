package dev.parley.http;

import dev.parley.api.SendBody;
import dev.parley.chat.Conversations;
import dev.parley.chat.Message;
import dev.parley.chat.SendOutcome.AlreadyStored;
import dev.parley.chat.SendOutcome.IdTaken;
import dev.parley.chat.SendOutcome.Stored;
import dev.parley.offload.Work;
import dev.parley.outgoing.TemplateBook;

/// `POST /api/send` with `{"wa_id": "1234567890", "text": "Hello"}` stores a text in a chat.
///
/// 201 and the message; 200 and the stored message when its id was used for the same text before;
/// `conflict` when it was used for another. The id is the body's `id` or the header
/// `Idempotency-Key`.
final class SendMessage implements Endpoint {
  private static final String KEY_HEADER = "Idempotency-Key";

  private final Conversations conversations;
  private final TemplateBook templates;

  SendMessage(Conversations conversations, TemplateBook templates) {
    this.conversations = conversations;
    this.templates = templates;
  }

  @Override
  public Work work(Request request) {
    return Work.WRITE;
  }

  @Override
  public Response handle(Request request) {
    var asked =
        SendBody.parse(
            request.fields(SendBody.FIELDS),
            request.header(KEY_HEADER),
            templates,
            conversations::knows);
    return switch (conversations.send(request.caller(), asked)) {
      case Stored(var message) -> answer(201, message);
      case AlreadyStored(var message) -> answer(200, message);
      case IdTaken taken -> throw SendBody.taken(taken);
    };
  }

  private static Response answer(int status, Message message) {
    return Response.json(status, json -> SendBody.writeAnswer(json, message));
  }
}
