package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Change;
import dev.parley.chat.ChangeLog;
import dev.parley.chat.ChangeReference;
import dev.parley.chat.ChatHead;
import dev.parley.chat.Commit;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.Document;
import org.bson.types.ObjectId;

/// The log of changes: the collection `parley_changes`. See [ChangeLog]. The `_id` of an entry is
/// the number of its last change. Entries are written last of all documents of their commit: who
/// sees one finds all that it names.
final class Log implements ChangeLog.Rows {
  /// A larger commit gets several entries: MongoDB's limit of a document is 16 MB.
  private static final int CHANGES_OF_AN_ENTRY = 2_000;

  private static final long TOKENS = 1L << 40;

  private final MongoDatabase database;
  private final MongoCollection<Document> entries;
  private final Queries queries;

  Log(MongoDatabase database, Queries queries) {
    this.database = database;
    this.entries = database.getCollection(Names.CHANGES);
    this.queries = queries;
  }

  /// A token for a commit: see [dev.parley.chat.StreamPosition].
  static long token() {
    return ThreadLocalRandom.current().nextLong(TOKENS);
  }

  /// The entries of a commit.
  static List<Write> writes(Commit commit, Instant now) {
    List<Write> writes = new ArrayList<>();
    List<Change> all = commit.changes();
    for (int from = 0; from < all.size(); from += CHANGES_OF_AN_ENTRY) {
      List<Change> some = all.subList(from, Math.min(all.size(), from + CHANGES_OF_AN_ENTRY));
      writes.add(
          Plan.added(
              Names.CHANGES,
              commit.first() + from + some.size() - 1,
              fields(some.size(), commit.token(), now, ChangeReference.write(some))));
    }
    return writes;
  }

  /// The entry with which the log begins anew.
  static Write beginning(long number, Instant now) {
    return Plan.added(Names.CHANGES, number, fields(0, token(), now, ""));
  }

  private static Document fields(int count, long token, Instant now, String changes) {
    return new Document(Names.COUNT, count)
        .append(Names.TOKEN, token)
        .append(Names.AT, Documents.date(now))
        .append(Names.CHANGES_OF, changes);
  }

  private static ChangeLog.Entry entry(Document document) {
    return new ChangeLog.Entry(
        Fields.number(document, Names.KEY),
        (int) Fields.number(document, Names.COUNT),
        Fields.number(document, Names.TOKEN),
        Fields.instant(document, Names.AT),
        Fields.text(document, Names.CHANGES_OF));
  }

  @Override
  public ChangeLog.Entry newest() {
    Document newest = entries.find().sort(Sorts.descending(Names.KEY)).first();
    if (newest == null) {
      throw Faults.unavailable("the database is not ready yet");
    }
    return Damage.naming(Names.CHANGES, newest, Log::entry);
  }

  /// @throws IllegalArgumentException when it is damaged
  private static ChangeLog.Entry whole(Document document) {
    try {
      return entry(document);
    } catch (RuntimeException damaged) {
      throw new IllegalArgumentException("the log of changes is damaged", damaged);
    }
  }

  @Override
  public List<ChangeLog.Entry> entriesFrom(long number, int limit) {
    List<ChangeLog.Entry> found = new ArrayList<>();
    for (Document document :
        entries
            .find(Filters.gte(Names.KEY, number))
            .sort(Sorts.ascending(Names.KEY))
            .limit(limit)) {
      found.add(whole(document));
    }
    return found;
  }

  @Override
  public Map<MessageId, Message> messages(Collection<MessageId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    Map<MessageId, Lookups.Found> found =
        new HashMap<>(new BulkLookups(database).messages(new LinkedHashSet<>(ids)));
    Lookups lookups = new Lookups(database, new DamageLog());
    Map<MessageId, Message> messages = new LinkedHashMap<>();
    for (MessageId id : ids) {
      Lookups.Found one = found.get(id);
      if (one == null && ObjectId.isValid(id.value())) { // another program's, by its key
        one = lookups.message(id).orElse(null);
      }
      Held held = one == null || !one.placed() ? null : one.held();
      if (held != null) {
        messages.put(id, held.message());
      }
    }
    return messages;
  }

  @Override
  public Collection<ChatHead> chats(Collection<WaId> ids) {
    return ids.isEmpty()
        ? List.of()
        : queries.heads(
            List.copyOf(new BulkLookups(database).summaries(new LinkedHashSet<>(ids)).values()));
  }

  @Override
  public Map<WaId, Contact> contacts(Collection<WaId> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    Set<WaId> wanted = new LinkedHashSet<>(ids);
    Map<WaId, Contact> found = new LinkedHashMap<>();
    new BulkLookups(database).contacts(wanted).forEach((id, held) -> found.put(id, held.contact()));
    return found;
  }

  /// See [dev.parley.chat.ChatLedger#forgetChanges]. The oldest entries only are looked at.
  boolean forget(Instant before, long kept, int limit) {
    long last = newest().last();
    long end = -1;
    int seen = 0;
    for (Document document :
        entries
            .find()
            .projection(Projections.include(Names.AT))
            .sort(Sorts.ascending(Names.KEY))
            .limit(limit)) {
      long number = Fields.number(document, Names.KEY);
      if (number >= last
          || (number > last - kept && !Fields.instant(document, Names.AT).isBefore(before))) {
        break;
      }
      end = number;
      seen++;
    }
    if (seen > 0) {
      entries.deleteMany(Filters.lte(Names.KEY, end));
    }
    return seen == limit;
  }
}
