package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Person;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import dev.parley.text.Blank;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the address book of the WhatsApp Business app. Source: Cloud API docs, "Webhooks >
/// smb_app_state_sync".
final class PhoneBookReader {
  private static final int MAX_WORD = 64;

  private final Reading reading;

  PhoneBookReader(Reading reading) {
    this.reading = reading;
  }

  /// An element of `state_sync[]`.
  void entry(JsonNode element, JsonPlace place) {
    String type = LooseJson.text(element, "type", MAX_WORD);
    JsonNode contact = LooseJson.object(element, "contact");
    if (type != null && !type.equalsIgnoreCase("contact")) {
      reading.leftover.addRoutine(place, "the state of a " + UnreadParts.word(type));
    } else if (contact == null) {
      reading.leftover.add(place, "has no contact");
    } else {
      WaId number = IdReader.waId(contact, "phone_number");
      List<WaId> userIds = ContactsReader.userIds(contact, "user_id", "parent_user_id");
      if (number == null && userIds.isEmpty()) {
        reading.leftover.add(place, "contact has neither phone_number nor user_id");
      } else {
        boolean there = !"remove".equals(action(element));
        reading.add(
            new InboundEvent.Listed(
                new Person(
                    number,
                    userIds,
                    there ? name(contact) : null,
                    there ? ContactsReader.username(contact) : null,
                    null),
                at(element)));
      }
    }
  }

  private static @Nullable String action(JsonNode element) {
    String word = LooseJson.text(element, "action", MAX_WORD);
    return word == null ? null : word.strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String name(JsonNode contact) {
    String full = LooseJson.text(contact, "full_name", Person.MAX_NAME);
    return full != null && !Blank.isBlank(full)
        ? full
        : LooseJson.text(contact, "first_name", Person.MAX_NAME);
  }

  private Instant at(JsonNode element) {
    JsonNode metadata = LooseJson.object(element, "metadata");
    Instant told = metadata == null ? null : LooseJson.moment(metadata.get("timestamp"));
    return told != null && told.isBefore(reading.receivedAt) ? told : reading.receivedAt;
  }
}
