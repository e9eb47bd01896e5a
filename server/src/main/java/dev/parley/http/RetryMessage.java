package dev.parley.http;

import dev.parley.api.FileLinks;
import dev.parley.api.SendBody;
import dev.parley.chat.Conversations;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Quotes;
import dev.parley.limits.Cost;
import dev.parley.offload.WorkKind;

/// `POST /api/messages/:id/retry` sends a failed message again: the same message, under the same
/// id. 200 and the message; `not_failed` if it did not fail. The body is ignored.
final class RetryMessage implements Endpoint {
  private final Conversations conversations;
  private final FileLinks links;

  RetryMessage(Conversations conversations, FileLinks links) {
    this.links = links;
    this.conversations = conversations;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.WRITE;
  }

  @Override
  public Cost cost() {
    return Cost.MESSAGE;
  }

  @Override
  public Response handle(Request request) {
    MessageId id = request.message();
    Message message = conversations.retry(request.caller(), id);
    Quotes quotes = conversations.quotesOf(message);
    return Response.json(200, json -> SendBody.writeAnswer(json, message, quotes, links));
  }
}
