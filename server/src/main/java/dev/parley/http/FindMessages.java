package dev.parley.http;

import dev.parley.access.Principal;
import dev.parley.api.FileLinks;
import dev.parley.api.MessageJson;
import dev.parley.api.SearchJson;
import dev.parley.api.Times;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Direction;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Quotes;
import dev.parley.chat.Refusal;
import dev.parley.chat.VisibleHistory;
import dev.parley.chat.WaId;
import dev.parley.search.CallerChats;
import dev.parley.search.Search;
import dev.parley.search.SearchRequest;
import dev.parley.search.SearchResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /api/search?q=...`: messages and contacts that match, the newest first, with the part of
/// each text that matches. Refuses with `invalid_request` if the query is empty, is too long, or
/// only excludes words.
final class FindMessages implements Endpoint {
  private static final int USUAL = 20;
  private static final int MOST = 100;

  /// The maximum number of chats with a label that are searched.
  private static final int MOST_CHATS = 10_000;

  private static final int CHATS = 500;
  private static final Pattern TYPE = Pattern.compile("[a-z_]{1,64}");

  private final Search search;
  private final ChatStore store;
  private final FileLinks links;

  FindMessages(Search search, ChatStore store, FileLinks links) {
    this.links = links;
    this.search = search;
    this.store = store;
  }

  @Override
  public Response handle(Request request) {
    String text = request.query("q");
    if (text == null) {
      throw Refusal.invalid("q", "is required");
    }
    SearchRequest.Filter filter =
        new SearchRequest.Filter(
            chat(request),
            direction(request),
            type(request),
            time(request, "from"),
            time(request, "to"),
            labelled(request));
    int limit = request.query("limit", USUAL, 1, MOST);
    long began = System.nanoTime();
    SearchResult result =
        search.search(
            new SearchRequest(
                text, filter, limit, Cursor.foundPlace(request), visible(request.caller())));
    Quotes quotes =
        Quotes.of(store, result.hits().stream().map(SearchResult.Hit::message).toList());
    long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
    String next = result.next() == null ? null : Cursor.of(result.next());
    return Response.streamed(
        Page.headers(request, next),
        result.hits().stream().mapToLong(it -> it.message().bytes()).sum(),
        json -> SearchJson.write(json, result, quotes, links, took));
  }

  private CallerChats visible(Principal caller) {
    return caller.chats().areAll()
        ? CallerChats.ALL
        : chats -> VisibleHistory.visible(store, caller.chats(), chats);
  }

  /// The chats with the requested label; null: no label is requested.
  private @Nullable Set<WaId> labelled(Request request) {
    String label = ChatFilters.text(request, "label");
    if (label == null) {
      return null;
    }
    ChatCriterion criterion = new ChatCriterion.Labelled(label);
    Set<WaId> chats = new HashSet<>();
    List<ListedChat> page = store.chats(criterion, null, CHATS);
    while (!page.isEmpty()) {
      page.forEach(it -> chats.add(it.waId()));
      if (chats.size() > MOST_CHATS) {
        throw Refusal.invalid(
            "label", "must be a label that at most %d chats have".formatted(MOST_CHATS));
      }
      ListedChat last = page.getLast();
      page =
          store.chats(
              criterion, new Position(last.summary().newestTimestamp(), last.waId()), CHATS);
    }
    return chats;
  }

  private @Nullable WaId chat(Request request) {
    String chat = request.query("wa_id");
    if (chat != null && !WaId.isValid(chat)) {
      throw Refusal.invalid("wa_id", WaId.ALLOWED);
    }
    return chat == null ? null : VisibleHistory.of(store, request.caller()).chatOf(new WaId(chat));
  }

  private static @Nullable Direction direction(Request request) {
    String word = request.query("direction");
    if (word == null) {
      return null;
    }
    for (Direction direction : Direction.values()) {
      if (MessageJson.word(direction).equals(word)) {
        return direction;
      }
    }
    throw Refusal.invalid("direction", "must be incoming or outgoing");
  }

  private static @Nullable String type(Request request) {
    String type = request.query("type");
    if (type != null && !TYPE.matcher(type).matches()) {
      throw Refusal.invalid("type", "must be the message_type of messages, such as text or image");
    }
    return type;
  }

  private static @Nullable Instant time(Request request, String name) {
    String time = request.query(name);
    return time == null
        ? null
        : Times.parse(time).orElseThrow(() -> Refusal.invalid(name, Times.ALLOWED));
  }
}
