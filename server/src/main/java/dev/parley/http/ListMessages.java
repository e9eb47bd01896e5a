package dev.parley.http;

import dev.parley.api.FileLinks;
import dev.parley.api.Times;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatStore;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.MessagePage;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.Refusal;
import dev.parley.chat.VisibleHistory;
import dev.parley.chat.WaId;
import dev.parley.offload.WorkKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `GET /api/chats/:wa_id`: messages of a chat, the oldest first. Without parameters it lists the
/// newest messages, and the next page has older ones. With `around` it lists the messages before
/// and after a message. With `after` it lists the messages that follow a cursor, and the next page
/// has newer ones. An unknown chat is an empty list. For callers that see only some chats, a chat
/// that they do not see is `not_found`, whether it exists or not.
final class ListMessages implements Endpoint {
  private static final int DEFAULT_MESSAGES = 1000;
  private static final int MOST_MESSAGES = 5000;
  private static final int DEFAULT_AROUND = 50;

  /// The parameter that names the message around which the first page lies.
  static final String AROUND = "around";

  private static final String BEFORE = "before";

  /// An answer with at most this many messages is short.
  private static final int FEW = 50;

  private final ChatStore store;
  private final FileLinks links;

  ListMessages(ChatStore store, FileLinks links) {
    this.store = store;
    this.links = links;
  }

  @Override
  public WorkKind work(Request request) {
    return limit(request) > FEW ? WorkKind.STREAM : WorkKind.READ;
  }

  @Override
  public Response handle(Request request) {
    int limit = limit(request);
    ChatHistory visible = VisibleHistory.of(store, request.caller());
    WaId chat = visible.chatOf(request.chat());
    Set<Include.Part> include =
        Include.parts(request, Include.Part.WEBHOOK_DATA, Include.Part.NOTES);
    MessageArray messages =
        new MessageArray(
            visible,
            chat,
            include.contains(Include.Part.WEBHOOK_DATA),
            include.contains(Include.Part.NOTES) ? visible.notes(chat) : List.of(),
            links);
    String around = request.query(AROUND);
    if (around != null) {
      lacksOthers(request, AROUND, List.of(Cursor.AFTER, Cursor.PARAMETER, BEFORE));
      return around(request, messages, around, limit);
    }
    MessagePosition after = Cursor.messagePosition(request, Cursor.AFTER);
    if (after != null) {
      lacksOthers(request, Cursor.AFTER, List.of(Cursor.PARAMETER, BEFORE));
      return after(request, messages, after, limit);
    }
    MessagePosition before = before(request);
    MessagePage page = visible.page(chat, before, limit);
    MessagePosition oldest = page.oldest();
    MessageArray.Time time =
        new MessageArray.Time(
            page.older() && oldest != null ? oldest.timestamp() : null,
            before == null ? null : before.timestamp());
    String next = page.older() && oldest != null ? Cursor.of(oldest) : null;
    return Response.streamed(
        Page.headers(request, next),
        page.first().messages().stream().mapToLong(Message::bytes).sum(),
        json -> messages.write(json, page.first(), time));
  }

  private static int limit(Request request) {
    int usual = request.query(AROUND) == null ? DEFAULT_MESSAGES : DEFAULT_AROUND;
    return request.query("limit", usual, 1, MOST_MESSAGES);
  }

  private static void lacksOthers(Request request, String parameter, List<String> others) {
    for (String other : others) {
      if (request.query(other) != null) {
        throw Refusal.invalid(other, "must be left out beside " + parameter);
      }
    }
  }

  /// Shows as many messages before the named one as after it, if there are enough; if few follow
  /// it, more from before.
  private Response around(Request request, MessageArray messages, String name, int limit) {
    if (!MessageId.isValid(name)) {
      throw Refusal.invalid(AROUND, MessageId.ALLOWED);
    }
    ChatHistory visible = messages.history();
    Message message = GetMessage.find(visible, new MessageId(name));
    if (!message.chat().equals(messages.chat())) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is no message with this id in the chat");
    }
    int half = limit - limit / 2;
    List<MessagePosition> newer = visible.placesAfter(messages.chat(), message.position(), half);
    int most = Math.min(newer.size(), half - 1);
    MessagePosition last = most == 0 ? message.position() : newer.get(most - 1);
    int older = limit - 1 - most;
    MessagePage before = visible.page(messages.chat(), message.position(), older);
    MessagePosition first = before.oldest() == null ? message.position() : before.oldest();
    List<Page.Link> pages = new ArrayList<>();
    if (before.older()) {
      pages.add(new Page.Link("next", Cursor.PARAMETER, Cursor.of(first)));
    }
    if (newer.size() > most) {
      pages.add(new Page.Link("prev", Cursor.AFTER, Cursor.of(last)));
    }
    MessageArray.Time time =
        new MessageArray.Time(
            before.older() ? first.timestamp() : null, newer.size() > most ? after(last) : null);
    return answer(request, messages, new MessageSlice.Range(first, last), time, pages);
  }

  /// The earliest time of the notes on the page that follows this position. Notes that are older
  /// are on the page that ends with it.
  private static Instant after(MessagePosition place) {
    return place.timestamp().plusMillis(1);
  }

  private Response after(Request request, MessageArray messages, MessagePosition after, int limit) {
    List<MessagePosition> places =
        messages.history().placesAfter(messages.chat(), after, limit + 1);
    if (places.isEmpty()) {
      MessageArray.Time rest = new MessageArray.Time(after(after), null);
      return Response.json(
          200, json -> messages.write(json, new MessageSlice(List.of(), null), rest));
    }
    MessagePosition last = places.get(Math.min(limit, places.size()) - 1);
    List<Page.Link> pages =
        places.size() > limit
            ? List.of(new Page.Link("next", Cursor.AFTER, Cursor.of(last)))
            : List.of();
    MessageArray.Time time =
        new MessageArray.Time(after(after), pages.isEmpty() ? null : after(last));
    return answer(request, messages, new MessageSlice.Range(places.getFirst(), last), time, pages);
  }

  private Response answer(
      Request request,
      MessageArray messages,
      MessageSlice.Range part,
      MessageArray.Time time,
      List<Page.Link> pages) {
    MessageSlice slice = messages.history().slice(messages.chat(), part);
    return Response.streamed(
        Page.headers(request, pages),
        slice.messages().stream().mapToLong(Message::bytes).sum(),
        json -> messages.write(json, slice, time));
  }

  /// The position before which the requested page ends; null: the page has the newest messages. If
  /// the first page was requested with `before`, the links to the next pages have it too, beside
  /// their cursor. Then the cursor counts, because its position is the older one.
  private static @Nullable MessagePosition before(Request request) {
    MessagePosition cursor = Cursor.messagePosition(request, Cursor.PARAMETER);
    String before = request.query(BEFORE);
    if (cursor != null || before == null) {
      return cursor;
    }
    return Times.parse(before)
        .map(time -> new MessagePosition(time, 0))
        .orElseThrow(() -> Refusal.invalid(BEFORE, Times.ALLOWED));
  }
}
