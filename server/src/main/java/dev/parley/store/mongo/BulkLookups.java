package dev.parley.store.mongo;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Amendment;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.MessageId;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;

/// What many steps ask for, a kind in one question. Each answer has an entry for what was found
/// only.
final class BulkLookups {
  private static final int MOST_AMENDMENTS = 2_000;

  private final MongoDatabase database;

  BulkLookups(MongoDatabase database) {
    this.database = database;
  }

  private FindIterable<Document> in(String collection, String field, Collection<?> values) {
    return database.getCollection(collection).find(Filters.in(field, values));
  }

  private static List<String> values(Collection<WaId> addresses) {
    return addresses.stream().map(WaId::value).toList();
  }

  private static List<String> names(Collection<MessageId> ids) {
    return ids.stream().map(MessageId::value).toList();
  }

  /// By id, else by WhatsApp's id.
  Map<MessageId, Lookups.Found> messages(Set<MessageId> wanted) {
    List<String> names = names(wanted);
    Map<MessageId, Lookups.Found> byId = new HashMap<>();
    Map<MessageId, Lookups.Found> byMetaId = new HashMap<>();
    for (Document document :
        database
            .getCollection(Names.MESSAGES)
            .find(Filters.or(Filters.in(Names.ID, names), Filters.in(Names.META_ID, names)))
            .projection(Projections.exclude(Names.WEBHOOK_DATA))) {
      Lookups.Found found = Lookups.found(document);
      if (document.get(Names.ID) instanceof String id && MessageId.isValid(id)) {
        byId.putIfAbsent(new MessageId(id), found);
      }
      if (document.get(Names.META_ID) instanceof String id && MessageId.isValid(id)) {
        byMetaId.putIfAbsent(new MessageId(id), found);
      }
    }
    byMetaId.putAll(byId);
    return byMetaId;
  }

  /// By id alone.
  Map<MessageId, Lookups.Found> messagesById(Set<MessageId> wanted) {
    Map<MessageId, Lookups.Found> found = new HashMap<>();
    in(Names.MESSAGES, Names.ID, names(wanted))
        .projection(Projections.exclude(Names.WEBHOOK_DATA))
        .forEach(document ->
            found.putIfAbsent(
                new MessageId(Fields.text(document, Names.ID)), Lookups.found(document)));
    return found;
  }

  Map<WaId, WaId> addresses(Set<WaId> userIds) {
    Map<WaId, WaId> found = new HashMap<>();
    in(Names.IDENTITIES, Names.KEY, values(userIds))
        .forEach(document ->
            found.put(
                new WaId(Fields.text(document, Names.KEY)),
                new WaId(Fields.text(document, Names.ADDRESS))));
    return found;
  }

  Map<WaId, MongoLedger.HeldContact> contacts(Set<WaId> people) {
    Map<WaId, MongoLedger.HeldContact> found = new HashMap<>();
    in(Names.CONTACTS, Names.WA_ID, values(people))
        .forEach(document -> {
          MongoLedger.HeldContact held = Lookups.heldContact(document);
          found.putIfAbsent(held.contact().waId(), held);
        });
    return found;
  }

  Map<WaId, ChatSummary> summaries(Set<WaId> chats) {
    Map<WaId, ChatSummary> found = new HashMap<>();
    in(Names.CHATS, Names.KEY, values(chats))
        .forEach(document -> {
          ChatSummary summary = Documents.summary(document);
          found.put(summary.waId(), summary);
        });
    return found;
  }

  /// At least the chats with a document that has no `seq` yet.
  Set<WaId> chatsToAdoptIn(Set<WaId> chats) {
    Set<WaId> found = new HashSet<>();
    long documents = 0;
    for (Document document :
        database
            .getCollection(Names.MESSAGES)
            .find(Filters.and(Filters.eq(Names.SEQ, null), Filters.in(Names.WA_ID, values(chats))))
            .projection(Projections.include(Names.WA_ID))
            .limit(Lookups.BATCH)) {
      found.add(new WaId(Fields.text(document, Names.WA_ID)));
      documents++;
    }
    return documents < Lookups.BATCH ? found : chats; // there may be more
  }

  Map<MessageId, Map<Status, MongoLedger.Waiting>> reports(Set<MessageId> messages) {
    Map<MessageId, Map<Status, MongoLedger.Waiting>> found = new HashMap<>();
    for (Document document : in(Names.EARLY_STATUSES, Names.MESSAGE_ID, names(messages))) {
      MongoLedger.Waiting waiting =
          new MongoLedger.Waiting(
              Documents.report(document), Fields.instant(document, Names.RECEIVED_AT));
      found
          .computeIfAbsent(waiting.report().message(), _ -> new EnumMap<>(Status.class))
          .put(waiting.report().status(), waiting);
    }
    return found;
  }

  /// In the order in which they were received; empty when there are too many to read them all.
  Optional<Map<MessageId, List<Amendment>>> amendments(Set<MessageId> targets) {
    List<Amendment> all = new ArrayList<>();
    in(Names.AMENDMENTS, Names.TARGET, names(targets))
        .sort(Sorts.ascending(Names.REV, Names.PLACE))
        .limit(MOST_AMENDMENTS)
        .forEach(document -> all.add(Documents.amendment(document)));
    return all.size() == MOST_AMENDMENTS
        ? Optional.empty()
        : Optional.of(all.stream().collect(Collectors.groupingBy(Amendment::target)));
  }

  Set<MessageId> events(Set<MessageId> events) {
    Set<MessageId> found = new HashSet<>();
    in(Names.AMENDMENTS, Names.KEY, names(events))
        .projection(Projections.include(Names.KEY))
        .forEach(document -> found.add(new MessageId(Fields.text(document, Names.KEY))));
    return found;
  }
}
