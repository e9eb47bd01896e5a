package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.parley.chat.AgentDay;
import dev.parley.chat.Note;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.WaId;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/// The queries of clients. Each query uses an index, so its cost depends on the size of the answer,
/// not on the size of the history. Safe for use by many threads.
final class MongoQueries {
  private final MessageQueries messages;
  private final ChatQueries chats;
  private final ContactQueries contacts;
  private final UnprocessedQueries unprocessed;
  private final MongoCollection<Document> shared;
  private final MongoCollection<Document> notes;
  private final MongoCollection<Document> statistics;
  private final DamageLog damages = new DamageLog();

  MongoQueries(MongoDatabase database) {
    DocumentBudget budget = new DocumentBudget();
    this.messages = new MessageQueries(database, budget, damages);
    this.chats = new ChatQueries(database, messages, budget, damages);
    this.contacts = new ContactQueries(database, budget, damages);
    this.unprocessed = new UnprocessedQueries(database, damages);
    this.shared = database.getCollection(SharedDocument.COLLECTION);
    this.notes = database.getCollection(NoteDocument.COLLECTION);
    this.statistics = database.getCollection(StatisticsDocument.COLLECTION);
  }

  MessageQueries messages() {
    return messages;
  }

  ChatQueries chats() {
    return chats;
  }

  ContactQueries contacts() {
    return contacts;
  }

  UnprocessedQueries unprocessed() {
    return unprocessed;
  }

  /// The statistics of agents, by day.
  List<AgentDay> counted(LocalDate from, LocalDate to) {
    return StatisticsDocument.between(statistics, damages, from, to);
  }

  List<Note> notes(WaId chat) {
    return NoteRows.of(notes, damages, chat, Note.MOST);
  }

  Map<String, Note> notes(Collection<String> ids) {
    return NoteRows.find(notes, damages, ids);
  }

  /// Labels and canned replies, by id.
  List<SharedRecord> shared(SharedRecord.Kind kind) {
    return SharedRows.all(shared, damages, kind);
  }
}
