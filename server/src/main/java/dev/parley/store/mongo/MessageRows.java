package dev.parley.store.mongo;

import dev.parley.chat.Change;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatLedger.UnreadPart;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.PendingPart;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// The messages in a [MongoLedger], by the keys of their documents and by their names. When a step
/// reads documents of the replaced backend, they get their positions, and messages whose status
/// another program has changed are counted again; the summaries of their chats are updated.
final class MessageRows implements LedgerRows {
  private static final Comparator<MessagePosition> ORDER =
      Comparator.comparing(MessagePosition::timestamp).thenComparingLong(MessagePosition::seq);

  private final MessageLookups lookups;
  private final ChatRows chats;
  private final StagedRows<MessageId, Object> names;
  private final StagedRows<Object, StoredMessage> messages;
  private final long recentSeconds;

  /// The stored form of the JSON of webhooks, as far as callers have computed it.
  private Map<String, WebhookData> webhooks = Map.of();

  private int recounted;
  private boolean logBroken;

  /// Adopted or recounted documents of another program whose change must be published.
  private final Set<Object> touched = new LinkedHashSet<>();

  /// @param recentSeconds the time, in seconds since 1970, from which messages of other programs
  ///   are published as changes
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  MessageRows(
      MessageLookups lookups, ChatRows chats, long recentSeconds, Deque<Runnable> opposites) {
    this.lookups = lookups;
    this.chats = chats;
    this.names = new StagedRows<>(opposites);
    this.messages = new StagedRows<>(opposites);
    this.recentSeconds = recentSeconds;
  }

  /// @param ready the stored form of the JSON of webhooks, as far as callers have computed it
  void use(Map<String, WebhookData> ready) {
    webhooks = ready;
  }

  /// Reads messages ahead, by either id.
  ///
  /// @param found receives the chats of the messages that exist
  void readAll(Collection<MessageId> wanted, Set<WaId> found) {
    noteRead(wanted, lookups.messages(wanted), found);
  }

  /// Reads messages ahead, by their ids only.
  ///
  /// @param found receives the chats of the messages that exist
  void readById(Collection<MessageId> wanted, Set<WaId> found) {
    noteRead(wanted, lookups.byId(wanted), found);
  }

  /// Reads messages ahead, by their ids; only if an id is not found, by WhatsApp's id.
  ///
  /// @param found receives the chats of the messages that exist
  void readCarried(Collection<MessageId> wanted, Set<WaId> found) {
    Map<MessageId, MessageLookups.FoundMessage> byId = lookups.byId(wanted);
    Map<MessageId, MessageLookups.FoundMessage> all = new HashMap<>(byId);
    for (MessageLookups.FoundMessage one : byId.values()) {
      if (one.held() != null) {
        all.putIfAbsent(one.held().message().metaId(), one);
      }
    }
    Set<MessageId> left = new LinkedHashSet<>(wanted);
    left.removeAll(all.keySet());
    if (!left.isEmpty()) {
      lookups.byMetaId(left).forEach(all::putIfAbsent);
    }
    noteRead(wanted, all, found);
  }

  private void noteRead(
      Collection<MessageId> wanted,
      Map<MessageId, MessageLookups.FoundMessage> stored,
      Set<WaId> found) {
    for (MessageId name : wanted) {
      MessageLookups.FoundMessage one = stored.get(name);
      if (one == null) {
        if (!ObjectId.isValid(name.value())) { // otherwise it may be the key of a document
          names.noteRead(name, Optional.empty());
        }
      } else if (one.held() == null) {
        names.noteRead(name, Optional.of(one.key()));
      } else if (one.placed()) {
        try {
          noteRead(one.held());
          names.noteRead(name, Optional.of(one.key()));
          found.add(one.held().message().chat());
        } catch (Damage ofItsChat) {
          // The damage is not recorded: the step that needs the message finds it again.
        }
      }
    }
  }

  /// Numbers the changes for adopted documents of another program, after all steps.
  ///
  /// @param lastChange the number of the last change of the steps
  /// @return the changes to publish in addition to those of the steps
  List<Change> touched(long lastChange) {
    List<Change> changes = new ArrayList<>();
    for (Object key : touched) {
      StoredMessage held = messages.get(key, _ -> Optional.empty()).orElse(null);
      if (held != null) {
        Message message = held.message().as(lastChange + changes.size() + 1);
        messages.put(key, held.with(message));
        changes.add(new Change.MessageTouched(message));
      }
    }
    return changes;
  }

  /// Whether old documents of another program got their positions, which is not published: a new
  /// log has to be started.
  boolean isLogBroken() {
    return logBroken;
  }

  Optional<Message> of(MessageId id) {
    Optional<Object> key = keyOf(id);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    Optional<StoredMessage> held = messages.get(key.get(), _ -> Optional.empty());
    return held.map(StoredMessage::message);
  }

  /// The key of the document with this id, even if it cannot be read as a message.
  private Optional<Object> keyOf(MessageId name) {
    return names.get(name, this::find);
  }

  private Optional<Object> find(MessageId name) {
    Optional<MessageLookups.FoundMessage> found = lookups.message(name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Object key = found.get().key();
    StoredMessage held = found.get().held();
    if (held != null) {
      if (found.get().placed()) {
        noteRead(held);
      } else if (!messages.knows(key)) {
        adopt(held.message().chat(), Integer.MAX_VALUE);
      }
    }
    return Optional.of(key);
  }

  boolean add(Message message, @Nullable String webhookData) {
    if (keyOf(message.id()).isPresent() || keyOf(message.metaId()).isPresent()) {
      return false;
    }
    WebhookData data = webhookData == null ? null : stored(webhookData);
    Sizes.check(MessageDocument.whole(message, data));
    ObjectId key = new ObjectId();
    messages.put(
        key,
        new StoredMessage(
            key, message, data, StoredMessage.DocumentOrigin.NEW, message.delivery().status()));
    names.put(message.id(), key);
    names.put(message.metaId(), key);
    return true;
  }

  Optional<String> webhookData(Message message) {
    StoredMessage held = heldOf(message);
    if (held.met() != StoredMessage.DocumentOrigin.NEW) {
      return lookups.webhookData(held.key());
    }
    return Optional.ofNullable(held.webhookData())
        .map(data ->
            data.value() instanceof RawBsonDocument document
                ? document.toJson()
                : data.value().toString());
  }

  private WebhookData stored(String webhookData) {
    WebhookData ready = webhooks.get(webhookData);
    return ready == null ? WebhookData.of(webhookData) : ready;
  }

  void update(Message message) {
    StoredMessage held = heldOf(message);
    Sizes.check(MessageDocument.changing(message));
    messages.put(held.key(), held.with(message));
  }

  /// See [dev.parley.chat.ChatLedger#identify].
  void identify(Message message) {
    StoredMessage held = heldOf(message);
    update(message);
    var _ = keyOf(message.metaId());
    names.put(message.metaId(), held.key());
  }

  /// See [dev.parley.chat.ChatLedger#move].
  void move(Message before, Message after) {
    StoredMessage held = heldOf(before);
    Sizes.check(MessageDocument.changing(after));
    messages.put(held.key(), held.with(after));
    if (!after.metaId().equals(before.metaId())) {
      if (!before.metaId().equals(before.id())) {
        names.remove(before.metaId());
      }
      var _ = keyOf(after.metaId());
      names.put(after.metaId(), held.key());
    }
  }

  /// Finds a message by its position if several documents of another program have its id.
  private StoredMessage heldOf(Message message) {
    return keyOf(message.id())
        .flatMap(key -> messages.get(key, _ -> Optional.empty()))
        .filter(held -> isAt(held, message))
        .or(() -> messages.known().stream().filter(held -> isAt(held, message)).findFirst())
        .orElseThrow(() -> new IllegalStateException("a message changed that does not exist"));
  }

  private static boolean isAt(StoredMessage held, Message message) {
    return held.message().seq() == message.seq() && held.message().chat().equals(message.chat());
  }

  /// See [dev.parley.chat.ChatLedger#pending]. Nothing that earlier steps of the group wrote is
  /// older.
  PendingPart pending(@Nullable String after, int limit) {
    List<StoredMessage> stored = lookups.pending(after == null ? null : new ObjectId(after), limit);
    List<Message> pending = new ArrayList<>();
    for (StoredMessage held : stored) {
      noteRead(held);
      names.noteRead(held.message().id(), Optional.of(held.key()));
      messages
          .get(held.key(), _ -> Optional.empty())
          .map(StoredMessage::message)
          .filter(Message::isPending)
          .ifPresent(pending::add);
    }
    boolean more = stored.size() == limit;
    return new PendingPart(pending, more ? stored.getLast().key().toString() : null);
  }

  /// See [dev.parley.chat.ChatLedger#unread].
  UnreadPart unread(WaId chat, MessagePosition after, int limit) {
    List<StoredMessage> stored = lookups.unread(chat, after, limit);
    Map<Object, Message> unread = new LinkedHashMap<>();
    for (StoredMessage held : stored) {
      noteRead(held);
      names.noteRead(held.message().id(), Optional.of(held.key()));
      messages
          .get(held.key(), _ -> Optional.empty())
          .ifPresent(now -> unread.put(now.key(), now.message()));
    }
    for (StoredMessage written : messages.written()) {
      unread.put(written.key(), written.message());
    }
    MessagePosition rest = stored.size() < limit ? null : position(stored.getLast().message());
    return new UnreadPart(
        unread.values().stream()
            .filter(it -> it.chat().equals(chat) && it.unread())
            .filter(it -> ORDER.compare(position(it), after) > 0)
            .filter(it -> rest == null || ORDER.compare(position(it), rest) <= 0)
            .sorted(Comparator.comparing(MessageRows::position, ORDER))
            .toList(),
        rest);
  }

  private static MessagePosition position(Message message) {
    return new MessagePosition(message.timestamp(), message.seq());
  }

  /// See [dev.parley.chat.ChatLedger#newest].
  Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before) {
    Stream<Instant> written =
        messages.written().stream()
            .map(StoredMessage::message)
            .filter(it -> it.chat().equals(chat) && it.direction() == direction)
            .map(Message::timestamp);
    return Stream.concat(lookups.newest(chat, direction, after, before).stream(), written)
        .filter(at -> at.isAfter(after) && at.isBefore(before))
        .max(Comparator.naturalOrder());
  }

  /// See [dev.parley.chat.ChatLedger#oldest].
  List<Message> oldest(WaId chat, @Nullable Instant before, int limit) {
    Predicate<StoredMessage> fits =
        it ->
            it.message().chat().equals(chat)
                && (before == null || it.message().timestamp().isBefore(before));
    noteAllRead(lookups.oldest(chat, before, limit + messages.changedOf(fits)));
    return messages.known().stream()
        .filter(fits)
        .map(StoredMessage::message)
        .sorted(Comparator.comparing(MessageRows::position, ORDER))
        .limit(limit)
        .toList();
  }

  /// See [dev.parley.chat.ChatLedger#newest].
  Optional<Message> newest(WaId chat) {
    Predicate<StoredMessage> fits = it -> it.message().chat().equals(chat);
    noteAllRead(lookups.newest(chat, 1 + messages.changedOf(fits)));
    return messages.known().stream()
        .filter(fits)
        .map(StoredMessage::message)
        .max(Comparator.comparing(MessageRows::position, ORDER));
  }

  /// See [dev.parley.chat.ChatLedger#shows].
  boolean shows(String file) {
    Predicate<StoredMessage> fits =
        it -> it.message().body().file() != null && it.message().body().file().id().equals(file);
    noteAllRead(lookups.showing(file, 1 + messages.changedOf(fits)));
    return messages.known().stream().anyMatch(fits);
  }

  private void noteAllRead(List<StoredMessage> stored) {
    for (StoredMessage held : stored) {
      noteRead(held);
      names.noteRead(held.message().id(), Optional.of(held.key()));
    }
  }

  /// Removes a message for good.
  void erase(Message message) {
    StoredMessage held = heldOf(message);
    messages.remove(held.key());
    names.remove(message.id());
    names.remove(message.metaId());
  }

  /// The summary of a chat. Documents of the replaced backend get their positions first.
  Optional<ChatSummary> summary(WaId chat) {
    if (!chats.knows(chat)) {
      chats.read(chat);
      adopt(chat, Lookups.BATCH);
    }
    return chats.of(chat);
  }

  /// Gives documents of the replaced backend a position in their chat, in the order in which they
  /// were stored.
  ///
  /// @param limit the maximum number of documents, approximately
  /// @return the number of documents
  int adopt(WaId chat, int limit) {
    ChatSummary summary = chats.of(chat).orElseGet(() -> ChatSummary.empty(chat));
    int adopted = 0;
    List<StoredMessage> batch = lookups.unplaced(chat, Math.min(limit, Lookups.BATCH), null);
    while (!batch.isEmpty()) {
      for (StoredMessage found : batch) {
        if (!messages.knows(found.key())) {
          Message placed = StoredMessage.at(found.message(), summary.lastSeq() + 1);
          messages.noteRead(found.key(), Optional.of(found));
          messages.put(
              found.key(),
              new StoredMessage(
                  found.key(),
                  placed,
                  null,
                  StoredMessage.DocumentOrigin.ADOPTED,
                  placed.delivery().status()));
          names.noteRead(placed.id(), Optional.of(found.key()));
          if (found.key() instanceof ObjectId made
              && Integer.toUnsignedLong(made.getTimestamp()) >= recentSeconds) {
            touched.add(found.key());
          } else {
            logBroken = true;
          }
          summary = summary.with(placed);
          adopted++;
        }
      }
      chats.save(summary);
      batch =
          adopted >= limit
              ? List.of()
              : lookups.unplaced(chat, Lookups.BATCH, batch.getLast().key());
    }
    return adopted;
  }

  /// Records a message that was read. If another program has changed its status since it was
  /// counted, the summary of its chat is updated.
  private void noteRead(StoredMessage held) {
    if (messages.knows(held.key())) {
      return;
    }
    Optional<ChatSummary> counted =
        held.moved() ? summary(held.message().chat()) : Optional.empty();
    messages.noteRead(held.key(), Optional.of(held));
    if (held.moved()) {
      messages.put(held.key(), held.with(held.message()));
      counted.ifPresent(it -> chats.save(it.recounted(held.countedAsUnread(), held.message())));
      recounted++;
      touched.add(held.key());
    }
  }

  /// Counts messages again whose status another program has changed.
  ///
  /// @return the number of such messages
  int recount(List<Object> keys) {
    int before = recounted;
    lookups.placed(keys).forEach(this::noteRead);
    return recounted - before;
  }

  /// Whether documents of another program got their positions or were counted again.
  boolean hasTakenOver() {
    return recounted > 0
        || messages.written().stream()
            .anyMatch(held -> held.met() == StoredMessage.DocumentOrigin.ADOPTED);
  }

  @Override
  public void addWrites(List<Write> writes) {
    messages.changes().forEach(it -> MessageDocument.write(it, writes));
  }
}
