package dev.parley.hooks.delivery;

import dev.parley.chat.Change;
import dev.parley.chat.Commit;
import dev.parley.chat.Contact;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Quotes;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import dev.parley.hooks.Hook;
import dev.parley.hooks.HookEvent;
import dev.parley.hooks.WaitingDelivery;
import dev.parley.stream.Subscriber;
import dev.parley.stream.Subscription;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The changes of the stream, as events of the format `parley`. The hook's cursor contains the
/// position up to which changes were read, and the events that are not yet delivered.
final class ChangeSource implements Source, Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeSource.class);

  private final HookWorker.Parts parts;
  private final Hook hook;
  private final DeliveryWindow window;
  private final Runnable lost;
  private @Nullable Subscription subscription;

  /// @param window a window at the position of the hook's cursor
  /// @param lost is called if changes were missed permanently
  ChangeSource(HookWorker.Parts parts, Hook hook, DeliveryWindow window, Runnable lost) {
    this.parts = parts;
    this.hook = hook;
    this.window = window;
    this.lost = lost;
  }

  @Override
  public void start() {
    subscription =
        parts.stream().subscribe(hook.cursor(), parts.history(), window.head().read(), this);
  }

  @Override
  public void accept(Commit commit) {
    window.begin();
    try {
      for (int i = 0; i < commit.changes().size(); i++) {
        StreamPosition position = commit.at(i);
        try {
          read(commit.changes().get(i), position);
        } catch (RuntimeException fault) { // this event would fail again, so it is skipped
          LOG.atError().setCause(fault).addKeyValue("hook", hook.id()).log("an event was skipped");
        }
        window.read(position);
      }
    } catch (Error exhausted) {
      // The event is not the cause: the next worker reads it again from the saved position.
      window.close();
      LOG.atError()
          .setCause(exhausted)
          .addKeyValue("hook", hook.id())
          .log("events for an outgoing webhook could not be read");
    }
  }

  private void read(Change change, StreamPosition position) {
    switch (change) {
      case Change.MessageStored(var message) ->
          add(
              message.direction() == Direction.INCOMING
                  ? HookEvent.MESSAGE_RECEIVED
                  : HookEvent.MESSAGE_SENT,
              message,
              position);
      case Change.StatusChanged(var message) when message.direction() == Direction.OUTGOING ->
          add(HookEvent.MESSAGE_STATUS, message, position);
      case Change.MessageAmended(var message) -> add(HookEvent.MESSAGE_UPDATED, message, position);
      case Change.ContactSaved(var contact) -> add(contact, position);
      case Change.ChatUpdated(var chat, _) -> add(chat, position);
      case Change.StatusChanged _,
          Change.MessageTouched _,
          Change.ChatRead _,
          Change.PresenceChanged _,
          Change.ContactSeen _,
          Change.NoteSaved _,
          Change.Removed _ -> {} // of no interest to programs, or for the team alone
    }
  }

  private void add(HookEvent event, Message message, StreamPosition position) {
    if (hook.events().contains(event)) {
      add(
          new WaitingDelivery(
              position, event, message.chat().value(), message.id().value(), 0, null, now()),
          EventBody.of(event, message, quotes(message), position));
    }
  }

  private void add(Contact contact, StreamPosition position) {
    if (hook.events().contains(HookEvent.CONTACT_UPDATED)) {
      String address = contact.waId().value();
      add(
          new WaitingDelivery(
              position, HookEvent.CONTACT_UPDATED, address, address, 0, null, now()),
          EventBody.of(contact, position));
    }
  }

  private void add(WaId chat, StreamPosition position) {
    if (hook.events().contains(HookEvent.CHAT_UPDATED)) {
      // The change does not contain the state of the chat, which is read before the event is
      // posted.
      add(
          new WaitingDelivery(
              position, HookEvent.CHAT_UPDATED, chat.value(), chat.value(), 0, null, now()),
          null);
    }
  }

  private void add(WaitingDelivery waiting, byte @Nullable [] body) {
    var _ = window.add(waiting, body); // the next worker continues if it is closed
  }

  @Override
  public void startOver() {
    LOG.atWarn()
        .addKeyValue("hook", hook.id())
        .log(
            "events for an outgoing webhook are lost: they are not in the log of changes any more");
    lost.run();
  }

  @Override
  public @Nullable Post post(WaitingDelivery waiting, byte @Nullable [] body, Instant at) {
    byte[] content = body == null ? read(waiting) : body;
    if (content == null) {
      return null;
    }
    String id = EventBody.id(waiting.position());
    return new Post(id, StandardWebhooks.headers(hook.secret(), id, at, content), content);
  }

  private byte @Nullable [] read(WaitingDelivery waiting) {
    if (waiting.event() == HookEvent.CONTACT_UPDATED) {
      WaId address = new WaId(waiting.object());
      Contact contact = parts.history().contacts(Set.of(address)).get(address);
      return contact == null ? null : EventBody.of(contact, waiting.position());
    }
    if (waiting.event() == HookEvent.CHAT_UPDATED) {
      WaId told = new WaId(waiting.object());
      WaId address = parts.history().chatOf(told);
      WaId joined = address.equals(told) ? null : told;
      return parts.history().heads(Set.of(address)).stream()
          .findFirst()
          .map(chat ->
              EventBody.of(
                  chat, joined, quotes(chat.lastMessage()), waiting.position(), waiting.due()))
          .orElse(null);
    }
    MessageId id = new MessageId(waiting.object());
    Message message = parts.history().messages(Set.of(id)).get(id);
    return message == null
        ? null
        : EventBody.of(waiting.event(), message, quotes(message), waiting.position());
  }

  private Quotes quotes(Message message) {
    return Quotes.ofReadable(parts.history(), List.of(message));
  }

  @Override
  public void settled(WaitingDelivery waiting) {
    // Nothing to do: the window, whose state is saved, has already removed the event.
  }

  @Override
  public boolean save(DeliveryWindow.Snapshot snapshot) {
    return parts
        .cursors()
        .move(hook.cursor(), snapshot.read(), WaitingDelivery.write(snapshot.waiting()));
  }

  @Override
  public void close() {
    if (subscription != null) {
      parts.stream().unsubscribe(subscription);
    }
  }

  private Instant now() {
    return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
