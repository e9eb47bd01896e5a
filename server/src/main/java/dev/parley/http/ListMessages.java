package dev.parley.http;

import dev.parley.api.MessageJson;
import dev.parley.api.Times;
import dev.parley.chat.Body;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.offload.Work;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /api/chats/:wa_id`: the newest messages of a chat, oldest of them first; the next page has
/// the older ones. A chat that nobody knows is empty.
final class ListMessages implements Endpoint {
  private static final int DEFAULT_MESSAGES = 1000;
  private static final int MOST_MESSAGES = 5000;

  /// As many messages make a short answer.
  private static final int FEW = 50;

  /// What a message takes in memory beside its texts.
  private static final int OBJECT = 600;

  private final ChatStore store;

  ListMessages(ChatStore store) {
    this.store = store;
  }

  @Override
  public Work work(Request request) {
    return limit(request) > FEW ? Work.STREAM : Work.READ;
  }

  @Override
  public Response handle(Request request) {
    WaId chat = request.chat();
    int limit = limit(request);
    boolean wanted = Include.webhookData(request);
    List<Message> oneMore = store.messages(chat, before(request), limit + 1);
    boolean more = oneMore.size() > limit;
    List<Message> messages = more ? oneMore.subList(1, oneMore.size()) : oneMore;
    Map<MessageId, String> webhookData = wanted ? store.webhookData(chat, messages) : Map.of();
    return Response.streamed(
        Page.headers(request, more ? Cursor.of(position(messages.getFirst())) : null),
        messages.stream().mapToLong(ListMessages::size).sum()
            + webhookData.values().stream().mapToLong(text -> 2L * text.length()).sum(),
        json -> {
          json.writeStartArray();
          for (Message message : messages) {
            if (wanted) {
              MessageJson.write(json, message, webhookData.get(message.id()));
            } else {
              MessageJson.write(json, message);
            }
          }
          json.writeEndArray();
        });
  }

  private static int limit(Request request) {
    return request.query("limit", DEFAULT_MESSAGES, 1, MOST_MESSAGES);
  }

  /// About how many bytes a message takes in memory.
  static long size(Message message) {
    Body body = message.body();
    long text = OBJECT + 2L * body.text().length();
    return body.content() == null ? text : 2 * text;
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

  private static MessagePosition position(Message message) {
    return new MessagePosition(message.timestamp(), message.seq());
  }
}
