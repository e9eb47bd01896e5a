package dev.parley.http;

import dev.parley.api.ChatJson;
import dev.parley.api.ContactJson;
import dev.parley.api.MessageJson;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.Sync;
import dev.parley.offload.Work;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `GET /api/sync`: where the store is; with `since`, everything that changed after that place,
/// each object once, as it is now. Where that is not known, `reset` is true: then everything has to
/// be read anew.
final class SyncChanges implements Endpoint {
  private static final int DEFAULT_CHANGES = 500;
  private static final int MOST_CHANGES = 1000;

  /// As many changes make a short answer.
  private static final int FEW = 50;

  private final ChatStore store;

  SyncChanges(ChatStore store) {
    this.store = store;
  }

  @Override
  public Work work(Request request) {
    return request.query("since") != null && limit(request) > FEW ? Work.STREAM : Work.READ;
  }

  @Override
  public Response handle(Request request) {
    int limit = limit(request);
    String since = request.query("since");
    if (since == null) {
      StreamPosition now = store.position();
      return Response.json(
          200,
          json -> {
            json.writeStartObject();
            json.writeStringField("position", now.toString());
            json.writeEndObject();
          });
    }
    StreamPosition from =
        StreamPosition.parse(since)
            .orElseThrow(() ->
                Refusal.invalid(
                    "since", "must be a position that Parley gave, such as 2s-1k9x0f3"));
    // Before the log is read: what changes meanwhile is told again later, and not left out.
    StreamPosition now = store.position();
    Optional<Sync> sync = store.sync(from, limit);
    return sync.isPresent() ? answer(sync.get(), false) : answer(nothing(now), true);
  }

  private static int limit(Request request) {
    return request.query("limit", DEFAULT_CHANGES, 1, MOST_CHANGES);
  }

  private static Sync nothing(StreamPosition now) {
    return new Sync(now, false, List.of(), List.of(), List.of());
  }

  private static Response answer(Sync sync, boolean reset) {
    long held =
        sync.messages().stream().mapToLong(ListMessages::size).sum()
            + sync.chats().stream().mapToLong(it -> ListMessages.size(it.lastMessage())).sum()
            + sync.contacts().stream().mapToLong(ListContacts::size).sum();
    return Response.streamed(
        Map.of(),
        held,
        json -> {
          json.writeStartObject();
          json.writeStringField("position", sync.position().toString());
          json.writeBooleanField("more", sync.more());
          json.writeBooleanField("reset", reset);
          json.writeArrayFieldStart("messages");
          for (Message message : sync.messages()) {
            MessageJson.write(json, message);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("chats");
          for (ChatHead chat : sync.chats()) {
            ChatJson.write(json, chat);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("contacts");
          for (Contact contact : sync.contacts()) {
            ContactJson.write(json, contact);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("removed"); // nothing is removed yet
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
