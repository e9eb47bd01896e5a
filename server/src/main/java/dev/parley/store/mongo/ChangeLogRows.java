package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.parley.chat.ChangeLog;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Note;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;

/// The log of changes: the collection `parley_changes`. See [ChangeLog]. The entries of a commit
/// are written after all its other documents, so that all objects in a visible entry can be found.
final class ChangeLogRows implements ChangeLog.Rows {
  private final MongoDatabase database;
  private final MongoCollection<Document> entries;
  private final MongoQueries queries;

  ChangeLogRows(MongoDatabase database, MongoQueries queries) {
    this.database = database;
    this.entries = database.getCollection(ChangeDocument.COLLECTION);
    this.queries = queries;
  }

  @Override
  public ChangeLog.Entry newest() {
    Document newest = entries.find().sort(Sorts.descending(FieldNames.KEY)).first();
    if (newest == null) {
      throw MongoErrors.unavailable("the database is not ready yet");
    }
    return Damage.read(ChangeDocument.COLLECTION, newest, ChangeDocument::read);
  }

  /// @throws IllegalArgumentException if it is damaged
  private static ChangeLog.Entry whole(Document document) {
    try {
      return ChangeDocument.read(document);
    } catch (RuntimeException damaged) {
      throw new IllegalArgumentException("the log of changes is damaged", damaged);
    }
  }

  @Override
  public List<ChangeLog.Entry> entriesFrom(long number, int limit) {
    List<ChangeLog.Entry> found = new ArrayList<>();
    for (Document document :
        entries
            .find(Filters.gte(FieldNames.KEY, number))
            .sort(Sorts.ascending(FieldNames.KEY))
            .limit(limit)) {
      found.add(whole(document));
    }
    return found;
  }

  @Override
  public Map<MessageId, Message> messages(Collection<MessageId> ids) {
    return ids.isEmpty() ? Map.of() : queries.messages().reading(ids.size(), () -> found(ids));
  }

  private Map<MessageId, Message> found(Collection<MessageId> ids) {
    MessageLookups lookups = new MessageLookups(database);
    Map<MessageId, MessageLookups.FoundMessage> found = lookups.messages(new LinkedHashSet<>(ids));
    Map<MessageId, Message> messages = new LinkedHashMap<>();
    for (MessageId id : ids) {
      MessageLookups.FoundMessage one = found.get(id);
      if (one == null && ObjectId.isValid(id.value())) { // a message of another program, by its key
        one = lookups.message(id).orElse(null);
      }
      StoredMessage held = one == null || !one.placed() ? null : one.held();
      if (held != null) {
        messages.put(id, held.message());
      }
    }
    return messages;
  }

  @Override
  public Map<WaId, Contact> contacts(Collection<WaId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    Map<WaId, Contact> found = new LinkedHashMap<>();
    ContactRows.find(database, new LinkedHashSet<>(ids))
        .forEach((id, held) -> found.put(id, held.contact()));
    return found;
  }

  @Override
  public Map<String, Note> notes(Collection<String> ids) {
    return queries.notes(ids);
  }

  /// See [dev.parley.chat.ChatLedger#rewriteChanges].
  void rewrite(long last, String changes) {
    entries.updateOne(
        Filters.eq(FieldNames.KEY, last), Updates.set(ChangeDocument.CHANGES, changes));
  }

  /// See [dev.parley.chat.ChatLedger#forgetChanges]. Looks only at the oldest entries.
  boolean forget(Instant before, long kept, int limit) {
    long last = newest().last();
    long end = -1;
    int seen = 0;
    for (Document document :
        entries
            .find()
            .projection(Projections.include(FieldNames.AT))
            .sort(Sorts.ascending(FieldNames.KEY))
            .limit(limit)) {
      long number = DocumentFields.number(document, FieldNames.KEY);
      if (number >= last
          || (number > last - kept
              && !DocumentFields.instant(document, FieldNames.AT).isBefore(before))) {
        break;
      }
      end = number;
      seen++;
    }
    if (seen > 0) {
      entries.deleteMany(Filters.lte(FieldNames.KEY, end));
    }
    return seen == limit;
  }
}
