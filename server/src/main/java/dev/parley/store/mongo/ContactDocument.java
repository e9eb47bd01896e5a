package dev.parley.store.mongo;

import static dev.parley.store.mongo.Documents.date;
import static dev.parley.store.mongo.Fields.moment;
import static dev.parley.store.mongo.Fields.textOrNull;

import dev.parley.chat.Contact;
import dev.parley.chat.WaId;
import java.time.Instant;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// A contact as the replaced backend stores it.
final class ContactDocument {
  private ContactDocument() {}

  /// The fields that change.
  static Document of(Contact contact) {
    return new Document()
        .append(Names.NAME, contact.name())
        .append(Names.PHONE, contact.phone())
        .append(Names.AVATAR, contact.avatar())
        .append(Names.LAST_SEEN, date(contact.lastSeen()))
        .append(Names.IS_ONLINE, contact.online())
        .append(Names.UPDATED_AT, date(contact.updatedAt()))
        .append(Names.CHANGE, contact.rev() == 0 ? null : contact.rev());
  }

  /// A whole document.
  static Document whole(Contact contact) {
    Document document = new Document(Names.WA_ID, contact.waId().value());
    document.putAll(of(contact));
    if (contact.rev() == 0) {
      document.remove(Names.CHANGE);
    }
    return document
        .append(Names.CREATED_AT, date(contact.createdAt()))
        .append(Names.VERSION_KEY, 0);
  }

  /// Whether a document has an address under which it can be shown.
  static boolean isReadable(Document document) {
    return document.get(Names.WA_ID) instanceof String waId && WaId.isValid(waId);
  }

  /// What is missing or of another type gets the value it would have for a new contact.
  static Contact read(Document document) {
    WaId waId = new WaId(Fields.text(document, Names.WA_ID));
    String name = textOrNull(document, Names.NAME);
    Instant created =
        moment(document.get(Names.CREATED_AT)).orElseGet(() -> MessageDocument.made(document));
    return new Contact(
        waId,
        name == null || name.isBlank() ? Contact.placeholderName(waId) : name,
        phone(document, waId),
        textOrNull(document, Names.AVATAR),
        moment(document.get(Names.LAST_SEEN)).orElse(created),
        Boolean.TRUE.equals(document.get(Names.IS_ONLINE)),
        created,
        moment(document.get(Names.UPDATED_AT)).orElse(created),
        Fields.change(document));
  }

  private static @Nullable String phone(Document document, WaId waId) {
    return document.containsKey(Names.PHONE) ? textOrNull(document, Names.PHONE) : waId.phone();
  }
}
