package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import org.junit.jupiter.api.Test;

final class RecentMessagesTest {
  private final RecentMessages messages = new RecentMessages();

  @Test
  void aMessageIsFoundByBothNamesUntilItChanges() {
    Message message = message(1, "Hello");
    messages.put(message);

    assertEquals(message, messages.get(message.id()));
    assertEquals(message, messages.get(message.metaId()));

    messages.forget(message);
    assertNull(messages.get(message.id()));
    assertNull(messages.get(message.metaId()));
    assertEquals(0, messages.bytes());
  }

  @Test
  void theRecentlyUsedMessagesAreKept() {
    String text = "x".repeat(4_096);
    Message used = message(1, text);
    messages.put(used);
    for (int i = 2; i <= 1_000; i++) {
      messages.put(message(i, text));
      assertEquals(used, messages.get(used.id()));
      assertTrue(messages.bytes() <= RecentMessages.MOST_BYTES);
    }
    assertNull(messages.get(new MessageId("m2")));
    assertEquals(message(1_000, text), messages.get(new MessageId("m1000")));
  }

  private static Message message(int number, String text) {
    Message message = stored(incoming("m" + number, ALICE, text, NOON));
    return new Message(
        message.id(),
        new MessageId("wamid." + number),
        message.chat(),
        number,
        message.direction(),
        message.party(),
        message.body(),
        message.timestamp(),
        message.delivery(),
        message.reactions(),
        message.createdAt(),
        message.updatedAt(),
        message.rev());
  }
}
