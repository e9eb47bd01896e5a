package dev.parley.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.api.ChatJson;
import dev.parley.api.FileLinks;
import dev.parley.api.Json;
import dev.parley.api.MessageJson;
import dev.parley.chat.Chat;
import dev.parley.chat.ChatFilter;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatList;
import dev.parley.chat.ChatStore;
import dev.parley.chat.ListedChat;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.Quotes;
import dev.parley.chat.VisibleHistory;
import dev.parley.config.ParleyConfig;
import dev.parley.http.RenderedMessages.Rendered;
import dev.parley.offload.WorkKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// `GET /api/chats`: chats by their newest message, the most recent first, each with its newest
/// messages; with filters, see [ChatFilters], only some of them.
///
/// The list is written chat by chat while it is sent. The data of one chat comes from one state of
/// the store, unless its messages take more than a slice. Two chats may come from different states:
/// if both change at once, the list may show only the change of the chat that was read later.
final class ListChats implements Endpoint {
  private static final int MOST_CHATS = 1000;
  private static final int MOST_MESSAGES = 500;

  /// An answer with at most this many messages is short.
  private static final int FEW = 50;

  /// The number of chats that [#warmUp] lists: enough to run all of the code.
  private static final int SOME = 20;

  /// The approximate memory of a chat that waits to be written, in bytes.
  private static final int OBJECT = 1_000;

  private final ChatStore store;
  private final RenderedMessages cache;
  private final FileLinks links;
  private final int chatsDefault;
  private final int messagesDefault;

  /// @param http has the default sizes of the list
  ListChats(ChatStore store, RenderedMessages cache, FileLinks links, ParleyConfig.Http http) {
    this.store = store;
    this.cache = cache;
    this.links = links;
    this.chatsDefault = http.chatsDefault();
    this.messagesDefault = http.messagesDefault();
  }

  @Override
  public WorkKind work(Request request) {
    return limit(request) * Math.max(1, messages(request)) > FEW ? WorkKind.STREAM : WorkKind.READ;
  }

  @Override
  public Response handle(Request request) {
    int limit = limit(request);
    int messages = messages(request);
    boolean webhookData = Include.webhookData(request);
    ChatHistory visible = VisibleHistory.of(store, request.caller());
    ChatList page = ChatList.read(store, ChatFilters.of(request), Cursor.position(request), limit);
    List<ListedChat> chats = page.chats();
    String next = page.next() == null ? null : Cursor.of(page.next());
    return Response.streamed(
        Page.headers(request, next),
        (long) OBJECT * chats.size(),
        json -> write(json, visible, chats, messages, webhookData));
  }

  /// Lists some chats without sending them to a client, like the first request of the web client.
  void warmUp() {
    List<ListedChat> chats =
        ChatList.read(store, new ChatFilter(List.of(), false, null), null, SOME).chats();
    var _ = Json.bytes(json -> write(json, store, chats, 0, false));
  }

  private void write(
      JsonGenerator json,
      ChatHistory visible,
      List<ListedChat> chats,
      int messages,
      boolean webhookData)
      throws IOException {
    json.writeStartArray();
    for (ListedChat chat : chats) {
      write(json, visible, chat, messages, webhookData);
    }
    json.writeEndArray();
  }

  private int limit(Request request) {
    return request.query("limit", chatsDefault, 1, MOST_CHATS);
  }

  private int messages(Request request) {
    return request.query("messages", messagesDefault, 0, MOST_MESSAGES);
  }

  private void write(
      JsonGenerator json, ChatHistory visible, ListedChat listed, int messages, boolean webhookData)
      throws IOException {
    long period = links.period();
    Optional<Rendered> known =
        webhookData ? Optional.empty() : cache.find(listed.summary(), messages, period);
    if (known.isPresent()) {
      write(json, listed, known.get());
      return;
    }
    Optional<Chat> found = visible.chat(listed.waId(), messages);
    if (found.isEmpty()) { // meanwhile assigned to others, or its messages were removed by hand
      return;
    }
    ChatHead head = found.get().head();
    MessageSlice first = found.get().page().first();
    Quotes quotes = Quotes.of(visible, List.of(head.lastMessage()));
    MessageArray array = new MessageArray(visible, listed.waId(), webhookData, links);
    if (webhookData || first.rest() != null) {
      ChatJson.write(
          json,
          head.chat(),
          it -> array.write(it, first),
          it -> MessageJson.write(it, head.lastMessage(), quotes, links));
      return;
    }
    Rendered rendered =
        new Rendered(
            new RawJson(Json.bytes(it -> array.write(it, first))),
            new RawJson(
                Json.bytes(it -> MessageJson.write(it, head.lastMessage(), quotes, links))));
    cache.keep(head.summary(), messages, period, rendered);
    write(json, head.chat(), rendered);
  }

  private static void write(JsonGenerator json, ListedChat chat, Rendered rendered)
      throws IOException {
    ChatJson.write(
        json,
        chat,
        it -> it.writeRawValue(rendered.array()),
        it -> it.writeRawValue(rendered.last()));
  }
}
