package dev.parley.store.mongo;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bson.BsonType;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Converts the texts that earlier versions stored as `webhook_data` into documents, in batches,
/// once after each start. The progress is stored in the collection of the journal, so that the next
/// start reads only newer messages.
final class WebhookTexts {
  private static final String PROGRESS = "webhook_data";
  private static final String AFTER = "after";
  private static final int BATCH = 200;
  private static final Logger LOG = LoggerFactory.getLogger(WebhookTexts.class);

  private final MongoCollection<Document> messages;
  private final MongoCollection<Document> journal;
  private boolean done;

  WebhookTexts(MongoDatabase database) {
    this.messages = database.getCollection(MessageDocument.COLLECTION);
    this.journal = database.getCollection(Journal.COLLECTION);
  }

  /// @param stop checked between batches
  void run(BooleanSupplier stop) {
    if (done) {
      return;
    }
    Document newest =
        messages
            .find()
            .projection(Projections.include(FieldNames.KEY))
            .sort(Sorts.descending(FieldNames.KEY))
            .first();
    ObjectId after = progress();
    long converted = 0;
    while (!stop.getAsBoolean()) {
      List<Document> batch =
          messages
              .find(
                  Filters.and(
                      Filters.gt(FieldNames.KEY, after),
                      Filters.type(FieldNames.WEBHOOK_DATA, BsonType.STRING),
                      Filters.exists(FieldNames.REV)))
              .projection(Projections.include(FieldNames.WEBHOOK_DATA))
              .sort(Sorts.ascending(FieldNames.KEY))
              .limit(BATCH)
              .into(new ArrayList<>());
      converted += convert(batch);
      if (batch.size() < BATCH) {
        done = true;
        save(newest != null && newest.get(FieldNames.KEY) instanceof ObjectId last ? last : after);
        break;
      }
      after = batch.getLast().getObjectId(FieldNames.KEY);
      save(after);
    }
    if (converted > 0) {
      LOG.atInfo()
          .addKeyValue("messages", converted)
          .log("webhook_data became documents, as the Node backend stores them");
    }
  }

  private ObjectId progress() {
    Document progress =
        journal
            .withReadConcern(ReadConcern.MAJORITY)
            .find(Filters.eq(FieldNames.KEY, PROGRESS))
            .first();
    return progress != null && progress.get(AFTER) instanceof ObjectId after
        ? after
        : new ObjectId("000000000000000000000000");
  }

  private void save(ObjectId after) {
    journal.updateOne(
        Filters.eq(FieldNames.KEY, PROGRESS),
        Updates.set(AFTER, after),
        new UpdateOptions().upsert(true));
  }

  /// Converts the texts of a batch. Skips a document that another program has changed meanwhile.
  private long convert(List<Document> batch) {
    List<WriteModel<Document>> changes = new ArrayList<>();
    for (Document document : batch) {
      String text = DocumentFields.text(document, FieldNames.WEBHOOK_DATA);
      WebhookData data = WebhookData.of(text);
      if (data.json() != null) {
        changes.add(
            new UpdateOneModel<>(
                Filters.and(
                    Filters.eq(FieldNames.KEY, document.get(FieldNames.KEY)),
                    Filters.eq(FieldNames.WEBHOOK_DATA, text)),
                Updates.combine(
                    Updates.set(FieldNames.WEBHOOK_DATA, data.value()),
                    Updates.set(FieldNames.WEBHOOK_JSON, data.json()))));
      }
    }
    return changes.isEmpty()
        ? 0
        : messages.bulkWrite(changes, new BulkWriteOptions().ordered(false)).getModifiedCount();
  }
}
