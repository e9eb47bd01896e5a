package dev.parley.realtime;

import dev.parley.api.ChatJson;
import dev.parley.api.ContactJson;
import dev.parley.api.EventJson;
import dev.parley.api.FileLinks;
import dev.parley.api.Json;
import dev.parley.api.MessageJson;
import dev.parley.api.NoteJson;
import dev.parley.chat.Change;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Commit;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Quotes;
import dev.parley.chat.StreamPosition;
import dev.parley.stream.Subscriber;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Announces every change to all clients, one event after another, in the order of the commits.
/// Told by one thread at a time, which waits where clients cannot be served as fast.
final class Announcer implements Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  /// The most ids of one event: some 80 KB.
  private static final int MOST_IDS = 1_000;

  private final Clients clients;
  private final ChatHistory history;
  private final FileLinks links;

  /// Where events go.
  interface Clients {
    /// Sends an event to every client. Keeps the order of its calls, and may wait.
    void send(String event, Payload payload);

    /// Makes every client connect again and load everything from scratch.
    void startOver();
  }

  /// @param history has what messages quote, and the chats whose state changes
  /// @param links of files in messages
  Announcer(Clients clients, ChatHistory history, FileLinks links) {
    this.clients = clients;
    this.history = history;
    this.links = links;
  }

  @Override
  public void accept(Commit commit) {
    Quotes quotes = quotes(commit);
    for (int i = 0; i < commit.changes().size(); i++) {
      try {
        tell(commit.changes().get(i), quotes, commit.at(i));
      } catch (RuntimeException failure) {
        // This change alone is at fault, and would be again: clients miss it, and nothing else.
        LOG.atError().setCause(failure).log("a change could not be announced");
      }
    }
  }

  @Override
  public void startOver() {
    clients.startOver();
  }

  /// Clients are not kept waiting where the store cannot be read: then they see the answers without
  /// what these quote.
  private Quotes quotes(Commit commit) {
    List<Message> messages = new ArrayList<>();
    for (Change change : commit.changes()) {
      switch (change) {
        case Change.MessageStored(var message) -> messages.add(message);
        case Change.MessageAmended(var message) -> messages.add(message);
        case Change.MessageTouched(var message) -> messages.add(message);
        case Change.StatusChanged _,
            Change.ChatRead _,
            Change.PresenceChanged _,
            Change.ContactSaved _,
            Change.ChatUpdated _,
            Change.NoteSaved _,
            Change.Removed _,
            Change.ContactSeen _ -> {} // these show no whole message
      }
    }
    return Quotes.ofReadable(history, messages);
  }

  private void tell(Change change, Quotes quotes, StreamPosition position) {
    switch (change) {
      case Change.MessageStored(var message) -> stored(message, quotes, position);
      case Change.StatusChanged(var message) ->
          send("messageStatusUpdate", json -> EventJson.statusUpdate(json, message, position));
      case Change.ChatRead read -> read(read, position);
      case Change.MessageAmended(var message) -> updated(message, quotes, position);
      case Change.MessageTouched(var message) -> updated(message, quotes, position);
      case Change.PresenceChanged(var contact) ->
          send("userOnlineStatus", json -> EventJson.presence(json, contact, position));
      case Change.ContactSaved(var contact) ->
          send("contactUpdated", json -> ContactJson.write(json, contact, position));
      case Change.ChatUpdated(var chat, _) ->
          history.heads(List.of(chat)).forEach(it -> updated(it, position));
      case Change.NoteSaved(var note) ->
          send("noteUpdated", json -> NoteJson.write(json, note, position));
      case Change.Removed removed ->
          send("removed", json -> EventJson.removed(json, removed, position));
      case Change.ContactSeen _ -> {} // often, and of no interest until somebody looks
    }
  }

  private void updated(ChatHead chat, StreamPosition position) {
    Quotes quotes = Quotes.ofReadable(history, List.of(chat.lastMessage()));
    send("chatUpdated", json -> ChatJson.write(json, chat, quotes, position, links));
  }

  private void updated(Message message, Quotes quotes, StreamPosition position) {
    send("messageUpdated", json -> MessageJson.write(json, message, quotes, position, links));
  }

  private void read(Change.ChatRead all, StreamPosition position) {
    List<MessageId> ids = all.messages();
    for (int from = 0; from < ids.size(); from += MOST_IDS) {
      List<MessageId> some = ids.subList(from, Math.min(ids.size(), from + MOST_IDS));
      Change.ChatRead part = new Change.ChatRead(all.chat(), some, all.at());
      send("messageStatusUpdate", json -> EventJson.chatRead(json, part, position));
    }
  }

  private void stored(Message message, Quotes quotes, StreamPosition position) {
    send("newMessage", json -> MessageJson.write(json, message, quotes, position, links));
    send(
        "chatListUpdate", json -> EventJson.chatListUpdate(json, message, quotes, position, links));
  }

  private void send(String event, Json.Writer payload) {
    clients.send(event, new Payload(payload));
  }
}
