package dev.parley.http;

import dev.parley.api.FileLinks;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Message;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.MessageThread;
import dev.parley.chat.VisibleHistory;
import dev.parley.offload.WorkKind;
import java.util.List;
import java.util.Map;

/// `GET /api/messages/:id/thread`: the thread of a message, oldest first. The thread contains the
/// message, the messages that it answers, and the messages that answer it, directly or indirectly.
/// Refuses with `not_found` if there is no such message.
final class ShowThread implements Endpoint {
  private final ChatStore store;
  private final FileLinks links;

  ShowThread(ChatStore store, FileLinks links) {
    this.store = store;
    this.links = links;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.STREAM; // the number of reads grows with the depth of the thread
  }

  @Override
  public Response handle(Request request) {
    boolean webhookData = Include.webhookData(request);
    ChatHistory visible = VisibleHistory.of(store, request.caller());
    Message message = GetMessage.find(visible, request.message());
    List<Message> thread = MessageThread.of(visible, message);
    MessageArray messages = new MessageArray(visible, message.chat(), webhookData, links);
    return Response.streamed(
        Map.of(),
        thread.stream().mapToLong(Message::bytes).sum(),
        json -> messages.write(json, new MessageSlice(thread, null)));
  }
}
