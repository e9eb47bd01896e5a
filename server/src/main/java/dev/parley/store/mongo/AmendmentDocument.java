package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.instant;
import static dev.parley.store.mongo.DocumentFields.text;
import static dev.parley.store.mongo.DocumentFields.textOrNull;
import static dev.parley.store.mongo.DocumentFields.word;

import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Amendment;
import dev.parley.chat.Body;
import dev.parley.chat.Direction;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.Document;

/// A reaction, edit or revocation; applied or waiting. Its `_id` is the id of its event.
final class AmendmentDocument {
  static final String COLLECTION = "parley_amendments";

  /// The changed message.
  static final String TARGET = "target";

  /// The position among the amendments of its commit.
  static final String PLACE = "place";

  /// The word for the kind of a reaction.
  static final String REACTION = "react";

  private static final String DIRECTION = "direction";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(TARGET, FieldNames.REV, PLACE))
          // for the last amendments of one person to a message
          .indexed(
              Indexes.ascending(
                  TARGET, FieldNames.WA_ID, FieldNames.BY, FieldNames.KIND, FieldNames.AT))
          .indexed(Indexes.ascending(FieldNames.WA_ID))
          .removable(TARGET)
          .archivedAs(ArchivedRecord.Kind.AMENDMENT, AmendmentDocument::archived);

  /// The key of a group of amendments: those of one kind, by the same person, to the same message
  /// in the same chat. See [Amendment#isLike].
  record AmendmentKey(MessageId target, WaId chat, String by, String kind) {
    static AmendmentKey of(Amendment amendment) {
      return new AmendmentKey(
          amendment.target(), amendment.chat(), amendment.by(), kindOf(amendment.what()));
    }
  }

  private AmendmentDocument() {}

  /// The document without its key.
  ///
  /// @param place the position among the amendments of its commit
  static Document of(Amendment amendment, int place) {
    Document document =
        new Document()
            .append(TARGET, amendment.target().value())
            .append(FieldNames.WA_ID, amendment.chat().value())
            .append(FieldNames.BY, amendment.by())
            .append(DIRECTION, word(amendment.direction()))
            .append(FieldNames.AT, date(amendment.at()))
            .append(PLACE, place);
    document.append(FieldNames.KIND, kindOf(amendment.what()));
    return switch (amendment.what()) {
      case Amendment.Action.React(var emoji) -> document.append(FieldNames.EMOJI, emoji);
      case Amendment.Action.Edit(var body) ->
          document
              .append(FieldNames.TEXT, body.text())
              .append(FieldNames.MESSAGE_TYPE, body.type())
              .append(FieldNames.CONTENT, DocumentFields.content(body));
      case Amendment.Action.Revoke() -> document;
    };
  }

  /// The word for the kind of an amendment.
  private static String kindOf(Amendment.Action what) {
    return switch (what) {
      case Amendment.Action.React _ -> REACTION;
      case Amendment.Action.Edit _ -> "edit";
      case Amendment.Action.Revoke _ -> "revoke";
    };
  }

  static Amendment read(Document document) {
    return new Amendment(
        new MessageId(text(document, FieldNames.KEY)),
        new MessageId(text(document, TARGET)),
        new WaId(text(document, FieldNames.WA_ID)),
        text(document, FieldNames.BY),
        Direction.valueOf(DocumentFields.constant(text(document, DIRECTION))),
        instant(document, FieldNames.AT),
        what(document));
  }

  private static Amendment.Action what(Document document) {
    return switch (text(document, FieldNames.KIND)) {
      case REACTION -> new Amendment.Action.React(textOrNull(document, FieldNames.EMOJI));
      case "edit" ->
          new Amendment.Action.Edit(
              new Body(
                  text(document, FieldNames.TEXT),
                  text(document, FieldNames.MESSAGE_TYPE),
                  DocumentFields.content(document.get(FieldNames.CONTENT)),
                  null,
                  null));
      case "revoke" -> new Amendment.Action.Revoke();
      default -> throw new IllegalStateException("the kind of an amendment is damaged");
    };
  }

  /// Adds the writes of a commit if the amendments of one person to a message changed.
  ///
  /// @param present returns an amendment with the current address of its chat
  /// @param places the positions of the amendments of this commit, by event
  static void write(
      StagedRows.Changed<AmendmentKey, List<Amendment>> changed,
      UnaryOperator<Amendment> present,
      Map<MessageId, Integer> places,
      List<Write> writes) {
    List<Amendment> before = changed.before().orElse(List.of());
    List<Amendment> after = changed.after().orElse(List.of());
    for (Amendment amendment : before) {
      if (!after.contains(amendment)) {
        writes.add(new Write.Remove(COLLECTION, amendment.event().value()));
      }
    }
    for (Amendment amendment : after) {
      Integer place = places.get(amendment.event());
      if (place != null && !before.contains(amendment)) {
        writes.add(
            Write.added(
                COLLECTION, amendment.event().value(), of(present.apply(amendment), place)));
      }
    }
  }

  private static Stream<ArchivedRecord> archived(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(TARGET, FieldNames.REV, PLACE),
        document -> new ArchivedRecord.OfAmendment(read(document)));
  }
}
