package dev.parley.store.mongo;

import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.Status;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/// Counts damage that the replaced backend is known to have caused. It can be detected but not
/// repaired, because the original data is lost. Documents that Parley wrote or has changed do not
/// count.
///
/// [#see] must receive the messages chat by chat, and those of one chat in the order of `seq`.
final class LegacyDamage {
  /// The text that the replaced backend stored for a photo, a voice message and so on.
  private static final String MEDIA = "Media message";

  private static final List<String> REQUIRED =
      List.of(FieldNames.ID, FieldNames.NAME, FieldNames.TEXT);

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private String chat = "";
  private long unread;

  void see(Document document, Message message) {
    if (!message.chat().value().equals(chat)) {
      chat = message.chat().value();
      unread = 0;
    }
    if (Addresses.hasPlus(document)) {
      count(
          "%d messages are stored under a number with a plus sign, and shown under its digits", 1);
    }
    if (!document.containsKey(FieldNames.STATUS_TIMES)) {
      for (String field : REQUIRED) {
        if (!(document.get(field) instanceof String text) || text.isBlank()) {
          count("%d messages have no " + field, 1);
        }
      }
      if (!(document.get(FieldNames.TIMESTAMP) instanceof Date)) {
        count("%d messages have a timestamp that is no date", 1);
      }
      if (MEDIA.equals(document.get(FieldNames.TEXT))) {
        count("%d messages say only \"" + MEDIA + "\": what they held was not stored", 1);
      }
    }
    countUnreadBeforeRead(document, message);
  }

  /// Counts messages that are not marked as read although a later message is: a customer who has
  /// read a message has read all earlier ones.
  private void countUnreadBeforeRead(Document document, Message message) {
    if (message.direction() == Direction.INCOMING) {
      return;
    }
    if (message.delivery().status().seen()) {
      if (unread > 0) {
        count(
            "%d messages of ours come before one that was read, and are not marked so: their status"
                + " may have gone back",
            unread);
      }
      unread = 0;
    } else if (!document.containsKey(FieldNames.STATUS_TIMES)
        && message.delivery().status() != Status.FAILED) {
      unread++;
    }
  }

  private void count(String sentence, long more) {
    counts.merge(sentence, more, Long::sum);
  }

  /// One sentence for each kind of damage.
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    counts.forEach((sentence, count) -> notes.add(sentence.formatted(count)));
    return notes;
  }
}
