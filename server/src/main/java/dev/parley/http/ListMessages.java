package dev.parley.http;

import dev.parley.api.FileLinks;
import dev.parley.api.Times;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Message;
import dev.parley.chat.MessagePage;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.offload.Work;
import org.jspecify.annotations.Nullable;

/// `GET /api/chats/:wa_id`: the newest messages of a chat, oldest of them first; the next page has
/// the older ones. A chat that nobody knows is empty.
final class ListMessages implements Endpoint {
  private static final int DEFAULT_MESSAGES = 1000;
  private static final int MOST_MESSAGES = 5000;

  /// As many messages make a short answer.
  private static final int FEW = 50;

  private final ChatStore store;
  private final FileLinks links;

  ListMessages(ChatStore store, FileLinks links) {
    this.store = store;
    this.links = links;
  }

  @Override
  public Work work(Request request) {
    return limit(request) > FEW ? Work.STREAM : Work.READ;
  }

  @Override
  public Response handle(Request request) {
    WaId chat = request.chat();
    int limit = limit(request);
    MessageArray messages = new MessageArray(store, chat, Include.webhookData(request), links);
    MessagePage page = store.page(chat, before(request), limit);
    MessagePosition oldest = page.oldest();
    String next = page.older() && oldest != null ? Cursor.of(oldest) : null;
    return Response.streamed(
        Page.headers(request, next),
        page.first().messages().stream().mapToLong(Message::bytes).sum(),
        json -> messages.write(json, page.first()));
  }

  private static int limit(Request request) {
    return request.query("limit", DEFAULT_MESSAGES, 1, MOST_MESSAGES);
  }

  /// A cursor leads further back than the `before` of the first page, which its link still has.
  private static @Nullable MessagePosition before(Request request) {
    MessagePosition cursor = Cursor.messagePosition(request);
    String before = request.query("before");
    if (cursor != null || before == null) {
      return cursor;
    }
    return Times.parse(before)
        .map(time -> new MessagePosition(time, 0))
        .orElseThrow(() -> Refusal.invalid("before", Times.ALLOWED));
  }
}
