package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.ChatRules;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.JoinRules;
import dev.parley.chat.Outbox;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.store.WaitingStep;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds chats under user ids that earlier versions left separate although the same people have
/// chats under their numbers, and plans to join them: see [JoinRules#plan]. Works in batches, once
/// after each start.
final class SeparateChats {
  /// The addresses that begin with a capital letter, as all user ids do.
  private static final String FIRST = "A";

  private static final String END = "[";

  private static final Logger LOG = LoggerFactory.getLogger(SeparateChats.class);

  private final MongoCollection<Document> chats;
  private final MongoCollection<Document> identities;
  private final Writer writer;
  private boolean done;

  SeparateChats(MongoDatabase database, Writer writer) {
    this.chats = database.getCollection(ChatDocument.COLLECTION);
    this.identities = database.getCollection(IdentityDocument.COLLECTION);
    this.writer = writer;
  }

  /// @param stop checked between chats
  void run(BooleanSupplier stop) {
    if (done) {
      return;
    }
    long planned = 0;
    List<String> batch = next(FIRST);
    while (!batch.isEmpty()) {
      for (String userId : led(batch)) {
        if (stop.getAsBoolean()) {
          return;
        }
        if (WaId.isValid(userId) && plan(new WaId(userId))) {
          planned++;
        }
      }
      batch = next(batch.getLast());
    }
    done = true;
    if (planned > 0) {
      LOG.atInfo()
          .addKeyValue("chats", planned)
          .log("found people with two chats, which become one");
    }
  }

  private List<String> next(String after) {
    return keys(
        chats, Filters.and(Filters.gt(FieldNames.KEY, after), Filters.lt(FieldNames.KEY, END)));
  }

  /// The user ids in `userIds` that lead to another chat.
  private List<String> led(List<String> userIds) {
    return keys(
        identities,
        Filters.and(Filters.in(FieldNames.KEY, userIds), Filters.exists(IdentityDocument.ADDRESS)));
  }

  private static List<String> keys(MongoCollection<Document> collection, Bson filter) {
    List<String> keys = new ArrayList<>();
    collection
        .find(filter)
        .projection(Projections.include(FieldNames.KEY))
        .sort(Sorts.ascending(FieldNames.KEY))
        .limit(Lookups.BATCH)
        .forEach(document -> keys.add(DocumentFields.text(document, FieldNames.KEY)));
    return keys;
  }

  private boolean plan(WaId userId) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try {
      return writer.commit(
          ExpectedReads.nothing(),
          ledger -> {
            ChatRules rules = new ChatRules(ledger, Outbox.NONE, now);
            boolean planned = rules.joins().plan(userId);
            return new WaitingStep.Done<>(planned, rules.changes());
          });
    } catch (Refusal refusal) {
      if (refusal.code() != ErrorCode.INTERNAL) {
        throw refusal;
      }
      return false; // a damaged chat must not delay the others; the writer has logged the damage
    }
  }
}
