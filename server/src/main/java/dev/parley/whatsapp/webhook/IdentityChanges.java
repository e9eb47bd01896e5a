package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a system message about a person whose number or user id has changed. Since August 2026 the
/// previous number or user id is in separate fields; otherwise it is the sender of the message, or
/// part of its text. Source: Cloud API docs, "Webhooks > messages > system".
final class IdentityChanges {
  private static final int MAX_WORD = 64;
  private static final Set<String> KINDS =
      Set.of("user_changed_number", "customer_changed_number", "user_changed_user_id");

  /// `User Ann changed from US.1 to US.2`, with marks of writing direction around the ids.
  private static final Pattern FROM_TO =
      Pattern.compile(
          "from \\p{Cf}*([A-Z]{2}\\.[A-Za-z0-9.]{1,120}|\\+?[0-9]{5,20})\\p{Cf}*"
              + " to \\p{Cf}*([A-Z]{2}\\.[A-Za-z0-9.]{1,120}|\\+?[0-9]{5,20})");

  private IdentityChanges() {}

  /// The person, if the message names no sender: identified by the previous address, or else by the
  /// new one.
  static @Nullable Person mover(JsonNode system) {
    List<WaId> ids = new ArrayList<>();
    WaId number = previousNumber(system);
    Matcher told = sentence(system);
    if (number == null && told != null) {
      WaId left = new WaId(told.group(1));
      number = left.phone() == null ? null : left;
      ids.addAll(number == null ? List.of(left) : List.of());
    }
    if (number == null && ids.isEmpty()) {
      number = number(system);
      ids.addAll(ids(system));
    }
    return number == null && ids.isEmpty() ? null : new Person(number, ids, null, null, null);
  }

  /// Reads the person's new addresses.
  ///
  /// @param person the sender of the message
  /// @return null if the message does not report a change
  static InboundEvent.@Nullable Moved read(
      JsonNode system, Person person, Instant at, MessageId notice) {
    String kind = LooseJson.text(system, "type", MAX_WORD);
    List<WaId> previous = new ArrayList<>(previousIds(system));
    if (previous.isEmpty() && (kind == null || !KINDS.contains(kind))) {
      return null;
    }
    person.userIds().stream().filter(id -> !previous.contains(id)).forEach(previous::add);
    WaId toNumber = number(system);
    List<WaId> toIds = new ArrayList<>(ids(system));
    Matcher told = sentence(system);
    if (toNumber == null && toIds.isEmpty() && told != null) {
      WaId taken = new WaId(told.group(2));
      toNumber = taken.phone() == null ? null : taken;
      toIds.addAll(toNumber == null ? List.of(taken) : List.of());
    }
    return toNumber == null && toIds.isEmpty()
        ? null
        : new InboundEvent.Moved(person.number(), toNumber, previous, toIds, at, notice);
  }

  /// Reads the number of a customer who hides it and has shared it on request: `origin` marks such
  /// a contact card. Source: Cloud API docs, "Webhooks > messages > contacts".
  ///
  /// @param message a message of type `contacts`
  /// @return null if it is another card, or if the number is known
  static InboundEvent.@Nullable Moved shared(
      JsonNode message, Person person, Instant at, MessageId notice) {
    JsonNode cards = LooseJson.array(message, "contacts");
    if (person.number() != null || cards == null || cards.size() != 1) {
      return null;
    }
    JsonNode card = cards.get(0);
    JsonNode phones = LooseJson.array(card, "phones");
    if (!"contact_request".equals(LooseJson.text(card, "origin", MAX_WORD))
        || phones == null
        || phones.size() != 1) {
      return null;
    }
    WaId told = IdReader.waId(phones.get(0), "wa_id");
    return told == null || told.phone() == null
        ? null
        : new InboundEvent.Moved(null, told, person.userIds(), person.userIds(), at, notice);
  }

  /// The previous address, which comes first in the text.
  static List<WaId> previousIds(JsonNode system) {
    return ContactsReader.userIds(system, "previous_user_id", "previous_parent_user_id");
  }

  private static @Nullable WaId previousNumber(JsonNode system) {
    WaId number = IdReader.waId(system, "previous_wa_id");
    return number != null ? number : IdReader.waId(system, "customer");
  }

  private static @Nullable WaId number(JsonNode system) {
    return addresses(system).filter(address -> address.phone() != null).findFirst().orElse(null);
  }

  private static List<WaId> ids(JsonNode system) {
    List<WaId> ids =
        new ArrayList<>(
            ContactsReader.userIds(
                system, "user_id", "new_user_id", "parent_user_id", "new_parent_user_id"));
    addresses(system)
        .filter(address -> address.phone() == null && !ids.contains(address))
        .forEach(ids::add);
    return ids;
  }

  /// The field of the number, which may contain a user id instead.
  private static Stream<WaId> addresses(JsonNode system) {
    return ContactsReader.userIds(system, "wa_id", "new_wa_id").stream();
  }

  private static @Nullable Matcher sentence(JsonNode system) {
    String body = LooseJson.text(system, "body");
    if (body == null) {
      return null;
    }
    Matcher matcher = FROM_TO.matcher(body);
    return matcher.find() ? matcher : null;
  }
}
