package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.word;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.Status;
import dev.parley.store.WaitingStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds messages whose status another program has changed since their chats counted them, and
/// counts them again, in batches. Each batch is a commit.
///
/// The index over `parley_status` and `status` keeps such messages together at a few places, so
/// that the search costs the same for any number of messages, and needs no clock.
final class MovedStatuses {
  /// Matches messages whose status another program has changed. A word that Parley does not know as
  /// a status is ignored.
  static final Bson FILTER =
      Filters.or(Arrays.stream(Status.values()).map(MovedStatuses::movedFrom).toList());

  /// The maximum number of messages of a round that cannot be counted; then the rest waits for the
  /// next round.
  private static final int MOST_FAILED = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(MovedStatuses.class);

  private final MongoCollection<Document> messages;
  private final Writer writer;

  MovedStatuses(MongoDatabase database, Writer writer) {
    this.messages = database.getCollection(MessageDocument.COLLECTION);
    this.writer = writer;
  }

  private static Bson movedFrom(Status counted) {
    List<String> others =
        Arrays.stream(Status.values())
            .filter(status -> status != counted && status != MessageDocument.known(counted))
            .map(DocumentFields::word)
            .toList();
    return Filters.and(
        Filters.eq(FieldNames.PARLEY_STATUS, word(counted)), Filters.in(FieldNames.STATUS, others));
  }

  /// @param stop checked between batches
  void run(BooleanSupplier stop) {
    long all = 0;
    Set<Object> failed = new HashSet<>();
    List<Object> keys = find(failed);
    while (!keys.isEmpty() && !stop.getAsBoolean()) {
      int recounted = recount(keys);
      if (recounted == 0) { // one by one: a damaged chat delays only its own messages
        for (Object key : keys) {
          int one = recount(List.of(key));
          recounted += one;
          if (one == 0) {
            failed.add(key);
          }
        }
      }
      all += recounted;
      keys = recounted == 0 && failed.size() >= MOST_FAILED ? List.of() : find(failed);
    }
    if (all > 0) {
      LOG.atInfo()
          .addKeyValue("messages", all)
          .log("counted statuses that another program changed");
    }
  }

  private List<Object> find(Set<Object> but) {
    List<Object> keys = new ArrayList<>();
    messages
        .find(Filters.and(FILTER, Filters.nin(FieldNames.KEY, but)))
        .projection(Projections.include(FieldNames.KEY))
        .limit(Lookups.BATCH)
        .forEach(document -> keys.add(document.get(FieldNames.KEY)));
    return keys;
  }

  /// @return the number of messages whose status had changed; 0 if one of their chats is damaged
  private int recount(List<Object> keys) {
    try {
      return writer.commit(
          ExpectedReads.nothing(),
          ledger -> new WaitingStep.Done<>(ledger.recount(keys), List.of()));
    } catch (Refusal refusal) {
      if (refusal.code() != ErrorCode.INTERNAL) {
        throw refusal;
      }
      return 0; // the writer has logged the damage
    }
  }
}
