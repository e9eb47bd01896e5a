package dev.parley.realtime;

import dev.parley.access.Audience;
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
import dev.parley.chat.Quotes;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import dev.parley.stream.Subscriber;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Announces every change to the clients that see its chat, one event after another, in the order
/// of the commits. Called by one thread at a time, which waits if clients cannot be served that
/// fast.
final class Announcer implements Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final Clients clients;
  private final ChatHistory history;
  private final Audiences audiences;
  private final FileLinks links;

  /// The recipient of the events.
  interface Clients {
    /// Sends an event to the clients that belong to one of these audiences. Keeps the order of its
    /// calls, and may wait.
    void send(Set<Audience> to, String event, Payload payload);

    /// Notifies clients that they no longer see a chat, and removes them from its room.
    ///
    /// @param from the audiences that saw it
    /// @param to the audiences that see it now
    void hide(WaId chat, Set<Audience> from, Set<Audience> to, Payload payload);

    /// Forgets the events that clients could recover: a client that reconnects loads everything
    /// from scratch.
    void forgetSent();

    /// Makes every client connect again and load everything from scratch.
    void startOver();
  }

  /// @param history the source of quoted messages, and of chats whose state changes
  /// @param audiences decides who receives the events of a chat
  /// @param links the links to files in messages
  Announcer(Clients clients, ChatHistory history, Audiences audiences, FileLinks links) {
    this.clients = clients;
    this.history = history;
    this.audiences = audiences;
    this.links = links;
  }

  /// The data that all changes of a commit need.
  ///
  /// @param quotes the messages that its messages quote
  /// @param audiences the audiences of its chats
  private record Context(Quotes quotes, Audiences.OfChats audiences) {}

  @Override
  public void accept(Commit commit) {
    Context context = new Context(quotes(commit), audiences(commit));
    for (int i = 0; i < commit.changes().size(); i++) {
      try {
        tell(commit.changes().get(i), context, commit.at(i));
      } catch (RuntimeException failure) {
        // Another attempt would fail as well, so clients miss this change, but no other one.
        LOG.atError().setCause(failure).log("a change could not be announced");
      }
    }
  }

  /// The audiences of the changed chats. If the store cannot be read, it is unknown who sees a
  /// chat. Then only clients that see every chat receive the event, and all clients have to connect
  /// again, so that the others request the changes that they missed.
  private Audiences.OfChats audiences(Commit commit) {
    try {
      return audiences.of(
          commit.changes().stream().map(Announcer::chat).collect(Collectors.toSet()));
    } catch (Refusal unavailable) {
      LOG.atWarn()
          .addKeyValue("code", unavailable.code())
          .log("the visibility of chats cannot be read: all clients have to connect again");
      clients.startOver();
      return _ -> Audiences.EVERYONE;
    }
  }

  private static WaId chat(Change change) {
    return switch (change) {
      case Change.MessageStored(var message) -> message.chat();
      case Change.StatusChanged(var message) -> message.chat();
      case Change.MessageAmended(var message) -> message.chat();
      case Change.MessageTouched(var message) -> message.chat();
      case Change.ChatRead read -> read.chat();
      case Change.PresenceChanged(var contact) -> contact.waId();
      case Change.ContactSaved(var contact) -> contact.waId();
      case Change.ContactSeen(var contact) -> contact.waId();
      case Change.ChatUpdated(var chat, _) -> chat;
      case Change.NoteSaved(var note) -> note.chat();
      case Change.Removed removed -> removed.chat();
    };
  }

  @Override
  public void startOver() {
    clients.startOver();
  }

  /// The messages that the messages of the commit quote. If the store cannot be read, clients
  /// receive the messages immediately, without the quoted ones.
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
            Change.ContactSeen _ -> {} // these events contain no complete message
      }
    }
    return Quotes.ofReadable(history, messages);
  }

  private void tell(Change change, Context context, StreamPosition position) {
    Set<Audience> to = context.audiences.of(chat(change));
    switch (change) {
      case Change.MessageStored(var message) -> stored(to, message, context.quotes, position);
      case Change.StatusChanged(var message) ->
          send(to, "messageStatusUpdate", json -> EventJson.statusUpdate(json, message, position));
      case Change.ChatRead read ->
          send(to, "messageStatusUpdate", json -> EventJson.chatRead(json, read, position));
      case Change.MessageAmended(var message) -> updated(to, message, context.quotes, position);
      case Change.MessageTouched(var message) -> updated(to, message, context.quotes, position);
      case Change.PresenceChanged(var contact) ->
          send(to, "userOnlineStatus", json -> EventJson.presence(json, contact, position));
      case Change.ContactSaved(var contact) ->
          send(to, "contactUpdated", json -> ContactJson.write(json, contact, position));
      case Change.ChatUpdated(var chat, var before) -> {
        if (before != null) {
          hide(chat, before.audiences(), to, position);
        }
        history.heads(List.of(chat)).forEach(it -> updated(to, it, position));
      }
      case Change.NoteSaved(var note) ->
          send(to, "noteUpdated", json -> NoteJson.write(json, note, position));
      case Change.Removed removed -> {
        if (removed.kind() == Change.Removed.Kind.CHAT
            || removed.kind() == Change.Removed.Kind.CONTACT) {
          clients.forgetSent(); // they may be about a person who was erased
        }
        send(to, "removed", json -> EventJson.removed(json, removed, position));
      }
      case Change.ContactSeen _ -> {} // frequent, and clients do not need it
    }
  }

  private void hide(WaId chat, Set<Audience> before, Set<Audience> now, StreamPosition position) {
    Set<Audience> from = new HashSet<>(before);
    from.removeAll(now);
    if (!from.isEmpty()) {
      clients.hide(chat, from, now, new Payload(json -> EventJson.hidden(json, chat, position)));
    }
  }

  private void updated(Set<Audience> to, ChatHead chat, StreamPosition position) {
    Quotes quotes = Quotes.ofReadable(history, List.of(chat.lastMessage()));
    send(to, "chatUpdated", json -> ChatJson.write(json, chat, quotes, position, links));
  }

  private void updated(Set<Audience> to, Message message, Quotes quotes, StreamPosition position) {
    send(to, "messageUpdated", json -> MessageJson.write(json, message, quotes, position, links));
  }

  private void stored(Set<Audience> to, Message message, Quotes quotes, StreamPosition position) {
    send(to, "newMessage", json -> MessageJson.write(json, message, quotes, position, links));
    send(
        to,
        "chatListUpdate",
        json -> EventJson.chatListUpdate(json, message, quotes, position, links));
  }

  private void send(Set<Audience> to, String event, Json.Writer payload) {
    clients.send(to, event, new Payload(payload));
  }
}
