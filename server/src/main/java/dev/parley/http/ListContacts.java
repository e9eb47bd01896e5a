package dev.parley.http;

import dev.parley.api.ContactJson;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Contact;
import dev.parley.chat.ContactList;
import dev.parley.offload.WorkKind;
import java.util.List;

/// `GET /api/contacts`: the contacts of the chats that the caller sees, by `last_seen`, the newest
/// first.
final class ListContacts implements Endpoint {
  private static final int DEFAULT_CONTACTS = 1000;
  private static final int MOST_CONTACTS = 5000;

  /// An answer with at most this many contacts is short.
  private static final int FEW = 50;

  /// The memory of a contact in addition to its texts.
  private static final int OBJECT = 300;

  private final ChatStore store;

  ListContacts(ChatStore store) {
    this.store = store;
  }

  @Override
  public WorkKind work(Request request) {
    return limit(request) > FEW ? WorkKind.STREAM : WorkKind.READ;
  }

  @Override
  public Response handle(Request request) {
    int limit = limit(request);
    ContactList page =
        ContactList.read(store, request.caller().chats(), Cursor.position(request), limit);
    List<Contact> contacts = page.contacts();
    String next = page.next() == null ? null : Cursor.of(page.next());
    return Response.streamed(
        Page.headers(request, next),
        contacts.stream().mapToLong(ListContacts::size).sum(),
        json -> {
          json.writeStartArray();
          for (Contact contact : contacts) {
            ContactJson.write(json, contact);
          }
          json.writeEndArray();
        });
  }

  private static int limit(Request request) {
    return request.query("limit", DEFAULT_CONTACTS, 1, MOST_CONTACTS);
  }

  static long size(Contact contact) {
    String avatar = contact.avatar();
    return OBJECT + 2L * (contact.name().length() + (avatar == null ? 0 : avatar.length()));
  }
}
