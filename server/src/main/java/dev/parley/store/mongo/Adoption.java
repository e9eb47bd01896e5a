package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.store.WaitingStep;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives documents of the replaced backend their positions in their chats, in batches. Each batch
/// is a commit, so that the adoption can stop at any time and continue later. It changes no
/// existing field, and adds only `seq`, `at`, `parley_status` and `rev`. A document without an
/// address gets `seq` 0, and is not read again.
final class Adoption {
  private static final long REPORT_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

  private final MongoCollection<Document> messages;
  private final Writer writer;

  /// Addresses whose documents this round could not adopt.
  private final Set<String> failed = new HashSet<>();

  Adoption(MongoDatabase database, Writer writer) {
    this.messages = database.getCollection(MessageDocument.COLLECTION);
    this.writer = writer;
  }

  /// @param stop checked between batches
  void run(BooleanSupplier stop) {
    long adopted = 0;
    long unreadable = 0;
    long reported = System.nanoTime();
    failed.clear();
    showAgain();
    Document next = next();
    while (next != null && !stop.getAsBoolean()) {
      if (MessageDocument.isReadable(next)) {
        String chat = DocumentFields.text(next, FieldNames.WA_ID);
        int placed = adopt(new WaId(chat));
        if (placed == 0) {
          failed.add(chat); // another process adopts it, or it is damaged: continue with others
        }
        adopted += placed;
      } else {
        unreadable += setAside(next);
      }
      if (System.nanoTime() - reported > REPORT_NANOS) {
        reported = System.nanoTime();
        LOG.atInfo()
            .addKeyValue("messages", adopted)
            .addKeyValue("left", messages.countDocuments(MessageDocument.UNPLACED))
            .log("adopting messages of another program");
      }
      next = next();
    }
    writer.mendLog();
    if (adopted > 0) {
      LOG.atInfo().addKeyValue("messages", adopted).log("adopted messages of another program");
    }
    if (unreadable > 0) {
      LOG.atWarn()
          .addKeyValue("messages", unreadable)
          .log(
              "messages of another program have no usable wa_id: they are not changed and not"
                  + " shown");
    }
  }

  /// Shows messages again that an earlier version hid: it set `seq` to 0 if the address of a
  /// message had a plus sign.
  private void showAgain() {
    long hidden =
        messages
            .updateMany(
                Filters.and(MessageDocument.HIDDEN, Addresses.WITH_PLUS),
                Updates.unset(FieldNames.SEQ))
            .getModifiedCount();
    if (hidden > 0) {
      LOG.atInfo()
          .addKeyValue("messages", hidden)
          .log("messages whose number has a plus sign are now shown");
    }
  }

  private @Nullable Document next() {
    return messages
        .find(Filters.and(MessageDocument.UNPLACED, Filters.nin(FieldNames.WA_ID, failed)))
        .projection(Projections.include(FieldNames.WA_ID))
        .sort(Sorts.ascending(FieldNames.WA_ID))
        .first();
  }

  /// @return the number of messages that got a position; 0 if the chat is damaged
  private int adopt(WaId chat) {
    try {
      return writer.commit(
          ExpectedReads.nothing(),
          ledger -> new WaitingStep.Done<>(ledger.adopt(chat, Lookups.BATCH), List.of()));
    } catch (Refusal refusal) {
      if (refusal.code() != ErrorCode.INTERNAL) {
        throw refusal;
      }
      return 0; // the writer has logged the damage
    }
  }

  private long setAside(Document document) {
    return messages
        .updateOne(
            Filters.and(
                Filters.eq(FieldNames.KEY, document.get(FieldNames.KEY)), MessageDocument.UNPLACED),
            Updates.set(FieldNames.SEQ, 0L))
        .getModifiedCount();
  }
}
