package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Alias;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.Contact;
import dev.parley.chat.WaId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonType;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// Reads contacts and other addresses of people. Every query uses an index. See [MongoQueries].
final class ContactQueries {
  /// The number of contacts in a batch, which takes less memory than one large message.
  private static final int CONTACTS = 100;

  /// Matches a `last_seen` that is not a date.
  private static final Bson UNDATED =
      Filters.or(
          Filters.eq(FieldNames.LAST_SEEN, null),
          Filters.type(FieldNames.LAST_SEEN, BsonType.STRING),
          Filters.type(FieldNames.LAST_SEEN, BsonType.INT32),
          Filters.type(FieldNames.LAST_SEEN, BsonType.INT64),
          Filters.type(FieldNames.LAST_SEEN, BsonType.DOUBLE),
          Filters.type(FieldNames.LAST_SEEN, BsonType.DECIMAL128),
          Filters.type(FieldNames.LAST_SEEN, BsonType.BOOLEAN));

  private final MongoCollection<Document> contacts;
  private final MongoCollection<Document> chats;
  private final MongoCollection<Document> identities;
  private final DocumentBudget budget;
  private final DamageLog damages;

  ContactQueries(MongoDatabase database, DocumentBudget budget, DamageLog damages) {
    this.contacts = database.getCollection(ContactDocument.COLLECTION);
    this.chats = database.getCollection(ChatDocument.COLLECTION);
    this.identities = database.getCollection(IdentityDocument.COLLECTION);
    this.budget = budget;
    this.damages = damages;
  }

  /// Contacts by `last_seen`, the newest first. Another program may have stored a `last_seen` that
  /// is not a date. MongoDB compares only values of one type, so these contacts follow after all
  /// others, sorted by address.
  List<Contact> page(@Nullable Position after, int limit) {
    Document last = after == null ? null : stored(after.waId());
    String address =
        last == null
            ? (after == null ? "" : after.waId().value())
            : last.getString(FieldNames.WA_ID);
    boolean undated = last != null && !(last.get(FieldNames.LAST_SEEN) instanceof Date);
    List<Contact> page = new ArrayList<>();
    budget.read(limit / CONTACTS, () -> fill(page, after, limit, address, undated));
    return page;
  }

  private void fill(
      List<Contact> page, @Nullable Position after, int limit, String address, boolean undated) {
    if (!undated) {
      page.addAll(
          Pages.page(
              contacts
                  .find(
                      Filters.and(
                          Filters.type(FieldNames.LAST_SEEN, BsonType.DATE_TIME),
                          after == null
                              ? Filters.empty()
                              : Pages.behind(
                                  after.at(), FieldNames.LAST_SEEN, FieldNames.WA_ID, address)))
                  .sort(Sorts.descending(FieldNames.LAST_SEEN, FieldNames.WA_ID)),
              limit,
              this::contact));
    }
    if (page.size() < limit) {
      Bson rest = undated ? Filters.and(UNDATED, Filters.lt(FieldNames.WA_ID, address)) : UNDATED;
      page.addAll(
          Pages.page(
              contacts.find(rest).sort(Sorts.descending(FieldNames.WA_ID)),
              limit - page.size(),
              this::contact));
    }
  }

  /// The document of a contact; if there are two, the one without a plus sign.
  private @Nullable Document stored(WaId contact) {
    return contacts.find(Addresses.is(contact)).into(new ArrayList<>()).stream()
        .min(Comparator.comparing(Addresses::hasPlus))
        .orElse(null);
  }

  /// A contact that exists with and without a plus sign is shown once.
  private Optional<Contact> contact(Document document) {
    if (!ContactDocument.isReadable(document)) {
      return Optional.empty();
    }
    Optional<Contact> contact =
        damages.read(ContactDocument.COLLECTION, document, ContactDocument::read);
    return Addresses.hasPlus(document)
        ? contact.filter(it -> {
          Document shown = stored(it.waId());
          return shown == null || Addresses.hasPlus(shown);
        })
        : contact;
  }

  /// See [dev.parley.chat.ChatHistory#addressOf].
  Optional<WaId> addressOf(WaId id) {
    return Lookups.byKey(identities, id.value())
        .map(it -> Damage.read(IdentityDocument.COLLECTION, it, IdentityDocument::read))
        .map(Alias::address);
  }

  /// See [dev.parley.chat.ChatHistory#addressesOf]: looks up every address that it finds as well.
  Set<WaId> addressesOf(WaId person) {
    Set<WaId> all = new LinkedHashSet<>();
    Deque<WaId> left = new ArrayDeque<>(List.of(person));
    while (!left.isEmpty()) {
      WaId next = left.remove();
      if (all.add(next)) {
        addAddresses(chats, FieldNames.KEY, numbersOf(FieldNames.KEY, next), left);
        addAddresses(contacts, FieldNames.WA_ID, numbersOf(FieldNames.WA_ID, next), left);
        addAddresses(
            identities, FieldNames.KEY, Filters.eq(IdentityDocument.ADDRESS, next.value()), left);
        addAddresses(
            identities, IdentityDocument.ADDRESS, Filters.eq(FieldNames.KEY, next.value()), left);
      }
    }
    return all;
  }

  /// Matches the addresses of a customer's chats with all numbers of the business: `A` is the next
  /// character after `@`, so the range contains every address that begins with the customer's and
  /// `@`.
  static Bson numbersOf(String field, WaId customer) {
    return Filters.or(
        Filters.eq(field, customer.value()),
        Filters.and(
            Filters.gt(field, customer.value() + "@"), Filters.lt(field, customer.value() + "A")));
  }

  private static void addAddresses(
      MongoCollection<Document> collection, String field, Bson filter, Deque<WaId> all) {
    for (Document document : collection.find(filter).projection(Projections.include(field))) {
      if (document.get(field) instanceof String address && WaId.isValid(address)) {
        all.add(new WaId(address));
      }
    }
  }
}
