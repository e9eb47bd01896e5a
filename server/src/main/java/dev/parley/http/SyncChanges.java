package dev.parley.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.access.Principal;
import dev.parley.api.ChatJson;
import dev.parley.api.ContactJson;
import dev.parley.api.FileLinks;
import dev.parley.api.MessageJson;
import dev.parley.api.NoteJson;
import dev.parley.chat.Change;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Note;
import dev.parley.chat.Quotes;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.Sync;
import dev.parley.chat.VisibleHistory;
import dev.parley.chat.WaId;
import dev.parley.offload.WorkKind;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/// `GET /api/sync` returns the current position of the store. With `since` it returns the objects
/// that changed after that position, each once and as it is now. It leaves out objects of chats
/// that the caller does not see. A chat that the caller no longer sees is among `removed`. If that
/// position is not known, or the caller sees a different set of chats now, `reset` is true: then
/// the client must read everything again.
final class SyncChanges implements Endpoint {
  private static final int DEFAULT_CHANGES = 500;
  private static final int MOST_CHANGES = 1000;

  /// An answer with at most this many changes is short.
  private static final int FEW = 50;

  /// The number of objects that are read at once.
  private static final int PART = 16;

  /// The memory that one id takes, in bytes, approximately.
  private static final int ID = 150;

  private final ChatStore store;
  private final FileLinks links;

  SyncChanges(ChatStore store, FileLinks links) {
    this.store = store;
    this.links = links;
  }

  @Override
  public WorkKind work(Request request) {
    return request.query("since") != null && limit(request) > FEW ? WorkKind.STREAM : WorkKind.READ;
  }

  @Override
  public Response handle(Request request) {
    int limit = limit(request);
    String since = request.query("since");
    Principal caller = request.caller();
    if (since == null) {
      String now = CallerPosition.of(store.position(), caller);
      return Response.json(
          200,
          json -> {
            json.writeStartObject();
            json.writeStringField("position", now);
            json.writeEndObject();
          });
    }
    CallerPosition from =
        CallerPosition.parse(since)
            .orElseThrow(() ->
                Refusal.invalid(
                    "since", "must be a position that Parley gave, such as 2s-1k9x0f3"));
    // Taken before the log is read: a change in between is reported again later, and not missed.
    StreamPosition now = store.position();
    boolean notes = Include.parts(request, Include.Part.NOTES).contains(Include.Part.NOTES);
    Optional<Sync> sync =
        from.continues(store, caller) ? store.sync(from.position(), limit) : Optional.empty();
    return answer(caller, sync.orElseGet(() -> Sync.nothing(now)), notes, sync.isEmpty());
  }

  private static int limit(Request request) {
    return request.query("limit", DEFAULT_CHANGES, 1, MOST_CHANGES);
  }

  /// The changed objects are read while they are sent, a few at once.
  ///
  /// @param notes whether notes are wanted
  private Response answer(Principal caller, Sync sync, boolean notes, boolean reset) {
    ChatHistory visible = VisibleHistory.of(store, caller);
    return Response.streamed(
        Map.of(),
        (long) ID * (sync.messages().size() + sync.people().size()),
        json -> {
          json.writeStartObject();
          json.writeStringField("position", CallerPosition.of(sync.position(), caller));
          json.writeBooleanField("more", sync.more());
          json.writeBooleanField("reset", reset);
          Set<WaId> chats = new LinkedHashSet<>(sync.people());
          json.writeArrayFieldStart("messages");
          for (List<MessageId> some : parts(sync.messages())) {
            Collection<Message> changed = visible.messages(some).values();
            Quotes quotes = Quotes.of(visible, changed);
            for (Message message : changed) {
              chats.add(message.chat());
              MessageJson.write(json, message, quotes, links);
            }
          }
          if (notes) {
            for (List<String> some : parts(sync.notes())) {
              for (Note note : visible.notes(some).values()) {
                NoteJson.write(json, note);
              }
            }
          }
          json.writeEndArray();
          json.writeArrayFieldStart("chats");
          for (List<WaId> some : parts(List.copyOf(chats))) {
            Collection<ChatHead> heads = visible.heads(some);
            Quotes quotes = Quotes.of(visible, heads.stream().map(ChatHead::lastMessage).toList());
            for (ChatHead chat : heads) {
              ChatJson.write(json, chat, quotes, links);
            }
          }
          json.writeEndArray();
          json.writeArrayFieldStart("contacts");
          for (List<WaId> some : parts(sync.people())) {
            for (Contact contact : visible.contacts(some).values()) {
              ContactJson.write(json, contact);
            }
          }
          json.writeEndArray();
          json.writeArrayFieldStart("removed");
          for (Change.Removed removed : removed(sync, caller)) {
            for (String id : removed.names()) {
              removed(json, removed.kind(), id);
            }
          }
          for (List<WaId> some : parts(saw(sync, caller))) {
            Set<WaId> still = VisibleHistory.visible(store, caller.chats(), Set.copyOf(some));
            for (WaId chat : some) {
              if (!still.contains(chat)) {
                removed(json, Change.Removed.Kind.CHAT, chat.value());
              }
            }
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /// The chats that the caller saw at some time since the given position, before they were assigned
  /// to others.
  private static List<WaId> saw(Sync sync, Principal caller) {
    return sync.before().entrySet().stream()
        .filter(it -> it.getValue().stream().anyMatch(who -> who.areSeenBy(caller.chats())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The removed objects whose chat the caller sees. An erased chat has no assignee: [Sync#before]
  /// has the previous one.
  private List<Change.Removed> removed(Sync sync, Principal caller) {
    Set<WaId> chats = sync.removed().stream().map(Change.Removed::chat).collect(Collectors.toSet());
    Set<WaId> visible = VisibleHistory.visible(store, caller.chats(), chats);
    return sync.removed().stream().filter(it -> visible.contains(it.chat())).toList();
  }

  private static void removed(JsonGenerator json, Change.Removed.Kind kind, String id)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", kind.word());
    json.writeStringField("id", id);
    json.writeEndObject();
  }

  private static <T> List<List<T>> parts(List<T> all) {
    return all.stream().gather(Gatherers.windowFixed(PART)).toList();
  }
}
