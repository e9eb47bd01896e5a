package dev.parley.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.api.ChatJson;
import dev.parley.api.Json;
import dev.parley.api.MessageJson;
import dev.parley.chat.Chat;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Message;
import dev.parley.config.ParleyConfig;
import dev.parley.http.RenderedMessages.Rendered;
import dev.parley.offload.Work;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// `GET /api/chats`: chats, the one with the newest message first, each with its newest messages.
///
/// Written chat by chat while it is sent. Each chat is of one moment; the list is not: a message
/// that comes meanwhile may be in one chat and not yet in another.
final class ListChats implements Endpoint {
  private static final int MOST_CHATS = 1000;
  private static final int MOST_MESSAGES = 500;

  /// As many messages make a short answer.
  private static final int FEW = 50;

  private final ChatStore store;
  private final RenderedMessages cache;
  private final int chatsDefault;
  private final int messagesDefault;

  /// @param http has how much is listed where the request does not say
  ListChats(ChatStore store, RenderedMessages cache, ParleyConfig.Http http) {
    this.store = store;
    this.cache = cache;
    this.chatsDefault = http.chatsDefault();
    this.messagesDefault = http.messagesDefault();
  }

  @Override
  public Work work(Request request) {
    return limit(request) * Math.max(1, messages(request)) > FEW ? Work.STREAM : Work.READ;
  }

  @Override
  public Response handle(Request request) {
    int limit = limit(request);
    int messages = messages(request);
    boolean webhookData = Include.webhookData(request);
    List<ChatHead> oneMore = store.chats(Cursor.position(request), limit + 1);
    List<ChatHead> heads = oneMore.subList(0, Math.min(limit, oneMore.size()));
    String next = oneMore.size() > limit ? Cursor.of(position(heads.getLast())) : null;
    return Response.streamed(
        Page.headers(request, next),
        heads.stream().mapToLong(head -> ListMessages.size(head.lastMessage())).sum(),
        json -> {
          json.writeStartArray();
          for (ChatHead head : heads) {
            if (webhookData) {
              writeWithWebhookData(json, head, messages);
            } else {
              write(json, head, messages);
            }
          }
          json.writeEndArray();
        });
  }

  private int limit(Request request) {
    return request.query("limit", chatsDefault, 1, MOST_CHATS);
  }

  private int messages(Request request) {
    return request.query("messages", messagesDefault, 0, MOST_MESSAGES);
  }

  private static Position position(ChatHead head) {
    return new Position(head.summary().newestTimestamp(), head.waId());
  }

  private void write(JsonGenerator json, ChatHead head, int messages) throws IOException {
    Optional<Rendered> known = cache.find(head.summary(), messages);
    if (known.isPresent()) {
      write(json, head, known.get());
      return;
    }
    Chat chat = chat(head, messages);
    Rendered rendered =
        new Rendered(
            new RawJson(Json.bytes(it -> array(it, chat.messages()))),
            new RawJson(Json.bytes(it -> MessageJson.write(it, chat.head().lastMessage()))));
    cache.keep(chat.head().summary(), messages, rendered);
    write(json, chat.head(), rendered);
  }

  private static void write(JsonGenerator json, ChatHead head, Rendered rendered)
      throws IOException {
    ChatJson.write(
        json,
        head,
        it -> it.writeRawValue(rendered.array()),
        it -> it.writeRawValue(rendered.last()));
  }

  private void writeWithWebhookData(JsonGenerator json, ChatHead head, int messages)
      throws IOException {
    Chat chat = chat(head, messages);
    var webhookData = store.webhookData(head.waId(), chat.messages());
    ChatJson.write(
        json,
        chat.head(),
        it -> {
          it.writeStartArray();
          for (Message message : chat.messages()) {
            MessageJson.write(it, message, webhookData.get(message.id()));
          }
          it.writeEndArray();
        },
        it -> MessageJson.write(it, chat.head().lastMessage()));
  }

  private Chat chat(ChatHead head, int messages) {
    return store.chat(head.waId(), messages).orElseGet(() -> new Chat(head, List.of()));
  }

  private static void array(JsonGenerator json, List<Message> messages) throws IOException {
    json.writeStartArray();
    for (Message message : messages) {
      MessageJson.write(json, message);
    }
    json.writeEndArray();
  }
}
