package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Amendment;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import dev.parley.store.mongo.AmendmentDocument.Doing;
import dev.parley.store.mongo.ContactDocument.HeldContact;
import dev.parley.store.mongo.EarlyStatusDocument.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// What steps read, each from an index.
final class Lookups {
  /// How many documents are read at once where there may be very many.
  static final int BATCH = 500;

  /// Some more than are kept: earlier versions kept all.
  private static final int MOST_OF_ONE_PERSON = 200;

  private static final List<String> SEEN = words(Status::seen);
  private static final List<String> UNSEEN = words(status -> !status.seen());

  private final MongoCollection<Document> messages;
  private final MongoCollection<Document> contacts;
  private final MongoCollection<Document> chats;
  private final MongoCollection<Document> identities;
  private final MongoCollection<Document> earlyStatuses;
  private final MongoCollection<Document> amendments;
  private final MongoCollection<Document> unprocessed;
  private final DamageLog damages;

  /// The document that has a name.
  ///
  /// @param held null when it cannot be read as a message
  /// @param placed whether it has its `seq`
  record Found(Object key, @Nullable Held held, boolean placed) {}

  private static List<String> words(Predicate<Status> which) {
    return Arrays.stream(Status.values()).filter(which).map(Fields::word).toList();
  }

  /// @param damages names documents that a list leaves out
  Lookups(MongoDatabase database, DamageLog damages) {
    this.damages = damages;
    this.messages = database.getCollection(MessageDocument.COLLECTION);
    this.contacts = database.getCollection(ContactDocument.COLLECTION);
    this.chats = database.getCollection(ChatDocument.COLLECTION);
    this.identities = database.getCollection(IdentityDocument.COLLECTION);
    this.earlyStatuses = database.getCollection(EarlyStatusDocument.COLLECTION);
    this.amendments = database.getCollection(AmendmentDocument.COLLECTION);
    this.unprocessed = database.getCollection(UnprocessedDocument.COLLECTION);
  }

  /// By id, else by WhatsApp's id, else, for a document that has neither, by its key.
  Optional<Found> message(MessageId name) {
    List<Bson> ways = new ArrayList<>();
    ways.add(Filters.eq(Names.ID, name.value()));
    ways.add(Filters.eq(Names.META_ID, name.value()));
    if (ObjectId.isValid(name.value())) {
      ways.add(Filters.eq(Names.KEY, new ObjectId(name.value())));
    }
    Document best = null;
    for (Document found :
        messages.find(Filters.or(ways)).projection(MessageDocument.WITHOUT_WEBHOOK)) {
      if (name.value().equals(found.get(Names.ID))) {
        return Optional.of(found(found));
      }
      if (best == null) {
        best = found;
      }
    }
    return Optional.ofNullable(best).map(Lookups::found);
  }

  static Found found(Document document) {
    Object key = document.get(Names.KEY, Object.class);
    boolean readable = MessageDocument.isReadable(document);
    return new Found(
        key, readable ? held(document) : null, document.get(Names.SEQ) instanceof Number);
  }

  /// A document that [MessageDocument#isReadable].
  static Held held(Document document) {
    Message message = Damage.naming(MessageDocument.COLLECTION, document, MessageDocument::read);
    return new Held(
        document.get(Names.KEY, Object.class),
        message,
        null,
        Held.Met.KNOWN,
        MessageDocument.counted(document));
  }

  /// Documents of a chat that have no `seq` yet, in the order of their keys.
  ///
  /// @param after the key of the last one that was read
  List<Held> unplaced(WaId chat, int limit, @Nullable Object after) {
    Bson filter =
        Filters.and(
            Filters.eq(Names.SEQ, null),
            Addresses.is(chat),
            after == null ? Filters.empty() : Filters.gt(Names.KEY, after));
    List<Held> found = new ArrayList<>();
    messages
        .find(filter)
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .sort(Sorts.ascending(Names.KEY))
        .limit(limit)
        .forEach(document -> found.add(held(document)));
    return found;
  }

  /// The same message at another place.
  static Message at(Message message, long seq) {
    return new Message(
        message.id(),
        message.metaId(),
        message.chat(),
        seq,
        message.direction(),
        message.party(),
        message.body(),
        message.timestamp(),
        message.delivery(),
        message.reactions(),
        message.createdAt(),
        message.updatedAt(),
        message.rev());
  }

  /// The next incoming messages that are not read, or that are counted as such, in the order of
  /// their timestamps, then `seq`.
  List<Held> unread(WaId chat, MessagePosition after, int limit) {
    Date at = Fields.date(after.timestamp());
    List<Held> found = new ArrayList<>();
    messages
        .find(
            Filters.and(
                Addresses.is(chat),
                Filters.gte(Names.AT, at),
                Filters.or(Filters.gt(Names.AT, at), Filters.gt(Names.SEQ, after.seq())),
                Filters.ne(Names.TYPE, "outgoing"),
                Filters.or(
                    Filters.nin(Names.STATUS, SEEN), Filters.in(Names.PARLEY_STATUS, UNSEEN)),
                Filters.gt(Names.SEQ, 0)))
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .sort(Sorts.ascending(Names.AT, Names.SEQ))
        .limit(limit)
        .forEach(document -> found.add(held(document)));
    return found;
  }

  /// Of these documents those that have their `seq`.
  List<Held> placed(List<Object> keys) {
    List<Held> found = new ArrayList<>();
    messages
        .find(Filters.and(Filters.in(Names.KEY, keys), Filters.gt(Names.SEQ, 0)))
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .forEach(document -> {
          if (MessageDocument.isReadable(document)) {
            found.add(held(document));
          }
        });
    return found;
  }

  Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before) {
    Bson ours = Filters.eq(Names.TYPE, "outgoing");
    return Optional.ofNullable(
            messages
                .find(
                    Filters.and(
                        Filters.eq(Names.WA_ID, chat.value()),
                        Filters.gt(Names.AT, Fields.date(after)),
                        Filters.lt(Names.AT, Fields.date(before)),
                        direction == Direction.OUTGOING ? ours : Filters.not(ours),
                        Filters.gt(Names.SEQ, 0)))
                .projection(Projections.include(Names.AT))
                .sort(Sorts.descending(Names.AT))
                .first())
        .map(document -> Fields.instant(document, Names.AT));
  }

  Optional<ChatSummary> summary(WaId chat) {
    return byKey(chats, chat.value())
        .map(document -> Damage.naming(ChatDocument.COLLECTION, document, ChatDocument::read));
  }

  Optional<HeldContact> contact(WaId waId) {
    return contacts.find(Addresses.is(waId)).into(new ArrayList<>()).stream()
        .min(Comparator.comparing(Addresses::hasPlus))
        .map(Lookups::heldContact);
  }

  static HeldContact heldContact(Document document) {
    return new HeldContact(
        document.get(Names.KEY, Object.class),
        Damage.naming(ContactDocument.COLLECTION, document, ContactDocument::read));
  }

  List<HeldContact> onlineButUnseenSince(Instant moment, int limit) {
    List<HeldContact> found = new ArrayList<>();
    for (Document document :
        contacts
            .find(
                Filters.and(
                    Filters.eq(Names.IS_ONLINE, true),
                    Filters.lt(Names.LAST_SEEN, Fields.date(moment))))
            .limit(limit)) {
      if (ContactDocument.isReadable(document)) {
        found.add(heldContact(document));
      }
    }
    return found;
  }

  Optional<WaId> address(WaId userId) {
    return byKey(identities, userId.value())
        .map(document ->
            Damage.naming(IdentityDocument.COLLECTION, document, IdentityDocument::read));
  }

  /// Empty when none waits.
  Optional<Map<Status, Waiting>> reports(MessageId message) {
    Map<Status, Waiting> waiting = new EnumMap<>(Status.class);
    for (Document document :
        earlyStatuses.find(Filters.eq(EarlyStatusDocument.MESSAGE_ID, message.value()))) {
      Waiting one =
          Damage.naming(EarlyStatusDocument.COLLECTION, document, EarlyStatusDocument::read);
      waiting.put(one.report().status(), one);
    }
    return waiting.isEmpty() ? Optional.empty() : Optional.of(Map.copyOf(waiting));
  }

  Set<MessageId> messagesAwaitedBefore(Instant moment, int limit) {
    Set<MessageId> awaited = new LinkedHashSet<>();
    earlyStatuses
        .find(Filters.lt(EarlyStatusDocument.RECEIVED_AT, Fields.date(moment)))
        .limit(limit)
        .forEach(document ->
            damages
                .read(
                    EarlyStatusDocument.COLLECTION,
                    document,
                    it -> EarlyStatusDocument.read(it).report().message())
                .ifPresent(awaited::add));
    return awaited;
  }

  Optional<Amendments.Event> event(MessageId event) {
    return byKey(amendments, event.value())
        .map(document ->
            new Amendments.Event(
                document.containsKey(AmendmentDocument.TARGET)
                    ? Optional.of(amendment(document))
                    : Optional.empty()));
  }

  /// Edits and revocations first, then reactions, each in the order in which they were received.
  List<Amendment> amendments(MessageId target, int limit) {
    Bson all = Filters.eq(AmendmentDocument.TARGET, target.value());
    Bson reaction = Filters.eq(Names.KIND, AmendmentDocument.REACTION);
    List<Amendment> found = new ArrayList<>();
    for (Bson kind : List.of(Filters.nor(reaction), reaction)) {
      if (found.size() < limit) {
        amendments
            .find(Filters.and(all, kind))
            .sort(Sorts.ascending(Names.REV, AmendmentDocument.PLACE))
            .limit(limit - found.size())
            .forEach(document -> found.add(amendment(document)));
      }
    }
    return found;
  }

  /// The last ones, in the order of their times, then in the order in which they were received.
  List<Amendment> amendments(Doing doing) {
    List<Amendment> found = new ArrayList<>();
    amendments
        .find(
            Filters.and(
                Filters.eq(AmendmentDocument.TARGET, doing.target().value()),
                Filters.eq(Names.WA_ID, doing.chat().value()),
                Filters.eq(Names.BY, doing.by()),
                Filters.eq(Names.KIND, doing.kind())))
        .sort(Sorts.descending(Names.AT, Names.REV, AmendmentDocument.PLACE))
        .limit(MOST_OF_ONE_PERSON)
        .forEach(document -> found.add(amendment(document)));
    return found.reversed();
  }

  /// The JSON that told of the message of this document.
  Optional<String> webhookData(Object key) {
    return Optional.ofNullable(
            messages
                .find(Filters.eq(Names.KEY, key))
                .projection(Projections.include(Names.WEBHOOK_DATA, Names.WEBHOOK_JSON))
                .first())
        .map(WebhookData::read);
  }

  Optional<KeptUnprocessed> unprocessed(byte[] digest) {
    return Optional.ofNullable(
            unprocessed
                .find(Filters.eq(UnprocessedDocument.DIGEST, new BsonBinary(digest)))
                .first())
        .map(Lookups::unprocessed);
  }

  Optional<KeptUnprocessed> unprocessed(long number) {
    return byKey(unprocessed, number)
        .filter(entry -> entry.containsKey(UnprocessedDocument.DIGEST))
        .map(Lookups::unprocessed);
  }

  /// All of an entry but its body.
  ///
  /// @param digest of the body, in hexadecimal digits
  record BodyLess(String digest, KeptUnprocessed entry) {}

  Optional<BodyLess> bodyLess(long number) {
    return Optional.ofNullable(
            unprocessed
                .find(Filters.eq(Names.KEY, number))
                .projection(UnprocessedDocument.WITHOUT_BODY)
                .first())
        .filter(entry -> entry.get(UnprocessedDocument.DIGEST) instanceof Binary)
        .map(entry ->
            new BodyLess(
                HexFormat.of()
                    .formatHex(entry.get(UnprocessedDocument.DIGEST, Binary.class).getData()),
                Lookups.unprocessed(entry)));
  }

  private static Amendment amendment(Document document) {
    return Damage.naming(AmendmentDocument.COLLECTION, document, AmendmentDocument::read);
  }

  private static KeptUnprocessed unprocessed(Document document) {
    return Damage.naming(UnprocessedDocument.COLLECTION, document, UnprocessedDocument::read);
  }

  private static Optional<Document> byKey(MongoCollection<Document> collection, Object key) {
    return Optional.ofNullable(collection.find(Filters.eq(Names.KEY, key)).first());
  }
}
