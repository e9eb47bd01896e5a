package dev.parley.store.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.parley.chat.WaId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives messages of a commit their positions if applying the commit did not create all of them.
/// Part of the [Journal].
final class MessagePlaces {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final MongoCollection<Document> messages;

  MessagePlaces(MongoCollection<Document> messages) {
    this.messages = messages;
  }

  /// Called if applying a commit did not create all of its messages: another process created them,
  /// or another program has just stored a message with the same id. The latter message has no
  /// position yet, and gets the one of Parley's message. If a document outside of any commit has
  /// taken a position, the message is stored without one, and gets the next one when its chat is
  /// read.
  void give(long number, List<Write.Add> added) {
    Set<Object> there = new HashSet<>();
    Set<Object> unplaced = new HashSet<>();
    List<Object> ids = added.stream().map(add -> add.document().get(FieldNames.ID)).toList();
    for (Document found :
        messages
            .find(Filters.in(FieldNames.ID, ids))
            .projection(Projections.include(FieldNames.ID, FieldNames.SEQ))) {
      there.add(found.get(FieldNames.ID));
      if (!found.containsKey(FieldNames.SEQ)) {
        unplaced.add(found.get(FieldNames.ID));
      }
    }
    List<WriteModel<Document>> places = new ArrayList<>();
    for (Write.Add add : added) {
      if (unplaced.contains(add.document().get(FieldNames.ID))) {
        places.add(place(number, add.document()));
      }
    }
    if (!places.isEmpty()) {
      ignoringDuplicates(() -> messages.bulkWrite(places, new BulkWriteOptions().ordered(false)));
    }
    List<WriteModel<Document>> missing = new ArrayList<>();
    for (Write.Add add : added) {
      if (!there.contains(add.document().get(FieldNames.ID))) {
        Document without = new Document(add.document());
        without.remove(FieldNames.SEQ);
        missing.addAll(
            new Write.Add(MessageDocument.COLLECTION, FieldNames.ID, without).models(number));
      }
    }
    if (!missing.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("messages", missing.size())
          .log("another program wrote to chats at the same time: messages get a later position");
      ignoringDuplicates(() -> messages.bulkWrite(missing, new BulkWriteOptions().ordered(false)));
    }
  }

  private static WriteModel<Document> place(long number, Document message) {
    return new UpdateOneModel<>(
        Filters.and(
            Filters.eq(FieldNames.ID, message.get(FieldNames.ID)),
            Addresses.is(new WaId(DocumentFields.text(message, FieldNames.WA_ID))),
            Filters.exists(FieldNames.SEQ, false)),
        Updates.combine(
            Updates.set(FieldNames.SEQ, message.get(FieldNames.SEQ)),
            Updates.set(FieldNames.AT, message.get(FieldNames.AT)),
            Updates.set(FieldNames.PARLEY_STATUS, message.get(FieldNames.PARLEY_STATUS)),
            Updates.set(FieldNames.REV, number)));
  }

  private static void ignoringDuplicates(Runnable write) {
    try {
      write.run();
    } catch (MongoBulkWriteException failure) {
      boolean onlyDuplicates =
          failure.getWriteErrors().stream().allMatch(it -> it.getCode() == Journal.DUPLICATE_KEY);
      if (!onlyDuplicates || failure.getWriteConcernError() != null) {
        throw failure;
      }
      LOG.atDebug()
          .setCause(failure)
          .log("another process has already written some of these documents");
    }
  }
}
