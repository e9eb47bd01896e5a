package dev.parley.store.mongo;

import static dev.parley.store.mongo.DocumentFields.date;
import static dev.parley.store.mongo.DocumentFields.moment;
import static dev.parley.store.mongo.DocumentFields.textOrNull;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Contact;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// A contact as the replaced backend stores it: `wa_id`, `name`, `phone`, `avatar`, `last_seen`,
/// `is_online`, `createdAt`, `updatedAt`; Parley adds `rev` and `change`.
final class ContactDocument {
  static final String COLLECTION = "contacts";

  static final StoredKind KIND =
      StoredKind.in(COLLECTION)
          .indexed(Indexes.ascending(FieldNames.WA_ID), new IndexOptions().unique(true))
          .indexed(Indexes.descending(FieldNames.LAST_SEEN, FieldNames.WA_ID))
          .indexed(Indexes.ascending(FieldNames.IS_ONLINE, FieldNames.LAST_SEEN))
          .archivedAs(ArchivedRecord.Kind.CONTACT, ContactDocument::archived);

  /// A contact and the key of its document.
  record HeldContact(Object key, Contact contact) {}

  private ContactDocument() {}

  /// The fields that change.
  static Document of(Contact contact) {
    return new Document()
        .append(FieldNames.NAME, contact.name())
        .append(FieldNames.PHONE, contact.phone())
        .append(FieldNames.AVATAR, contact.avatar())
        .append(FieldNames.LAST_SEEN, date(contact.lastSeen()))
        .append(FieldNames.IS_ONLINE, contact.online())
        .append(FieldNames.UPDATED_AT, date(contact.updatedAt()))
        .append(FieldNames.CHANGE, contact.rev() == 0 ? null : contact.rev());
  }

  /// A whole document.
  static Document whole(Contact contact) {
    Document document = new Document(FieldNames.WA_ID, contact.waId().value());
    document.putAll(of(contact));
    if (contact.rev() == 0) {
      document.remove(FieldNames.CHANGE);
    }
    return document
        .append(FieldNames.CREATED_AT, date(contact.createdAt()))
        .append(FieldNames.VERSION_KEY, 0);
  }

  /// Whether a document has an address under which it can be shown.
  static boolean isReadable(Document document) {
    return document.get(FieldNames.WA_ID) instanceof String waId && WaId.isValid(waId);
  }

  /// Fields that are missing or of another type get the value that a new contact has.
  static Contact read(Document document) {
    WaId waId = new WaId(DocumentFields.text(document, FieldNames.WA_ID));
    String name = textOrNull(document, FieldNames.NAME);
    Instant created =
        moment(document.get(FieldNames.CREATED_AT)).orElseGet(() -> MessageDocument.made(document));
    return new Contact(
        waId,
        name == null || name.isBlank() ? Contact.placeholderName(waId) : name,
        phone(document, waId),
        textOrNull(document, FieldNames.AVATAR),
        moment(document.get(FieldNames.LAST_SEEN)).orElse(created),
        Boolean.TRUE.equals(document.get(FieldNames.IS_ONLINE)),
        created,
        moment(document.get(FieldNames.UPDATED_AT)).orElse(created),
        DocumentFields.change(document));
  }

  private static @Nullable String phone(Document document, WaId waId) {
    return document.containsKey(FieldNames.PHONE)
        ? textOrNull(document, FieldNames.PHONE)
        : waId.phone();
  }

  /// Adds the writes of a commit for a changed contact.
  static void write(StagedRows.Changed<WaId, HeldContact> changed, List<Write> writes) {
    HeldContact after = changed.after().orElse(null);
    if (after == null) {
      changed.before().ifPresent(it -> writes.add(new Write.Erase(COLLECTION, it.key())));
      return;
    }
    if (changed.before().isEmpty()) {
      Document document = new Document(FieldNames.KEY, after.key());
      document.putAll(whole(after.contact()));
      writes.add(new Write.Add(COLLECTION, FieldNames.WA_ID, document));
      return;
    }
    Write.Set difference =
        Write.difference(
            COLLECTION, after.key(), of(changed.before().get().contact()), of(after.contact()));
    if (difference != null) {
      // an absent phone would be read as that of the address
      Document fields = new Document(difference.fields());
      difference.gone().forEach(field -> fields.append(field, null));
      writes.add(new Write.Set(COLLECTION, after.key(), fields, List.of()));
    }
  }

  private static Stream<ArchivedRecord> archived(Scan scan) {
    return scan.records(
        KIND,
        Sorts.ascending(FieldNames.WA_ID, FieldNames.KEY),
        document -> archived(scan, document));
  }

  /// The record of a contact; null if the contact is never shown: its address is invalid, or it is
  /// the one with a plus sign of two contacts with the same number.
  private static @Nullable ArchivedRecord archived(Scan scan, Document document) {
    if (!isReadable(document)) {
      scan.left("contacts have no wa_id that can be shown", COLLECTION, document);
      return null;
    }
    Contact contact = read(document);
    if (Addresses.hasPlus(document)
        && Scan.guarded(() ->
            scan.collection(COLLECTION)
                .countDocuments(Filters.eq(FieldNames.WA_ID, contact.waId().value())))
            > 0) {
      scan.left("contacts exist with and without a plus sign", COLLECTION, document);
      return null;
    }
    return new ArchivedRecord.OfContact(contact);
  }
}
