package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Person;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `contacts[]` of a value. They are found by number or user id, never by their position: one
/// value may contain messages of several people. The only contact of a value belongs to its only
/// sender, though, even where Meta writes their addresses differently. Source: Cloud API docs,
/// "Webhooks > messages".
final class ContactsReader {
  private final Map<WaId, Known> byAddress = new HashMap<>();
  private final List<Known> all = new ArrayList<>();
  private boolean alone;

  /// One contact.
  ///
  /// @param name the person's own name for themselves
  /// @param username the username without `@`
  /// @param json the contact as it arrived
  record Known(
      @Nullable WaId number,
      List<WaId> userIds,
      @Nullable String name,
      @Nullable String username,
      String json) {
    private boolean hasAddress() {
      return number != null || !userIds.isEmpty();
    }
  }

  /// @param parent the object with the messages and the contacts
  /// @param value the object with the contacts if `parent` has none
  static ContactsReader of(JsonNode parent, JsonNode value) {
    ContactsReader people = new ContactsReader();
    List<JsonNode> contacts = contacts(parent);
    boolean shared = contacts.isEmpty();
    if (shared) {
      contacts = contacts(value);
    }
    for (JsonNode contact : contacts) {
      if (!contact.isObject()) {
        continue;
      }
      Known known = known(contact);
      people.all.add(known);
      if (known.number != null) {
        people.byAddress.putIfAbsent(known.number, known);
      }
      known.userIds.forEach(id -> people.byAddress.putIfAbsent(id, known));
    }
    // the only contact next to standby may belong to a message outside of standby
    boolean ofThese = !shared || senders(value) == 0;
    people.alone =
        contacts.size() == 1 && people.all.size() == 1 && senders(parent) == 1 && ofThese;
    return people;
  }

  /// A single object counts as a list of one: programs with loose typing write it that way.
  private static List<JsonNode> contacts(JsonNode parent) {
    JsonNode single = LooseJson.object(parent, "contacts");
    JsonNode list = LooseJson.array(parent, "contacts");
    return single != null
        ? List.of(single)
        : list == null ? List.of() : list.valueStream().toList();
  }

  /// The number of people who wrote the messages; one if no message names its sender.
  private static int senders(JsonNode parent) {
    JsonNode messages = LooseJson.array(parent, "messages");
    if (messages == null) {
      return 0;
    }
    Set<String> senders = new HashSet<>();
    for (JsonNode message : messages) {
      String from = LooseJson.word(message.get("from"));
      senders.add(
          from != null ? from : String.valueOf(LooseJson.word(message.get("from_user_id"))));
    }
    return senders.size();
  }

  /// The first contact that is not the business itself; null if there is none, or it has no
  /// address.
  ///
  /// @param ourNumber digits; null: not known
  @Nullable Known firstBut(@Nullable String ourNumber) {
    return all.stream()
        .filter(it -> it.number == null || !it.number.value().equals(ourNumber))
        .findFirst()
        .filter(Known::hasAddress)
        .orElse(null);
  }

  /// The contact with this number, or else with one of these user ids.
  @Nullable Known find(@Nullable WaId number, Collection<WaId> userIds) {
    Known known = number == null ? null : byAddress.get(number);
    for (WaId userId : userIds) {
      known = known != null ? known : byAddress.get(userId);
    }
    return known;
  }

  /// The sender with this number or these user ids: as [#person], or the only contact.
  @Nullable Person sender(@Nullable WaId number, List<WaId> userIds) {
    Known known = find(number, userIds);
    if (known == null && alone && !contradicts(all.getFirst(), userIds)) {
      known = all.getFirst();
    }
    return person(number, userIds, known);
  }

  /// Whether a contact is certainly another person. Only user ids can show that: a number has
  /// several spellings.
  private static boolean contradicts(Known contact, List<WaId> userIds) {
    return !userIds.isEmpty() && !contact.userIds.isEmpty();
  }

  /// The same person with the other details of the contact.
  Person completed(Person person) {
    Person known = person(person.number(), person.userIds());
    return known == null
        ? person
        : new Person(
            known.number(),
            known.userIds(),
            known.profileName(),
            known.username() == null ? person.username() : known.username(),
            null);
  }

  /// The person with this number or these user ids, and the other details of their contact; null if
  /// neither is given.
  @Nullable Person person(@Nullable WaId number, List<WaId> userIds) {
    return person(number, userIds, find(number, userIds));
  }

  private static @Nullable Person person(
      @Nullable WaId number, List<WaId> userIds, @Nullable Known known) {
    Set<WaId> ids = new LinkedHashSet<>(userIds);
    if (known != null) {
      ids.addAll(known.userIds);
    }
    WaId address = number != null || known == null ? number : known.number;
    if (address == null && ids.isEmpty()) {
      return null;
    }
    return new Person(
        address,
        List.copyOf(ids),
        known == null ? null : known.name,
        known == null ? null : known.username,
        null);
  }

  /// The user ids in those of these fields that are present.
  static List<WaId> userIds(JsonNode parent, String... names) {
    List<WaId> ids = new ArrayList<>();
    for (String name : names) {
      WaId id = IdReader.waId(parent, name);
      if (id != null && !ids.contains(id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  private static Known known(JsonNode contact) {
    JsonNode profile = LooseJson.object(contact, "profile");
    return new Known(
        IdReader.waId(contact, "wa_id"),
        userIds(contact, "user_id", "parent_user_id"),
        profile == null ? null : LooseJson.text(profile, "name", Person.MAX_NAME),
        profile == null ? null : username(profile),
        LooseJson.write(contact));
  }

  /// The username without `@`: Meta writes it with a leading `@`, or without.
  static @Nullable String username(JsonNode profile) {
    String username = LooseJson.text(profile, "username", Person.MAX_NAME);
    return username != null && username.startsWith("@") ? username.substring(1) : username;
  }
}
