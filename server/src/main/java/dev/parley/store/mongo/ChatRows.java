package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.WaId;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/// The summaries of chats in a [MongoLedger].
final class ChatRows implements LedgerRows {
  private final MongoDatabase database;
  private final Table<WaId, ChatSummary> summaries;

  /// @param opposites see [Table]
  ChatRows(MongoDatabase database, Deque<Runnable> opposites) {
    this.database = database;
    this.summaries = new Table<>(opposites);
  }

  /// Reads those of many chats ahead.
  void readAll(Collection<WaId> chats) {
    find(database, chats).teach(summaries, chats);
  }

  static BulkRead<WaId, ChatSummary> find(MongoDatabase database, Collection<WaId> chats) {
    BulkRead<WaId, ChatSummary> read = new BulkRead<>(ChatDocument.KIND);
    for (Document document :
        database.getCollection(ChatDocument.COLLECTION).find(Lookups.ofPeople(Names.KEY, chats))) {
      WaId chat = new WaId(Fields.text(document, Names.KEY));
      read.read(chat, document, ChatDocument::read)
          .ifPresent(summary -> read.found().put(chat, summary));
    }
    return read;
  }

  /// Whether it was read, or written.
  boolean knows(WaId chat) {
    return summaries.knows(chat);
  }

  void read(WaId chat) {
    summaries.learn(chat, load(chat));
  }

  Optional<ChatSummary> of(WaId chat) {
    return summaries.get(chat, this::load);
  }

  private Optional<ChatSummary> load(WaId chat) {
    return Lookups.byKey(database.getCollection(ChatDocument.COLLECTION), chat.value())
        .map(document -> Damage.naming(ChatDocument.COLLECTION, document, ChatDocument::read));
  }

  void save(ChatSummary summary) {
    summaries.put(summary.waId(), summary);
  }

  @Override
  public void addWrites(List<Write> writes) {
    summaries.changes().forEach(it -> ChatDocument.write(it, writes));
  }
}
