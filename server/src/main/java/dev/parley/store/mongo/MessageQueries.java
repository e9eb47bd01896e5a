package dev.parley.store.mongo;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.Digest;
import dev.parley.chat.Message;
import dev.parley.chat.MessageBatch;
import dev.parley.chat.MessageId;
import dev.parley.chat.MessagePage;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.BsonType;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// Reads messages. Every query uses an index. See [MongoQueries].
final class MessageQueries {
  /// The maximum number of messages that are read if another program chose their keys.
  private static final int MOST_OTHER_KEYS = 10_000;

  private final MongoCollection<Document> messages;
  private final DocumentBudget budget;
  private final DamageLog damages;

  MessageQueries(MongoDatabase database, DocumentBudget budget, DamageLog damages) {
    this.messages = database.getCollection(MessageDocument.COLLECTION);
    this.budget = budget;
    this.damages = damages;
  }

  MessagePage page(WaId chat, @Nullable MessagePosition before, int limit) {
    MessagePage.Builder page = new MessagePage.Builder(limit);
    budget.read(
        limit + 1,
        () ->
            Pages.read(
                before(chat, before)
                    .projection(MessageDocument.WITHOUT_WEBHOOK)
                    .batchSize(Pages.BATCH),
                limit + 1,
                this::message,
                page::add));
    return page.build(() ->
        Pages.page(
            before(chat, before).projection(Projections.include(FieldNames.AT, FieldNames.SEQ)),
            limit + 1,
            document ->
                damages.read(MessageDocument.COLLECTION, document, MessageDocument::position)));
  }

  /// The messages of a chat before a position, the newest first.
  private FindIterable<Document> before(WaId chat, @Nullable MessagePosition before) {
    return messages
        .find(
            Filters.and(
                Addresses.is(chat),
                MessageDocument.PLACED,
                before == null ? Filters.empty() : before(before)))
        .sort(Sorts.descending(FieldNames.AT, FieldNames.SEQ));
  }

  MessageSlice slice(WaId chat, MessageSlice.Range part) {
    MessageSlice.Builder slice = new MessageSlice.Builder(part);
    budget.read(
        Pages.BATCH,
        () ->
            Pages.read(
                messages
                    .find(
                        Filters.and(
                            Addresses.is(chat),
                            MessageDocument.PLACED,
                            Filters.or(at(part.from()), after(part.from())),
                            Filters.or(at(part.to()), before(part.to()))))
                    .sort(Sorts.ascending(FieldNames.AT, FieldNames.SEQ))
                    .projection(MessageDocument.WITHOUT_WEBHOOK)
                    .batchSize(Pages.BATCH),
                Integer.MAX_VALUE,
                this::message,
                slice::add));
    return slice.build();
  }

  /// A batch of all messages, by the keys of their documents.
  ///
  /// @param after `<key>:<number of messages before>`; null: starts at the first
  MessageBatch every(@Nullable String after, int limit) {
    int colon = after == null ? 0 : after.indexOf(':');
    long before = after == null ? 0 : Long.parseLong(after.substring(colon + 1));
    Bson from =
        after == null
            ? Filters.type(FieldNames.KEY, BsonType.OBJECT_ID)
            : Filters.gt(FieldNames.KEY, new ObjectId(after.substring(0, colon)));
    List<Message> batch = new ArrayList<>();
    List<Object> keys = new ArrayList<>();
    long[] bytes = {0};
    budget.read(
        limit,
        () ->
            Pages.read(
                messages
                    .find(Filters.and(from, MessageDocument.PLACED))
                    .sort(Sorts.ascending(FieldNames.KEY))
                    .projection(MessageDocument.WITHOUT_WEBHOOK)
                    .batchSize(Pages.BATCH),
                limit,
                document -> {
                  keys.add(document.get(FieldNames.KEY, Object.class));
                  return message(document);
                },
                message -> {
                  batch.add(message);
                  bytes[0] += message.bytes();
                  return MessageSlice.hasRoom(bytes[0]);
                }));
    if (keys.isEmpty() || (batch.size() < limit && MessageSlice.hasRoom(bytes[0]))) {
      batch.addAll(withOtherKeys());
      return new MessageBatch(batch, null, 1);
    }
    long read = before + batch.size();
    long all = Math.max(read, messages.estimatedDocumentCount());
    return new MessageBatch(batch, keys.getLast() + ":" + read, (double) read / all);
  }

  /// Messages of another program whose documents have other keys than object ids.
  private List<Message> withOtherKeys() {
    return Pages.page(
        messages
            .find(
                Filters.and(
                    Filters.not(Filters.type(FieldNames.KEY, BsonType.OBJECT_ID)),
                    MessageDocument.PLACED))
            .projection(MessageDocument.WITHOUT_WEBHOOK),
        MOST_OTHER_KEYS,
        this::message);
  }

  /// The positions of the messages of a chat after a position, the oldest first.
  List<MessagePosition> placesAfter(WaId chat, MessagePosition after, int limit) {
    return Pages.page(
        messages
            .find(Filters.and(Addresses.is(chat), MessageDocument.PLACED, after(after)))
            .sort(Sorts.ascending(FieldNames.AT, FieldNames.SEQ))
            .projection(Projections.include(FieldNames.AT, FieldNames.SEQ)),
        limit,
        document -> damages.read(MessageDocument.COLLECTION, document, MessageDocument::position));
  }

  /// The messages of a chat that quote one of `names`, until they are many or take much memory.
  List<Message> answers(WaId chat, Collection<MessageId> names, int limit) {
    List<Message> answers = new ArrayList<>();
    long[] bytes = {0};
    budget.read(
        Pages.BATCH,
        () ->
            Pages.read(
                messages
                    .find(
                        Filters.and(
                            Addresses.is(chat),
                            Lookups.ofMessages(FieldNames.REPLY_TO, names),
                            MessageDocument.PLACED))
                    .projection(MessageDocument.WITHOUT_WEBHOOK)
                    .batchSize(Pages.BATCH),
                limit,
                this::message,
                answer -> {
                  answers.add(answer);
                  bytes[0] += answer.bytes();
                  return MessageSlice.hasRoom(bytes[0]);
                }));
    return answers;
  }

  Digest digest(WaId chat) {
    Digest.Builder digest = new Digest.Builder();
    for (Document document :
        messages
            .find(Filters.and(Addresses.is(chat), MessageDocument.PLACED))
            .projection(
                Projections.include(
                    FieldNames.ID, FieldNames.META_ID, FieldNames.SEQ, FieldNames.CHANGE))
            .sort(Sorts.ascending(FieldNames.SEQ))) {
      digest.add(
          DocumentFields.number(document, FieldNames.SEQ),
          MessageDocument.id(document).value(),
          DocumentFields.change(document));
    }
    return digest.build();
  }

  /// See [dev.parley.chat.ChatHistory#chatsOlderThan]: the chats of the oldest messages.
  List<WaId> chatsOlderThan(Instant moment, int limit) {
    Set<WaId> chatsOfOldest = new LinkedHashSet<>();
    for (Document document :
        messages
            .find(
                Filters.and(
                    Filters.lt(FieldNames.TIMESTAMP, DocumentFields.date(moment)),
                    MessageDocument.PLACED))
            .projection(Projections.include(FieldNames.WA_ID))
            .sort(Sorts.ascending(FieldNames.TIMESTAMP))
            .limit(limit)) {
      if (MessageDocument.isReadable(document)) {
        chatsOfOldest.add(new WaId(DocumentFields.text(document, FieldNames.WA_ID)));
      }
    }
    return List.copyOf(chatsOfOldest);
  }

  Map<MessageId, String> webhookData(WaId chat, List<Message> of) {
    Map<MessageId, String> data = new HashMap<>();
    List<Long> places = of.stream().map(Message::seq).toList();
    messages
        .find(
            Filters.and(
                Addresses.is(chat),
                Filters.in(FieldNames.SEQ, places),
                Filters.exists(FieldNames.WEBHOOK_DATA)))
        .forEach(document -> {
          String json = WebhookData.read(document);
          if (json != null) {
            data.put(MessageDocument.id(document), json);
          }
        });
    return data;
  }

  /// Runs a query of another class that reads this many messages.
  Map<MessageId, Message> reading(int count, Supplier<Map<MessageId, Message>> messages) {
    Map<MessageId, Message> found = new LinkedHashMap<>();
    budget.read(count, () -> found.putAll(messages.get()));
    return found;
  }

  private Optional<Message> message(Document document) {
    return damages.read(MessageDocument.COLLECTION, document, MessageDocument::read);
  }

  private static Bson at(MessagePosition position) {
    return Filters.and(
        Filters.eq(FieldNames.AT, DocumentFields.date(position.timestamp())),
        Filters.eq(FieldNames.SEQ, position.seq()));
  }

  private static Bson after(MessagePosition position) {
    return Filters.and(
        Filters.gte(FieldNames.AT, DocumentFields.date(position.timestamp())),
        Filters.or(
            Filters.gt(FieldNames.AT, DocumentFields.date(position.timestamp())),
            Filters.gt(FieldNames.SEQ, position.seq())));
  }

  private static Bson before(MessagePosition position) {
    return Filters.and(
        Filters.lte(FieldNames.AT, DocumentFields.date(position.timestamp())),
        Filters.or(
            Filters.lt(FieldNames.AT, DocumentFields.date(position.timestamp())),
            Filters.lt(FieldNames.SEQ, position.seq())));
  }
}
