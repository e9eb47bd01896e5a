package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Answerers;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;

/// The summaries of chats in a [MongoLedger].
final class ChatRows implements LedgerRows {
  private final MongoDatabase database;
  private final MessageLookups messages;
  private final StagedRows<WaId, ChatSummary> summaries;

  /// @param messages used to complete summaries that earlier versions wrote
  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  ChatRows(MongoDatabase database, MessageLookups messages, Deque<Runnable> opposites) {
    this.database = database;
    this.messages = messages;
    this.summaries = new StagedRows<>(opposites);
  }

  /// Reads ahead the summaries of many chats.
  void readAll(Collection<WaId> chats) {
    find(database, chats, this::read).teach(summaries, chats);
  }

  static BulkRead<WaId, ChatSummary> find(MongoDatabase database, Collection<WaId> chats) {
    return find(database, chats, ChatDocument::read);
  }

  private static BulkRead<WaId, ChatSummary> find(
      MongoDatabase database, Collection<WaId> chats, Function<Document, ChatSummary> reader) {
    BulkRead<WaId, ChatSummary> read = new BulkRead<>(ChatDocument.KIND);
    for (Document document :
        database
            .getCollection(ChatDocument.COLLECTION)
            .find(Lookups.ofPeople(FieldNames.KEY, chats))) {
      WaId chat = new WaId(DocumentFields.text(document, FieldNames.KEY));
      read.read(chat, document, reader).ifPresent(summary -> read.found().put(chat, summary));
    }
    return read;
  }

  /// The users and teams that answer these chats. Chats that do not exist are left out.
  static Map<WaId, Answerers> answerers(MongoDatabase database, Collection<WaId> chats) {
    Map<WaId, Answerers> all = new HashMap<>();
    find(database, new LinkedHashSet<>(chats))
        .found()
        .forEach((chat, summary) -> all.put(chat, Answerers.of(summary.state())));
    return all;
  }

  /// Whether the summary was read or written.
  boolean knows(WaId chat) {
    return summaries.knows(chat);
  }

  void read(WaId chat) {
    summaries.noteRead(chat, load(chat));
  }

  Optional<ChatSummary> of(WaId chat) {
    return summaries.get(chat, this::load);
  }

  private Optional<ChatSummary> load(WaId chat) {
    return Lookups.byKey(database.getCollection(ChatDocument.COLLECTION), chat.value())
        .map(document -> Damage.read(ChatDocument.COLLECTION, document, this::read));
  }

  private ChatSummary read(Document document) {
    ChatSummary summary = ChatDocument.read(document);
    return ChatDocument.hasWindow(document)
        ? summary
        : summary.withWindowOpenedAt(messages.windowOpenedAt(summary.waId()));
  }

  void save(ChatSummary summary) {
    summaries.put(summary.waId(), summary);
  }

  /// Removes the summary of a chat for good.
  void erase(WaId chat) {
    if (of(chat).isPresent()) {
      summaries.remove(chat);
    }
  }

  /// See [dev.parley.chat.ChatLedger#snoozedUntil]. The result does not reflect changes by earlier
  /// steps of the same group.
  List<WaId> snoozedUntil(Instant now, int limit) {
    return keys(
        Filters.lte(ChatDocument.SNOOZED_UNTIL, DocumentFields.date(now)),
        Sorts.ascending(ChatDocument.SNOOZED_UNTIL),
        limit);
  }

  /// See [dev.parley.chat.ChatLedger#labelled]. The result may contain chats from which an earlier
  /// step of the same group removed the label.
  List<WaId> labelled(String label, int limit) {
    Set<WaId> all =
        new LinkedHashSet<>(
            keys(ChatDocument.fitting(new ChatCriterion.Labelled(label)), Filters.empty(), limit));
    summaries.written().stream()
        .filter(it -> it.state().labels().contains(label))
        .forEach(it -> all.add(it.waId()));
    return List.copyOf(all);
  }

  private List<WaId> keys(Bson filter, Bson order, int limit) {
    List<WaId> keys = new ArrayList<>();
    database
        .getCollection(ChatDocument.COLLECTION)
        .find(filter)
        .projection(Projections.include(FieldNames.KEY))
        .sort(order)
        .limit(limit)
        .forEach(document -> keys.add(new WaId(DocumentFields.text(document, FieldNames.KEY))));
    return keys;
  }

  @Override
  public void addWrites(List<Write> writes) {
    summaries.changes().forEach(it -> ChatDocument.write(it, writes));
  }
}
