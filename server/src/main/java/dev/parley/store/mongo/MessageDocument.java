package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.dateOrNull;
import static dev.parley.store.mongo.DocumentFields.moment;
import static dev.parley.store.mongo.DocumentFields.textOrNull;
import static dev.parley.store.mongo.DocumentFields.word;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import dev.parley.chat.Body;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.Contact;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Delivery;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Party;
import dev.parley.chat.Reaction;
import dev.parley.chat.Receipt;
import dev.parley.chat.Status;
import dev.parley.chat.StatusTimes;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// A message as the replaced backend stores it, with the fields that Parley adds.
///
/// The replaced backend's Mongoose schema allows `sent`, `delivered`, `read` and `failed` as
/// `status`, and Mongoose refuses to save a document that it has loaded with another status. So
/// `pending` and `held` are stored as `sent`, `played` as `read`, and `parley_status` has the exact
/// status. The summary of the chat is based on `parley_status`. If `status` does not match it,
/// another program has changed `status` since then, and that value counts: see [MovedStatuses].
///
/// Fields of that backend: `id`, `meta_msg_id`, `wa_id`, `phone`, `name`, `text`, `type`,
/// `timestamp`, `status`, `from`, `to`, `message_type`, `webhook_data`, `createdAt`, `updatedAt`.
/// Parley's: `seq`, `at` (the timestamp as a date, whatever type `timestamp` has; used for
/// sorting), `parley_status`, `webhook_json` (see [WebhookData]), `rev`, `reply_to`, `content`
/// (with the `origin`, see [ContentFields#stored]), `edited_at`, `reactions`, `error`,
/// `status_times`, `receipts`, `change`, `sent_by` (`id`, `name`, `kind`: who sent it through
/// Parley, if known).
final class MessageDocument {
  static final String COLLECTION = "processed_messages";

  /// The id of the file that a message shows.
  static final String FILE = FieldNames.CONTENT + ".media.id";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(FieldNames.ID), new IndexOptions().unique(true).sparse(true))
          .indexed(Indexes.ascending(FieldNames.WA_ID))
          .indexed(Indexes.descending(FieldNames.TIMESTAMP))
          .indexed(
              Indexes.compoundIndex(
                  Indexes.ascending(FieldNames.WA_ID), Indexes.descending(FieldNames.TIMESTAMP)))
          .indexed(
              Indexes.ascending(FieldNames.WA_ID, FieldNames.SEQ),
              new IndexOptions()
                  .unique(true)
                  .partialFilterExpression(Filters.gt(FieldNames.SEQ, 0)))
          .indexed(Indexes.ascending(FieldNames.META_ID))
          .indexed(
              Indexes.compoundIndex(
                  Indexes.ascending(FieldNames.WA_ID),
                  Indexes.descending(FieldNames.AT, FieldNames.SEQ)))
          // for the answers to a message
          .indexed(
              Indexes.ascending(FieldNames.WA_ID, FieldNames.REPLY_TO),
              new IndexOptions().partialFilterExpression(Filters.exists(FieldNames.REPLY_TO)))
          // for documents without a seq
          .indexed(Indexes.ascending(FieldNames.SEQ, FieldNames.WA_ID, FieldNames.KEY))
          // for messages whose status another program has changed
          .indexed(
              Indexes.ascending(FieldNames.PARLEY_STATUS, FieldNames.STATUS),
              new IndexOptions().partialFilterExpression(Filters.exists(FieldNames.PARLEY_STATUS)))
          // for the messages that show a file
          .indexed(
              Indexes.ascending(FILE),
              new IndexOptions().partialFilterExpression(Filters.exists(FILE)))
          .archivedAs(ArchivedRecord.Kind.MESSAGE, ArchivedMessages::of);

  /// Matches messages with a position in a chat.
  static final Bson PLACED = Filters.gt(FieldNames.SEQ, 0);

  /// Matches messages of another program without a position.
  static final Bson UNPLACED = Filters.eq(FieldNames.SEQ, null);

  /// Matches messages that are never shown: another program stored them without a usable address.
  static final Bson HIDDEN = Filters.eq(FieldNames.SEQ, 0);

  /// All that [#read] needs.
  static final Bson WITHOUT_WEBHOOK =
      Projections.exclude(FieldNames.WEBHOOK_DATA, FieldNames.WEBHOOK_JSON);

  private MessageDocument() {}

  /// The fields of a message that can change after it was stored.
  static Document changing(Message message) {
    Body body = message.body();
    Delivery delivery = message.delivery();
    return new Document()
        .append(FieldNames.META_ID, message.metaId().value())
        .append(FieldNames.TEXT, body.text())
        .append(FieldNames.STATUS, word(known(delivery.status())))
        .append(FieldNames.PARLEY_STATUS, word(delivery.status()))
        .append(FieldNames.MESSAGE_TYPE, body.type())
        .append(FieldNames.CONTENT, DocumentFields.content(body))
        .append(FieldNames.EDITED_AT, dateOrNull(body.editedAt()))
        .append(FieldNames.STATUS_TIMES, times(delivery.times()))
        .append(FieldNames.RECEIPTS, receipts(delivery.receipts()))
        .append(FieldNames.ERROR, DocumentFields.failure(delivery.failure()))
        .append(
            FieldNames.REACTIONS, message.reactions().stream().map(MessageDocument::of).toList())
        .append(FieldNames.UPDATED_AT, date(message.updatedAt()))
        .append(FieldNames.CHANGE, message.rev() == 0 ? null : message.rev());
  }

  /// The status with which the replaced backend represents this one.
  static Status known(Status status) {
    return switch (status) {
      case PENDING, HELD -> Status.SENT;
      case PLAYED -> Status.READ;
      case SENT, DELIVERED, READ, FAILED -> status;
    };
  }

  /// A complete document without its key. Empty fields are left out.
  static Document whole(Message message, @Nullable WebhookData webhookData) {
    Body body = message.body();
    Document document =
        new Document()
            .append(FieldNames.ID, message.id().value())
            .append(FieldNames.WA_ID, message.chat().value())
            .append(FieldNames.PHONE, message.party().phone())
            .append(FieldNames.NAME, message.party().name())
            .append(FieldNames.TYPE, word(message.direction()))
            .append(FieldNames.TIMESTAMP, date(message.timestamp()))
            .append(FieldNames.FROM, message.party().from())
            .append(FieldNames.TO, message.party().to())
            .append(FieldNames.SENT_BY, DocumentFields.sender(message.party().sentBy()))
            .append(FieldNames.WEBHOOK_DATA, webhookData == null ? null : webhookData.value())
            .append(FieldNames.WEBHOOK_JSON, webhookData == null ? null : webhookData.json())
            .append(FieldNames.CREATED_AT, date(message.createdAt()))
            .append(FieldNames.VERSION_KEY, 0)
            .append(FieldNames.SEQ, message.seq())
            .append(FieldNames.AT, date(message.timestamp()))
            .append(FieldNames.REPLY_TO, body.replyTo() == null ? null : body.replyTo().value());
    document.putAll(changing(message));
    document.values().removeIf(value -> value == null || value.equals(List.of()));
    return document;
  }

  private static Document of(Reaction reaction) {
    return new Document()
        .append(FieldNames.BY, reaction.by())
        .append(FieldNames.EMOJI, reaction.emoji())
        .append(FieldNames.AT, date(reaction.at()));
  }

  private static @Nullable List<Document> receipts(List<Receipt> receipts) {
    return receipts.isEmpty()
        ? null
        : receipts.stream()
            .map(it ->
                new Document(FieldNames.BY, it.by().value())
                    .append(FieldNames.STATUS_TIMES, times(it.times())))
            .toList();
  }

  private static List<Receipt> receipts(Document document) {
    List<Receipt> receipts = new ArrayList<>();
    if (document.get(FieldNames.RECEIPTS) instanceof List<?> rows) {
      for (Object row : rows) {
        if (row instanceof Document receipt
            && receipt.get(FieldNames.BY) instanceof String by
            && WaId.isValid(by)
            && receipt.get(FieldNames.STATUS_TIMES) instanceof Document times) {
          receipts.add(new Receipt(new WaId(by), times(times)));
        }
      }
    }
    return receipts;
  }

  private static StatusTimes times(Document times) {
    Map<Status, Instant> reported = new EnumMap<>(Status.class);
    for (Status each : Status.values()) {
      if (times.get(word(each)) instanceof Date at) {
        reported.put(each, at.toInstant());
      }
    }
    return new StatusTimes(reported);
  }

  private static Document times(StatusTimes times) {
    Document document = new Document();
    for (Status status : Status.values()) {
      Instant at = times.reported().get(status);
      if (at != null) {
        document.append(word(status), date(at));
      }
    }
    return document;
  }

  /// Whether a document has an address under which it can be shown.
  static boolean isReadable(Document document) {
    return document.get(FieldNames.WA_ID) instanceof String waId && WaId.isValid(waId);
  }

  /// Fields that are missing or of another type get the value that a new message has.
  static Message read(Document document) {
    WaId chat = new WaId(DocumentFields.text(document, FieldNames.WA_ID));
    MessageId id = id(document);
    Direction direction =
        "outgoing".equals(document.get(FieldNames.TYPE)) ? Direction.OUTGOING : Direction.INCOMING;
    Instant timestamp = timestamp(document);
    Instant created =
        moment(document.get(FieldNames.CREATED_AT)).orElseGet(() -> stored(document, timestamp));
    String metaId = textOrNull(document, FieldNames.META_ID);
    return new Message(
        id,
        metaId == null || !MessageId.isValid(metaId) ? id : new MessageId(metaId),
        chat,
        document.get(FieldNames.SEQ) instanceof Number seq && seq.longValue() > 0
            ? seq.longValue()
            : 1,
        direction,
        new Party(
            name(document, direction, chat),
            document.containsKey(FieldNames.AT)
                ? textOrNull(document, FieldNames.PHONE)
                : phone(document, chat),
            textOrNull(document, FieldNames.FROM),
            textOrNull(document, FieldNames.TO),
            DocumentFields.sender(document.get(FieldNames.SENT_BY))),
        body(document),
        timestamp,
        delivery(document, direction, timestamp),
        reactions(document),
        created,
        moment(document.get(FieldNames.UPDATED_AT)).orElse(created),
        DocumentFields.change(document));
  }

  /// The position of the message in its chat.
  static MessagePosition position(Document document) {
    return new MessagePosition(
        timestamp(document), DocumentFields.number(document, FieldNames.SEQ));
  }

  /// The time at which a document without `createdAt` was stored: its timestamp, but not later than
  /// the creation of its key.
  private static Instant stored(Document document, Instant timestamp) {
    return document.get(FieldNames.KEY) instanceof ObjectId && timestamp.isAfter(made(document))
        ? made(document)
        : timestamp;
  }

  private static @Nullable String phone(Document document, WaId chat) {
    String phone = textOrNull(document, FieldNames.PHONE);
    return phone == null ? chat.phone() : phone;
  }

  /// The id of a message: its own, otherwise WhatsApp's, otherwise the key of the document.
  static MessageId id(Document document) {
    String own = textOrNull(document, FieldNames.ID);
    if (own != null && MessageId.isValid(own)) {
      return new MessageId(own);
    }
    String metaId = textOrNull(document, FieldNames.META_ID);
    if (metaId != null && MessageId.isValid(metaId)) {
      return new MessageId(metaId);
    }
    String key = String.valueOf(document.get(FieldNames.KEY));
    return new MessageId(MessageId.isValid(key) ? key : "unnamed");
  }

  private static String name(Document document, Direction direction, WaId chat) {
    String name = textOrNull(document, FieldNames.NAME);
    if (name != null && !name.isBlank()) {
      return name;
    }
    return direction == Direction.OUTGOING ? Party.YOU : Contact.placeholderName(chat);
  }

  private static Body body(Document document) {
    String text = textOrNull(document, FieldNames.TEXT);
    String type = textOrNull(document, FieldNames.MESSAGE_TYPE);
    String replyTo = textOrNull(document, FieldNames.REPLY_TO);
    return new Body(
        text == null || text.isBlank() ? "Message without text" : text,
        type == null || type.isBlank() ? "text" : type,
        DocumentFields.content(document.get(FieldNames.CONTENT)),
        replyTo == null || !MessageId.isValid(replyTo) ? null : new MessageId(replyTo),
        moment(document.get(FieldNames.EDITED_AT)).orElse(null),
        DocumentFields.origin(document.get(FieldNames.CONTENT)));
  }

  /// The time at which the message was written: the time that Parley read when it adopted the
  /// document, otherwise the time in the document.
  static Instant timestamp(Document document) {
    return moment(document.get(FieldNames.AT))
        .or(() -> moment(document.get(FieldNames.TIMESTAMP)))
        .or(() -> moment(document.get(FieldNames.CREATED_AT)))
        .orElseGet(() -> made(document));
  }

  /// The creation time of a document, from its key.
  static Instant made(Document document) {
    return document.get(FieldNames.KEY) instanceof ObjectId key
        ? key.getDate().toInstant()
        : Instant.EPOCH;
  }

  private static Delivery delivery(Document document, Direction direction, Instant timestamp) {
    Status told = status(textOrNull(document, FieldNames.STATUS), direction);
    Status exact = status(textOrNull(document, FieldNames.PARLEY_STATUS), direction);
    Status status = known(exact) == told ? exact : told;
    if (!(document.get(FieldNames.STATUS_TIMES) instanceof Document times)) {
      return new Delivery(
          status,
          StatusTimes.NONE.with(status, timestamp),
          DocumentFields.failure(document.get(FieldNames.ERROR)));
    }
    return new Delivery(
        status,
        times(times),
        DocumentFields.failure(document.get(FieldNames.ERROR)),
        receipts(document));
  }

  private static Status status(@Nullable String word, Direction direction) {
    for (Status status : Status.values()) {
      if (word(status).equals(word)) {
        return status;
      }
    }
    return direction == Direction.OUTGOING ? Status.SENT : Status.DELIVERED;
  }

  /// The status with which a document's chat counts it; null if it does not count it yet.
  static @Nullable Status counted(Document document) {
    String exact = textOrNull(document, FieldNames.PARLEY_STATUS);
    return Arrays.stream(Status.values())
        .filter(status -> word(status).equals(exact))
        .findFirst()
        .orElse(null);
  }

  private static List<Reaction> reactions(Document document) {
    List<Reaction> reactions = new ArrayList<>();
    if (document.get(FieldNames.REACTIONS) instanceof List<?> rows) {
      for (Object row : rows) {
        if (row instanceof Document reaction
            && reaction.get(FieldNames.BY) instanceof String by
            && reaction.get(FieldNames.EMOJI) instanceof String emoji
            && reaction.get(FieldNames.AT) instanceof Date at) {
          reactions.add(new Reaction(by, emoji, at.toInstant()));
        }
      }
    }
    return reactions;
  }

  /// Adds the writes of a commit for a message that is new, adopted or changed.
  static void write(StagedRows.Changed<Object, StoredMessage> changed, List<Write> writes) {
    StoredMessage held = changed.after().orElse(null);
    if (held == null) {
      changed.before().ifPresent(it -> writes.add(new Write.Erase(COLLECTION, it.key())));
      return;
    }
    if (held.met() == StoredMessage.DocumentOrigin.NEW) {
      Document document = new Document(FieldNames.KEY, held.key());
      document.putAll(whole(held.message(), held.webhookData()));
      writes.add(new Write.Add(COLLECTION, FieldNames.ID, document));
      return;
    }
    StoredMessage before = changed.before().orElseThrow();
    Document old = changing(before.message());
    old.put(FieldNames.PARLEY_STATUS, before.counted() == null ? null : word(before.counted()));
    Document now = changing(held.message());
    old.append(FieldNames.WA_ID, before.message().chat().value());
    now.append(FieldNames.WA_ID, held.message().chat().value());
    if (held.met() == StoredMessage.DocumentOrigin.KNOWN) {
      old.append(FieldNames.SEQ, before.message().seq());
      now.append(FieldNames.SEQ, held.message().seq());
    } else {
      now.append(FieldNames.SEQ, held.message().seq())
          .append(FieldNames.AT, date(held.message().timestamp()));
    }
    Write.Set difference = Write.difference(COLLECTION, held.key(), old, now);
    if (difference != null) {
      writes.add(difference);
    }
  }
}
