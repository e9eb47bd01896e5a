package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.parley.chat.ChatLedger.SilentPart;
import dev.parley.chat.Contact;
import dev.parley.chat.WaId;
import dev.parley.store.mongo.ContactDocument.HeldContact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.ObjectId;

/// The contacts in a [MongoLedger].
final class ContactRows implements LedgerRows {
  private final MongoDatabase database;
  private final MongoCollection<Document> contacts;
  private final StagedRows<WaId, HeldContact> rows;

  /// @param opposites receives the tasks that undo changes: see [StagedRows]
  ContactRows(MongoDatabase database, Deque<Runnable> opposites) {
    this.database = database;
    this.contacts = database.getCollection(ContactDocument.COLLECTION);
    this.rows = new StagedRows<>(opposites);
  }

  /// Reads ahead the contacts of many people.
  void readAll(Collection<WaId> people) {
    Map<WaId, HeldContact> found = find(database, people);
    for (WaId waId : people) {
      rows.noteRead(waId, Optional.ofNullable(found.get(waId)));
    }
  }

  /// The contacts of those people who have one.
  static Map<WaId, HeldContact> find(MongoDatabase database, Collection<WaId> people) {
    Map<WaId, HeldContact> found = new HashMap<>();
    for (Document document :
        database.getCollection(ContactDocument.COLLECTION).find(Addresses.in(people))) {
      HeldContact held = held(document);
      if (Addresses.hasPlus(document)) {
        found.putIfAbsent(held.contact().waId(), held);
      } else {
        found.put(held.contact().waId(), held);
      }
    }
    return found;
  }

  private static HeldContact held(Document document) {
    return new HeldContact(
        document.get(FieldNames.KEY, Object.class),
        Damage.read(ContactDocument.COLLECTION, document, ContactDocument::read));
  }

  Optional<Contact> of(WaId waId) {
    return rows.get(waId, this::load).map(HeldContact::contact);
  }

  private Optional<HeldContact> load(WaId waId) {
    return contacts.find(Addresses.is(waId)).into(new ArrayList<>()).stream()
        .min(Comparator.comparing(Addresses::hasPlus))
        .map(ContactRows::held);
  }

  void save(Contact contact) {
    Sizes.check(ContactDocument.whole(contact));
    Object key =
        rows.get(contact.waId(), this::load).map(HeldContact::key).orElseGet(ObjectId::new);
    rows.put(contact.waId(), new HeldContact(key, contact));
  }

  /// Removes a contact for good.
  void erase(WaId waId) {
    if (of(waId).isPresent()) {
      rows.remove(waId);
    }
  }

  /// See [dev.parley.chat.ChatLedger#onlineButUnseenSince].
  SilentPart onlineButUnseenSince(Instant moment, int limit) {
    List<HeldContact> stored = storedOnlineButUnseenSince(moment, limit);
    stored.forEach(held -> rows.noteRead(held.contact().waId(), Optional.of(held)));
    List<Contact> silent =
        rows.known().stream()
            .map(HeldContact::contact)
            .filter(contact -> contact.online() && contact.lastSeen().isBefore(moment))
            .sorted(Comparator.comparing(contact -> contact.waId().value()))
            .toList();
    // contacts that went offline are not found again
    return new SilentPart(
        silent, stored.size() < limit || silent.isEmpty() ? null : silent.getLast().waId());
  }

  private List<HeldContact> storedOnlineButUnseenSince(Instant moment, int limit) {
    List<HeldContact> found = new ArrayList<>();
    for (Document document :
        contacts
            .find(
                Filters.and(
                    Filters.eq(FieldNames.IS_ONLINE, true),
                    Filters.lt(FieldNames.LAST_SEEN, DocumentFields.date(moment))))
            .limit(limit)) {
      if (ContactDocument.isReadable(document)) {
        found.add(held(document));
      }
    }
    return found;
  }

  @Override
  public void addWrites(List<Write> writes) {
    rows.changes().forEach(it -> ContactDocument.write(it, writes));
  }
}
