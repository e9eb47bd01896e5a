package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Failure;
import dev.parley.chat.Person;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the history of the WhatsApp Business app: conversations with their messages, in parts that
/// arrive in any order. Source: Cloud API docs, "Webhooks > history".
final class HistoryReader {
  private static final BigDecimal ALL = BigDecimal.valueOf(100);

  private final Reading reading;
  private final MessageReader messages;

  /// @param messages reads the messages of the history, see [MessageReader#past]
  HistoryReader(Reading reading, MessageReader messages) {
    this.reading = reading;
    this.messages = messages;
  }

  /// An element of `history[]`.
  void part(JsonNode part, JsonPlace place) {
    List<Failure> errors = ErrorsReader.of(part);
    for (Failure error : errors) {
      reading.report(AccountReport.ofHistory("declined, error " + error.code(), true, reading));
    }
    JsonNode threads = LooseJson.array(part, "threads");
    if (threads == null) {
      if (errors.isEmpty()) {
        reading.leftover.add(place, "has no list of threads");
      }
      return;
    }
    JsonNode metadata = LooseJson.object(part, "metadata");
    if (metadata != null) {
      reading.report(AccountReport.ofHistory(progress(metadata), false, reading));
    }
    int at = 0;
    for (JsonNode thread : threads) {
      thread(thread, place.element("threads", at++));
    }
  }

  private void thread(JsonNode thread, JsonPlace place) {
    JsonNode list = LooseJson.array(thread, "messages");
    if (list == null) {
      reading.leftover.add(place, "has no list of messages");
      return;
    }
    Person customer = customer(thread);
    int at = 0;
    for (JsonNode message : list) {
      JsonPlace here = place.element("messages", at++);
      if (message.isObject()) {
        messages.past(message, customer, here);
      } else {
        reading.leftover.add(here, "is not an object");
      }
    }
  }

  /// The customer of the conversation; null if it is not given.
  private @Nullable Person customer(JsonNode thread) {
    JsonNode context = LooseJson.object(thread, "context");
    WaId id = IdReader.waId(thread, "id");
    WaId number = id == null || id.phone() == null ? null : id;
    List<WaId> userIds = new ArrayList<>();
    if (id != null && number == null) {
      userIds.add(id);
    }
    String username = null;
    if (context != null) {
      WaId told = IdReader.waId(context, "wa_id");
      number = number == null ? told : number;
      ContactsReader.userIds(context, "user_id", "parent_user_id").stream()
          .filter(it -> !userIds.contains(it))
          .forEach(userIds::add);
      username = ContactsReader.username(context);
    }
    return number == null && userIds.isEmpty()
        ? null
        : new Person(number, userIds, null, username, null);
  }

  private static String progress(JsonNode metadata) {
    @Nullable BigDecimal progress = LooseJson.number(metadata, "progress");
    return progress != null && progress.signum() >= 0 && progress.compareTo(ALL) <= 0
        ? progress.intValue() + " percent"
        : "progress unknown";
  }
}
