package dev.parley.store.mongo;

import static dev.parley.store.mongo.Fields.instant;
import static dev.parley.store.mongo.Fields.text;
import static dev.parley.store.mongo.Fields.textOrNull;
import static dev.parley.store.mongo.Fields.word;

import dev.parley.access.Sender;
import dev.parley.chat.Amendment;
import dev.parley.chat.Body;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.UnprocessedHead;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.Content;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Direction;
import dev.parley.chat.Failure;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.StatusReport;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.WaId;
import dev.parley.store.mongo.MongoLedger.Waiting;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/// Values of the domain as documents, and back. Messages and contacts are in [MessageDocument] and
/// [ContactDocument].
final class Documents {
  private Documents() {}

  static Date date(Instant at) {
    return Date.from(at);
  }

  static @Nullable Date dateOrNull(@Nullable Instant at) {
    return at == null ? null : date(at);
  }

  static @Nullable Document content(@Nullable Content content) {
    return content == null ? null : new Document(ContentFields.of(content));
  }

  /// Null when there is none, or of a kind that this version does not know.
  static @Nullable Content content(@Nullable Object value) {
    return value instanceof Document fields ? ContentFields.read(fields).orElse(null) : null;
  }

  static @Nullable Document failure(@Nullable Failure failure) {
    return failure == null ? null : new Document(ContentFields.of(failure));
  }

  /// Null when there is none, or it is damaged.
  static @Nullable Failure failure(@Nullable Object value) {
    try {
      return value instanceof Document fields ? ContentFields.readFailure(fields) : null;
    } catch (IllegalArgumentException damaged) {
      return null; // as content that is damaged
    }
  }

  static @Nullable Document sender(@Nullable Sender sender) {
    return sender == null
        ? null
        : new Document(Names.ID, sender.id())
            .append(Names.NAME, sender.name())
            .append(Names.KIND, sender.kind().word());
  }

  /// Null when there is none, or nothing that this version knows.
  static @Nullable Sender sender(@Nullable Object value) {
    return value instanceof Document fields
            && fields.get(Names.ID) instanceof String id
            && fields.get(Names.NAME) instanceof String name
            && fields.get(Names.KIND) instanceof String kind
        ? Sender.Kind.of(kind).map(it -> new Sender(id, name, it)).orElse(null)
        : null;
  }

  static Document of(ChatSummary summary) {
    return new Document()
        .append(Names.LAST_SEQ, summary.lastSeq())
        .append(Names.NEWEST_SEQ, summary.newestSeq())
        .append(Names.NEWEST_TIMESTAMP, date(summary.newestTimestamp()))
        .append(Names.UNREAD, summary.unread())
        .append(Names.UNREAD_SINCE, date(summary.unreadSince()))
        .append(Names.VERSION, summary.version());
  }

  static ChatSummary summary(Document document) {
    return new ChatSummary(
        new WaId(text(document, Names.KEY)),
        Fields.number(document, Names.LAST_SEQ),
        Fields.number(document, Names.NEWEST_SEQ),
        instant(document, Names.NEWEST_TIMESTAMP),
        Fields.number(document, Names.UNREAD),
        instant(document, Names.UNREAD_SINCE),
        Fields.number(document, Names.VERSION));
  }

  static Document of(StatusReport report, Instant receivedAt) {
    return new Document()
        .append(Names.MESSAGE_ID, report.message().value())
        .append(Names.STATUS, word(report.status()))
        .append(Names.AT, date(report.at()))
        .append(Names.ERROR, failure(report.failure()))
        .append(Names.RECEIVED_AT, date(receivedAt));
  }

  static StatusReport report(Document document) {
    return new StatusReport(
        new MessageId(text(document, Names.MESSAGE_ID)),
        Fields.status(text(document, Names.STATUS)),
        instant(document, Names.AT),
        failure(document.get(Names.ERROR)));
  }

  static Waiting waiting(Document document) {
    return new Waiting(report(document), instant(document, Names.RECEIVED_AT));
  }

  /// Where the chat of a person is.
  static WaId address(Document identity) {
    return new WaId(text(identity, Names.ADDRESS));
  }

  /// @param place among the amendments of its commit
  static Document of(Amendment amendment, int place) {
    Document document =
        new Document()
            .append(Names.TARGET, amendment.target().value())
            .append(Names.WA_ID, amendment.chat().value())
            .append(Names.BY, amendment.by())
            .append(Names.DIRECTION, word(amendment.direction()))
            .append(Names.AT, date(amendment.at()))
            .append(Names.PLACE, place);
    document.append(Names.KIND, kind(amendment.what()));
    return switch (amendment.what()) {
      case Amendment.What.React(var emoji) -> document.append(Names.EMOJI, emoji);
      case Amendment.What.Edit(var body) ->
          document
              .append(Names.TEXT, body.text())
              .append(Names.MESSAGE_TYPE, body.type())
              .append(Names.CONTENT, content(body.content()));
      case Amendment.What.Revoke() -> document;
    };
  }

  /// The word for the kind of an amendment.
  static String kind(Amendment.What what) {
    return switch (what) {
      case Amendment.What.React _ -> "react";
      case Amendment.What.Edit _ -> "edit";
      case Amendment.What.Revoke _ -> "revoke";
    };
  }

  static Amendment amendment(Document document) {
    return new Amendment(
        new MessageId(text(document, Names.KEY)),
        new MessageId(text(document, Names.TARGET)),
        new WaId(text(document, Names.WA_ID)),
        text(document, Names.BY),
        Direction.valueOf(Fields.constant(text(document, Names.DIRECTION))),
        instant(document, Names.AT),
        what(document));
  }

  private static Amendment.What what(Document document) {
    return switch (text(document, Names.KIND)) {
      case "react" -> new Amendment.What.React(textOrNull(document, Names.EMOJI));
      case "edit" ->
          new Amendment.What.Edit(
              new Body(
                  text(document, Names.TEXT),
                  text(document, Names.MESSAGE_TYPE),
                  content(document.get(Names.CONTENT)),
                  null,
                  null));
      case "revoke" -> new Amendment.What.Revoke();
      default -> throw new IllegalStateException("the kind of an amendment is damaged");
    };
  }

  static Document of(KeptUnprocessed kept, byte[] digest) {
    return new Document()
        .append(Names.DIGEST, new BsonBinary(digest))
        .append(Names.BODY, new BsonBinary(kept.what().body()))
        .append(Names.BYTES, (long) kept.what().body().length)
        .append(Names.ELEMENTS, kept.what().elements())
        .append(Names.REASONS, kept.what().reasons())
        .append(Names.FIRST_AT, date(kept.firstAt()))
        .append(Names.LAST_AT, date(kept.lastAt()))
        .append(Names.TIMES, kept.times());
  }

  static KeptUnprocessed unprocessed(Document document) {
    byte[] body = document.get(Names.BODY) instanceof Binary bytes ? bytes.getData() : new byte[0];
    List<String> reasons = document.getList(Names.REASONS, String.class, List.of());
    return new KeptUnprocessed(
        Fields.number(document, Names.KEY),
        instant(document, Names.FIRST_AT),
        instant(document, Names.LAST_AT),
        Fields.number(document, Names.TIMES),
        new Unprocessed(body, (int) Fields.number(document, Names.ELEMENTS), reasons));
  }

  /// @param document without its body, unless an earlier version of Parley wrote it
  static UnprocessedHead unprocessedHead(Document document) {
    return new UnprocessedHead(
        Fields.number(document, Names.KEY),
        instant(document, Names.LAST_AT),
        document.get(Names.BODY) instanceof Binary body
            ? body.length()
            : Fields.number(document, Names.BYTES),
        Unprocessed.routine(document.getList(Names.REASONS, String.class, List.of())));
  }

  static Contact contact(Document document) {
    return ContactDocument.read(document);
  }

  static Message message(Document document) {
    return MessageDocument.read(document);
  }
}
