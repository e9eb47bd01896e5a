package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.parley.chat.WaId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adds the time at which the customer last opened the window to summaries of earlier versions, in
/// batches, once after each start. Until a summary has it, a step that reads the summary computes
/// the time from the messages ([ChatRows]).
final class WindowTimes {
  private static final Logger LOG = LoggerFactory.getLogger(WindowTimes.class);

  private final MongoCollection<Document> chats;
  private final MessageLookups messages;
  private boolean done;

  WindowTimes(MongoDatabase database) {
    this.chats = database.getCollection(ChatDocument.COLLECTION);
    this.messages = new MessageLookups(database);
  }

  /// @param stop checked between chats
  void run(BooleanSupplier stop) {
    if (done) {
      return;
    }
    long noted = 0;
    String after = "";
    List<String> batch = next(after);
    while (!batch.isEmpty()) {
      for (String chat : batch) {
        if (stop.getAsBoolean()) {
          return;
        }
        if (WaId.isValid(chat)) {
          noted += note(new WaId(chat));
        }
      }
      after = batch.getLast();
      batch = next(after);
    }
    done = true;
    if (noted > 0) {
      LOG.atInfo()
          .addKeyValue("chats", noted)
          .log("stored the times at which customers last opened their windows");
    }
  }

  private List<String> next(String after) {
    List<String> keys = new ArrayList<>();
    chats
        .find(Filters.and(ChatDocument.WITHOUT_WINDOW, Filters.gt(FieldNames.KEY, after)))
        .projection(Projections.include(FieldNames.KEY))
        .sort(Sorts.ascending(FieldNames.KEY))
        .limit(Lookups.BATCH)
        .forEach(document -> keys.add(DocumentFields.text(document, FieldNames.KEY)));
    return keys;
  }

  /// Stores the time for one chat. Changes nothing if a commit has changed the summary meanwhile:
  /// the commit has newer information.
  private long note(WaId chat) {
    return chats
        .updateOne(
            Filters.and(Filters.eq(FieldNames.KEY, chat.value()), ChatDocument.WITHOUT_WINDOW),
            Updates.set(
                ChatDocument.WINDOW_OPENED_AT,
                ChatDocument.windowOpenedAt(messages.windowOpenedAt(chat))))
        .getModifiedCount();
  }
}
