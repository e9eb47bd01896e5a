package dev.parley.http;

import dev.parley.api.ChatJson;
import dev.parley.api.ContactJson;
import dev.parley.api.FileLinks;
import dev.parley.api.MessageJson;
import dev.parley.api.NoteJson;
import dev.parley.chat.Change;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Note;
import dev.parley.chat.Quotes;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.Sync;
import dev.parley.chat.WaId;
import dev.parley.offload.Work;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Gatherers;

/// `GET /api/sync`: where the store is; with `since`, everything that changed after that place,
/// each object once, as it is now. Where that is not known, `reset` is true: then everything has to
/// be read anew.
final class SyncChanges implements Endpoint {
  private static final int DEFAULT_CHANGES = 500;
  private static final int MOST_CHANGES = 1000;

  /// As many changes make a short answer.
  private static final int FEW = 50;

  /// How many objects are read at once.
  private static final int PART = 16;

  /// What an id takes in memory.
  private static final int ID = 150;

  private final ChatStore store;
  private final FileLinks links;

  SyncChanges(ChatStore store, FileLinks links) {
    this.store = store;
    this.links = links;
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
    boolean notes = Include.parts(request, Include.Part.NOTES).contains(Include.Part.NOTES);
    Optional<Sync> sync = store.sync(from, limit);
    return sync.isPresent()
        ? answer(sync.get(), notes, false)
        : answer(Sync.nothing(now), notes, true);
  }

  private static int limit(Request request) {
    return request.query("limit", DEFAULT_CHANGES, 1, MOST_CHANGES);
  }

  /// What changed is read while it is sent, a few objects at once.
  ///
  /// @param notes whether notes are wanted
  private Response answer(Sync sync, boolean notes, boolean reset) {
    return Response.streamed(
        Map.of(),
        (long) ID * (sync.messages().size() + sync.people().size()),
        json -> {
          json.writeStartObject();
          json.writeStringField("position", sync.position().toString());
          json.writeBooleanField("more", sync.more());
          json.writeBooleanField("reset", reset);
          Set<WaId> chats = new LinkedHashSet<>(sync.people());
          json.writeArrayFieldStart("messages");
          for (List<MessageId> some : parts(sync.messages())) {
            Collection<Message> changed = store.messages(some).values();
            Quotes quotes = Quotes.of(store, changed);
            for (Message message : changed) {
              chats.add(message.chat());
              MessageJson.write(json, message, quotes, links);
            }
          }
          if (notes) {
            for (List<String> some : parts(sync.notes())) {
              for (Note note : store.notes(some).values()) {
                NoteJson.write(json, note);
              }
            }
          }
          json.writeEndArray();
          json.writeArrayFieldStart("chats");
          for (List<WaId> some : parts(List.copyOf(chats))) {
            Collection<ChatHead> heads = store.heads(some);
            Quotes quotes = Quotes.of(store, heads.stream().map(ChatHead::lastMessage).toList());
            for (ChatHead chat : heads) {
              ChatJson.write(json, chat, quotes, links);
            }
          }
          json.writeEndArray();
          json.writeArrayFieldStart("contacts");
          for (List<WaId> some : parts(sync.people())) {
            for (Contact contact : store.contacts(some).values()) {
              ContactJson.write(json, contact);
            }
          }
          json.writeEndArray();
          json.writeArrayFieldStart("removed");
          for (Change.Removed removed : sync.removed()) {
            for (String id : removed.names()) {
              json.writeStartObject();
              json.writeStringField("kind", removed.kind().word());
              json.writeStringField("id", id);
              json.writeEndObject();
            }
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static <T> List<List<T>> parts(List<T> all) {
    return all.stream().gather(Gatherers.windowFixed(PART)).toList();
  }
}
