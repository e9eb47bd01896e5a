package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Person;
import dev.parley.chat.WaId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `contacts[]` of a value. They are found by number or user id, never by their place: one
/// value may bring messages of several people. Source: Cloud API docs, "Webhooks > messages".
final class People {
  private final Map<WaId, Known> byAddress = new HashMap<>();
  private @Nullable Known first;

  /// One of them.
  ///
  /// @param name what the person calls themself
  /// @param json the contact as it came
  record Known(@Nullable WaId number, @Nullable WaId userId, @Nullable String name, String json) {}

  static People of(JsonNode value) {
    People people = new People();
    JsonNode contacts = Json.array(value, "contacts");
    if (contacts == null) {
      return people;
    }
    for (int i = 0; i < contacts.size(); i++) {
      Known known = known(contacts.get(i));
      if (known == null) {
        continue;
      }
      if (i == 0) {
        people.first = known;
      }
      if (known.number != null) {
        people.byAddress.putIfAbsent(known.number, known);
      }
      if (known.userId != null) {
        people.byAddress.putIfAbsent(known.userId, known);
      }
    }
    return people;
  }

  /// The contact at the head of the list; null when there is none, or none with an address.
  @Nullable Known first() {
    return first;
  }

  /// Who has this number, else who has this user id.
  @Nullable Known find(@Nullable WaId number, @Nullable WaId userId) {
    Known known = number == null ? null : byAddress.get(number);
    return known != null || userId == null ? known : byAddress.get(userId);
  }

  /// The person with this number or user id, and what else is told of them; null without both.
  @Nullable Person person(@Nullable WaId number, @Nullable WaId userId) {
    if (number == null && userId == null) {
      return null;
    }
    Known known = find(number, userId);
    return known == null
        ? new Person(number, userId, null, null)
        : new Person(
            number == null ? known.number : number,
            userId == null ? known.userId : userId,
            known.name,
            null);
  }

  private static @Nullable Known known(JsonNode contact) {
    WaId number = Json.waId(contact, "wa_id");
    WaId userId = Json.waId(contact, "user_id");
    if (number == null && userId == null) {
      return null;
    }
    JsonNode profile = Json.object(contact, "profile");
    String name = profile == null ? null : Json.text(profile, "name", Person.MAX_NAME);
    return new Known(number, userId, name, Json.write(contact));
  }
}
