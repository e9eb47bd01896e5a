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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;

/// What many steps ask for, a kind in one question. Each answer has an entry for what was found
/// only.
final class BulkLookups {
  private static final int MOST_AMENDMENTS = 2_000;

  private final MongoDatabase database;
  private final Set<Object> damaged = new HashSet<>();

  BulkLookups(MongoDatabase database) {
    this.database = database;
  }

  /// What was asked for so far and has a document that is damaged.
  Set<Object> damaged() {
    return damaged;
  }

  /// @param asked what the document was read for
  private <T> Optional<T> read(
      String collection, Document document, Object asked, Function<Document, T> reader) {
    try {
      return Optional.of(Damage.naming(collection, document, reader));
    } catch (Damage damage) { // the step that asks for it names it
      damaged.add(asked);
      return Optional.empty();
    }
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
            .getCollection(MessageDocument.COLLECTION)
            .find(Filters.or(Filters.in(Names.ID, names), Filters.in(Names.META_ID, names)))
            .projection(MessageDocument.WITHOUT_WEBHOOK)) {
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
    in(MessageDocument.COLLECTION, Names.ID, names(wanted))
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .forEach(document ->
            found.putIfAbsent(
                new MessageId(Fields.text(document, Names.ID)), Lookups.found(document)));
    return found;
  }

  /// By WhatsApp's id alone.
  Map<MessageId, Lookups.Found> messagesByMetaId(Set<MessageId> wanted) {
    Map<MessageId, Lookups.Found> found = new HashMap<>();
    in(MessageDocument.COLLECTION, Names.META_ID, names(wanted))
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .forEach(document ->
            found.putIfAbsent(
                new MessageId(Fields.text(document, Names.META_ID)), Lookups.found(document)));
    return found;
  }

  Map<WaId, WaId> addresses(Set<WaId> userIds) {
    Map<WaId, WaId> found = new HashMap<>();
    in(IdentityDocument.COLLECTION, Names.KEY, values(userIds))
        .forEach(document -> {
          WaId userId = new WaId(Fields.text(document, Names.KEY));
          read(IdentityDocument.COLLECTION, document, userId, IdentityDocument::read)
              .ifPresent(address -> found.put(userId, address));
        });
    return found;
  }

  Map<WaId, ContactDocument.HeldContact> contacts(Set<WaId> people) {
    Map<WaId, ContactDocument.HeldContact> found = new HashMap<>();
    database
        .getCollection(ContactDocument.COLLECTION)
        .find(Addresses.in(people))
        .forEach(document -> {
          ContactDocument.HeldContact held = Lookups.heldContact(document);
          if (Addresses.hasPlus(document)) {
            found.putIfAbsent(held.contact().waId(), held);
          } else {
            found.put(held.contact().waId(), held);
          }
        });
    return found;
  }

  Map<WaId, ChatSummary> summaries(Set<WaId> chats) {
    Map<WaId, ChatSummary> found = new HashMap<>();
    in(ChatDocument.COLLECTION, Names.KEY, values(chats))
        .forEach(document -> {
          WaId chat = new WaId(Fields.text(document, Names.KEY));
          read(ChatDocument.COLLECTION, document, chat, ChatDocument::read)
              .ifPresent(summary -> found.put(chat, summary));
        });
    return found;
  }

  /// At least the chats with a document that has no `seq` yet.
  Set<WaId> chatsToAdoptIn(Set<WaId> chats) {
    Set<WaId> found = new HashSet<>();
    long documents = 0;
    for (Document document :
        database
            .getCollection(MessageDocument.COLLECTION)
            .find(Filters.and(Filters.eq(Names.SEQ, null), Addresses.in(chats)))
            .projection(Projections.include(Names.WA_ID))
            .limit(Lookups.BATCH)) {
      found.add(new WaId(Fields.text(document, Names.WA_ID)));
      documents++;
    }
    return documents < Lookups.BATCH ? found : chats; // there may be more
  }

  Map<MessageId, Map<Status, EarlyStatusDocument.Waiting>> reports(Set<MessageId> messages) {
    Map<MessageId, Map<Status, EarlyStatusDocument.Waiting>> found = new HashMap<>();
    for (Document document :
        in(EarlyStatusDocument.COLLECTION, EarlyStatusDocument.MESSAGE_ID, names(messages))) {
      MessageId message = new MessageId(Fields.text(document, EarlyStatusDocument.MESSAGE_ID));
      read(EarlyStatusDocument.COLLECTION, document, message, EarlyStatusDocument::read)
          .ifPresent(waiting ->
              found
                  .computeIfAbsent(message, _ -> new EnumMap<>(Status.class))
                  .put(waiting.report().status(), waiting));
    }
    return found;
  }

  /// In the order in which they were received; empty when there are too many to read them all.
  Optional<Map<MessageId, List<Amendment>>> amendments(Set<MessageId> targets) {
    List<Amendment> all = new ArrayList<>();
    AtomicInteger damagedOnes = new AtomicInteger();
    in(AmendmentDocument.COLLECTION, AmendmentDocument.TARGET, names(targets))
        .sort(Sorts.ascending(Names.REV, AmendmentDocument.PLACE))
        .limit(MOST_AMENDMENTS)
        .forEach(document ->
            read(
                    AmendmentDocument.COLLECTION,
                    document,
                    new MessageId(Fields.text(document, AmendmentDocument.TARGET)),
                    AmendmentDocument::read)
                .ifPresentOrElse(all::add, damagedOnes::incrementAndGet));
    return all.size() + damagedOnes.get() == MOST_AMENDMENTS
        ? Optional.empty()
        : Optional.of(all.stream().collect(Collectors.groupingBy(Amendment::target)));
  }

  Set<MessageId> events(Set<MessageId> events) {
    Set<MessageId> found = new HashSet<>();
    in(AmendmentDocument.COLLECTION, Names.KEY, names(events))
        .projection(Projections.include(Names.KEY))
        .forEach(document -> found.add(new MessageId(Fields.text(document, Names.KEY))));
    return found;
  }
}
