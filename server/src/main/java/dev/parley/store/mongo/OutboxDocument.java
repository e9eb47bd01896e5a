package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.constant;
import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.instant;
import static dev.parley.store.mongo.DocumentFields.number;
import static dev.parley.store.mongo.DocumentFields.text;
import static dev.parley.store.mongo.DocumentFields.textOrNull;
import static dev.parley.store.mongo.DocumentFields.word;

import com.mongodb.client.model.Indexes;
import dev.parley.chat.CarriedReaction;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outbox.Urgency;
import dev.parley.chat.WaId;
import dev.parley.outbox.OutboxEntry;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// An entry of the outbox. Its `_id` is the id of the message or reaction.
final class OutboxDocument {
  static final String COLLECTION = "parley_outbox";

  static final String PLACE = "place";
  static final String OUR_NUMBER = "our_number";
  static final String STATE = "state";
  static final String URGENCY = "urgency";
  static final String DUE_AT = "due_at";

  private static final String ATTEMPTS = "attempts";
  private static final String OWNER = "owner";
  private static final String PAYLOAD = "payload";
  private static final String SINCE = "since";
  private static final String REACTION = "reaction";
  private static final String TARGET = "message";
  private static final String EMOJI = "emoji";
  private static final String BEFORE = "before";

  /// The entries. They are not copied into another store: the Parley server on this database sends
  /// them.
  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(FieldNames.WA_ID, PLACE))
          .indexed(Indexes.ascending(OUR_NUMBER, STATE, URGENCY, DUE_AT, PLACE))
          .removable(STATE);

  private OutboxDocument() {}

  /// The document without its key.
  static Document of(OutboxEntry entry) {
    return new Document()
        .append(FieldNames.WA_ID, entry.chat().value())
        .append(OUR_NUMBER, entry.ourNumber()) // null or absent for our first number
        .append(PLACE, entry.place())
        .append(STATE, word(entry.state()))
        .append(URGENCY, word(entry.urgency()))
        .append(DUE_AT, date(entry.dueAt()))
        .append(ATTEMPTS, entry.attempts())
        .append(OWNER, entry.owner())
        .append(PAYLOAD, entry.payload())
        .append(REACTION, of(entry.reaction()))
        .append(SINCE, date(entry.since()));
  }

  private static @Nullable Document of(@Nullable CarriedReaction reaction) {
    return reaction == null
        ? null
        : new Document(TARGET, reaction.target().value())
            .append(EMOJI, reaction.emoji())
            .append(BEFORE, reaction.before());
  }

  private static @Nullable CarriedReaction reaction(Document document) {
    return document.get(REACTION) instanceof Document reaction
        ? new CarriedReaction(
            new MessageId(text(reaction, TARGET)),
            textOrNull(reaction, EMOJI),
            textOrNull(reaction, BEFORE))
        : null;
  }

  static OutboxEntry read(Document document) {
    return new OutboxEntry(
        key(document),
        new WaId(text(document, FieldNames.WA_ID)),
        number(document, PLACE),
        OutboxEntry.State.valueOf(constant(text(document, STATE))),
        Urgency.valueOf(constant(text(document, URGENCY))),
        instant(document, DUE_AT),
        (int) number(document, ATTEMPTS),
        textOrNull(document, OWNER),
        textOrNull(document, PAYLOAD),
        reaction(document),
        instant(document, SINCE));
  }

  static MessageId key(Document document) {
    return new MessageId(text(document, FieldNames.KEY));
  }

  /// Adds the writes of a commit for a changed entry.
  static void write(StagedRows.Changed<MessageId, OutboxEntry> changed, List<Write> writes) {
    Write.row(
        COLLECTION,
        changed.key().value(),
        changed.before().map(OutboxDocument::of).orElse(null),
        changed.after().map(OutboxDocument::of).orElse(null),
        writes);
  }
}
