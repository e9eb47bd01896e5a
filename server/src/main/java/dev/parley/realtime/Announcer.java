package dev.parley.realtime;

import dev.parley.api.ContactJson;
import dev.parley.api.EventJson;
import dev.parley.api.MessageJson;
import dev.parley.chat.Change;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells every client what changed, one event after another, in the order in which it is told
/// itself. A thread of its own does it, so that the store's writer never encodes.
///
/// Where clients cannot be told as fast as the store writes, the queue fills, and then the store
/// waits here: it slows down, and nothing is skipped. Safe for use by many threads.
final class Announcer implements ChatFeed, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  /// Commits, of some hundred changes each at the most.
  private static final int MOST_WAITING = 1024;

  private final BlockingQueue<List<Change>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final BiConsumer<String, Payload> everyone;
  private final Thread thread;

  /// @param everyone sends an event to every client; keeps the order of its calls, and may wait
  Announcer(BiConsumer<String, Payload> everyone) {
    this.everyone = everyone;
    this.thread = Thread.ofVirtual().name("announcer").start(this::run);
  }

  @Override
  public void publish(List<Change> changes) {
    try {
      waiting.put(changes);
    } catch (InterruptedException e) {
      // Only a store that is being torn down interrupts its writer; nobody is left to be told.
      Thread.currentThread().interrupt();
    }
  }

  /// How many commits wait to be told.
  int waiting() {
    return waiting.size();
  }

  /// Tells what is waiting, and stops.
  @Override
  public void close() {
    publish(List.of());
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      // An empty list, which no commit makes, is the end.
      for (List<Change> changes = waiting.take(); !changes.isEmpty(); changes = waiting.take()) {
        changes.forEach(this::tell);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void tell(Change change) {
    try {
      switch (change) {
        case Change.MessageStored(var message) -> stored(message);
        case Change.StatusChanged(var message) ->
            send("messageStatusUpdate", new Payload(json -> EventJson.statusUpdate(json, message)));
        case Change.ChatRead read ->
            send("messageStatusUpdate", new Payload(json -> EventJson.chatRead(json, read)));
        case Change.MessageAmended(var message) ->
            send("messageUpdated", new Payload(json -> MessageJson.write(json, message)));
        case Change.PresenceChanged(var contact) -> send("userOnlineStatus", presence(contact));
        case Change.ContactSaved(var contact) ->
            send("contactUpdated", new Payload(json -> ContactJson.write(json, contact)));
      }
    } catch (RuntimeException failure) {
      // The next change must still be told.
      LOG.atError()
          .addKeyValue("change", change.getClass().getSimpleName())
          .setCause(failure)
          .log("a change could not be told");
    }
  }

  private void stored(Message message) {
    send("newMessage", new Payload(json -> MessageJson.write(json, message)));
    send("chatListUpdate", new Payload(json -> EventJson.chatListUpdate(json, message)));
  }

  private static Payload presence(Contact contact) {
    return new Payload(json ->
        EventJson.presence(json, contact.waId().value(), contact.online(), contact.lastSeen()));
  }

  private void send(String event, Payload payload) {
    everyone.accept(event, payload);
  }
}
