package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.ServiceWindow;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// Lookups of messages. Each of them uses an index.
final class MessageLookups {
  private static final List<String> SEEN = words(Status::seen);
  private static final List<String> UNSEEN = words(status -> !status.seen());

  /// The number of documents that are read at once if usually the first is enough.
  private static final int FEW = 10;

  private final MongoCollection<Document> messages;

  /// The document with an id.
  ///
  /// @param held null if it cannot be read as a message
  /// @param placed whether it has its `seq`
  record FoundMessage(Object key, @Nullable StoredMessage held, boolean placed) {}

  MessageLookups(MongoDatabase database) {
    this.messages = database.getCollection(MessageDocument.COLLECTION);
  }

  private static List<String> words(Predicate<Status> which) {
    return Arrays.stream(Status.values()).filter(which).map(DocumentFields::word).toList();
  }

  /// Finds a message by id, otherwise by WhatsApp's id, otherwise, for a document without both, by
  /// its key.
  Optional<FoundMessage> message(MessageId name) {
    List<Bson> ways = new ArrayList<>();
    ways.add(Filters.eq(FieldNames.ID, name.value()));
    ways.add(Filters.eq(FieldNames.META_ID, name.value()));
    if (ObjectId.isValid(name.value())) {
      ways.add(Filters.eq(FieldNames.KEY, new ObjectId(name.value())));
    }
    Document best = null;
    for (Document found :
        messages.find(Filters.or(ways)).projection(MessageDocument.WITHOUT_WEBHOOK)) {
      if (name.value().equals(found.get(FieldNames.ID))) {
        return Optional.of(found(found));
      }
      if (best == null) {
        best = found;
      }
    }
    return Optional.ofNullable(best).map(MessageLookups::found);
  }

  static FoundMessage found(Document document) {
    Object key = document.get(FieldNames.KEY, Object.class);
    boolean readable = MessageDocument.isReadable(document);
    return new FoundMessage(
        key, readable ? held(document) : null, document.get(FieldNames.SEQ) instanceof Number);
  }

  /// A document that [MessageDocument#isReadable].
  static StoredMessage held(Document document) {
    Message message = Damage.read(MessageDocument.COLLECTION, document, MessageDocument::read);
    return new StoredMessage(
        document.get(FieldNames.KEY, Object.class),
        message,
        null,
        StoredMessage.DocumentOrigin.KNOWN,
        MessageDocument.counted(document));
  }

  /// Documents of a chat that have no `seq` yet, in the order of their keys.
  ///
  /// @param after the key of the last one that was read
  List<StoredMessage> unplaced(WaId chat, int limit, @Nullable Object after) {
    Bson filter =
        Filters.and(
            MessageDocument.UNPLACED,
            Addresses.is(chat),
            after == null ? Filters.empty() : Filters.gt(FieldNames.KEY, after));
    List<StoredMessage> found = new ArrayList<>();
    messages
        .find(filter)
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .sort(Sorts.ascending(FieldNames.KEY))
        .limit(limit)
        .forEach(document -> found.add(held(document)));
    return found;
  }

  /// The next incoming messages that are unread or counted as unread, in the order of their
  /// timestamps, then `seq`.
  List<StoredMessage> unread(WaId chat, MessagePosition after, int limit) {
    Date at = DocumentFields.date(after.timestamp());
    List<StoredMessage> found = new ArrayList<>();
    messages
        .find(
            Filters.and(
                Addresses.is(chat),
                Filters.gte(FieldNames.AT, at),
                Filters.or(Filters.gt(FieldNames.AT, at), Filters.gt(FieldNames.SEQ, after.seq())),
                Filters.ne(FieldNames.TYPE, "outgoing"),
                Filters.or(
                    Filters.nin(FieldNames.STATUS, SEEN),
                    Filters.in(FieldNames.PARLEY_STATUS, UNSEEN)),
                MessageDocument.PLACED))
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .sort(Sorts.ascending(FieldNames.AT, FieldNames.SEQ))
        .limit(limit)
        .forEach(document -> found.add(held(document)));
    return found;
  }

  /// The oldest messages of a chat, by timestamp, then `seq`.
  ///
  /// @param before only messages that were written before this time; null: all
  List<StoredMessage> oldest(WaId chat, @Nullable Instant before, int limit) {
    Bson written =
        before == null ? Filters.empty() : Filters.lt(FieldNames.AT, DocumentFields.date(before));
    return found(
        Filters.and(Addresses.is(chat), MessageDocument.PLACED, written),
        Sorts.ascending(FieldNames.AT, FieldNames.SEQ),
        limit);
  }

  /// The newest messages of a chat, by timestamp, then `seq`.
  List<StoredMessage> newest(WaId chat, int limit) {
    return found(
        Filters.and(Addresses.is(chat), MessageDocument.PLACED),
        Sorts.descending(FieldNames.AT, FieldNames.SEQ),
        limit);
  }

  /// Messages that show a file.
  List<StoredMessage> showing(String file, int limit) {
    return found(
        Filters.and(Filters.eq(MessageDocument.FILE, file), MessageDocument.PLACED),
        Sorts.ascending(FieldNames.KEY),
        limit);
  }

  private List<StoredMessage> found(Bson filter, Bson order, int limit) {
    List<StoredMessage> found = new ArrayList<>();
    messages
        .find(filter)
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .sort(order)
        .limit(limit)
        .forEach(document -> found.add(held(document)));
    return found;
  }

  /// The next messages that are `pending`, by their keys.
  ///
  /// @param after null: starts at the first
  List<StoredMessage> pending(@Nullable ObjectId after, int limit) {
    Bson pending =
        Filters.and(
            Filters.eq(FieldNames.PARLEY_STATUS, DocumentFields.word(Status.PENDING)),
            MessageDocument.PLACED);
    List<StoredMessage> found = new ArrayList<>();
    messages
        .find(after == null ? pending : Filters.and(pending, Filters.gt(FieldNames.KEY, after)))
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .sort(Sorts.ascending(FieldNames.KEY))
        .limit(limit)
        .forEach(document -> {
          if (MessageDocument.isReadable(document)) {
            found.add(held(document));
          }
        });
    return found;
  }

  /// The documents with these keys that have a `seq`.
  List<StoredMessage> placed(List<Object> keys) {
    List<StoredMessage> found = new ArrayList<>();
    messages
        .find(Filters.and(Filters.in(FieldNames.KEY, keys), MessageDocument.PLACED))
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .forEach(document -> {
          if (MessageDocument.isReadable(document)) {
            found.add(held(document));
          }
        });
    return found;
  }

  Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before) {
    Bson ours = Filters.eq(FieldNames.TYPE, "outgoing");
    return Optional.ofNullable(
            messages
                .find(
                    Filters.and(
                        Filters.eq(FieldNames.WA_ID, chat.value()),
                        Filters.gt(FieldNames.AT, DocumentFields.date(after)),
                        Filters.lt(FieldNames.AT, DocumentFields.date(before)),
                        direction == Direction.OUTGOING ? ours : Filters.not(ours),
                        MessageDocument.PLACED))
                .projection(Projections.include(FieldNames.AT))
                .sort(Sorts.descending(FieldNames.AT))
                .first())
        .map(document -> DocumentFields.instant(document, FieldNames.AT));
  }

  /// The time at which the customer of a chat last opened the window, according to the messages;
  /// null: never.
  @Nullable Instant windowOpenedAt(WaId chat) {
    Bson call = Filters.eq(FieldNames.MESSAGE_TYPE, "call");
    Bson placed = Filters.and(Addresses.is(chat), MessageDocument.PLACED);
    Instant opened = null;
    for (Document document :
        messages.find(Filters.and(placed, call)).projection(MessageDocument.WITHOUT_WEBHOOK)) {
      opened = ServiceWindow.later(opened, openedBy(document));
    }
    for (Document document :
        messages
            .find(Filters.and(placed, Filters.not(call), Filters.ne(FieldNames.TYPE, "outgoing")))
            .projection(MessageDocument.WITHOUT_WEBHOOK)
            .sort(Sorts.descending(FieldNames.AT, FieldNames.SEQ))
            .batchSize(FEW)) {
      if (opened != null && !held(document).message().timestamp().isAfter(opened)) {
        break; // older messages opened it earlier: only calls, read above, open it later
      }
      opened = ServiceWindow.later(opened, openedBy(document));
    }
    return opened;
  }

  private static @Nullable Instant openedBy(Document document) {
    return ServiceWindow.openedBy(held(document).message()).orElse(null);
  }

  /// The JSON that reported the message of this document.
  Optional<String> webhookData(Object key) {
    return Optional.ofNullable(
            messages
                .find(Filters.eq(FieldNames.KEY, key))
                .projection(Projections.include(FieldNames.WEBHOOK_DATA, FieldNames.WEBHOOK_JSON))
                .first())
        .map(WebhookData::read);
  }

  /// Finds many messages by id, otherwise by WhatsApp's id.
  Map<MessageId, FoundMessage> messages(Collection<MessageId> wanted) {
    Map<MessageId, FoundMessage> byId = new HashMap<>();
    Map<MessageId, FoundMessage> byMetaId = new HashMap<>();
    for (Document document :
        messages
            .find(
                Filters.or(
                    Lookups.ofMessages(FieldNames.ID, wanted),
                    Lookups.ofMessages(FieldNames.META_ID, wanted)))
            .projection(MessageDocument.WITHOUT_WEBHOOK)) {
      FoundMessage found = found(document);
      if (document.get(FieldNames.ID) instanceof String id && MessageId.isValid(id)) {
        byId.putIfAbsent(new MessageId(id), found);
      }
      if (document.get(FieldNames.META_ID) instanceof String id && MessageId.isValid(id)) {
        byMetaId.putIfAbsent(new MessageId(id), found);
      }
    }
    byMetaId.putAll(byId);
    return byMetaId;
  }

  /// Finds many messages by id only.
  Map<MessageId, FoundMessage> byId(Collection<MessageId> wanted) {
    return by(FieldNames.ID, wanted);
  }

  /// Finds many messages by WhatsApp's id only.
  Map<MessageId, FoundMessage> byMetaId(Collection<MessageId> wanted) {
    return by(FieldNames.META_ID, wanted);
  }

  private Map<MessageId, FoundMessage> by(String field, Collection<MessageId> wanted) {
    Map<MessageId, FoundMessage> found = new HashMap<>();
    for (Document document :
        messages
            .find(Lookups.ofMessages(field, wanted))
            .projection(MessageDocument.WITHOUT_WEBHOOK)) {
      found.putIfAbsent(new MessageId(DocumentFields.text(document, field)), found(document));
    }
    return found;
  }

  /// The chats that have a document without a `seq`; may include other chats.
  Set<WaId> chatsToAdoptIn(Set<WaId> chats) {
    Set<WaId> found = new HashSet<>();
    long documents = 0;
    for (Document document :
        messages
            .find(Filters.and(MessageDocument.UNPLACED, Addresses.in(chats)))
            .projection(Projections.include(FieldNames.WA_ID))
            .limit(Lookups.BATCH)) {
      found.add(new WaId(DocumentFields.text(document, FieldNames.WA_ID)));
      documents++;
    }
    return documents < Lookups.BATCH ? found : chats; // there may be more
  }
}
