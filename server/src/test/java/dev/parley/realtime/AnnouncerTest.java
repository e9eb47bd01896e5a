package dev.parley.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.access.Audience;
import dev.parley.api.FileLinks;
import dev.parley.chat.Change;
import dev.parley.chat.Commit;
import dev.parley.chat.Contact;
import dev.parley.chat.MemoryChatStore;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests what the announcer does if one of its events cannot be sent.
final class AnnouncerTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Contact ALICE =
      new Contact(new WaId("1234567890"), "Alice", null, null, NOON, true, NOON, NOON, 1);
  private static final Commit COMMIT =
      new Commit(1, 0, List.of(new Change.ContactSaved(ALICE), new Change.PresenceChanged(ALICE)));

  private final List<String> sent = new ArrayList<>();

  private Announcer announcerThatFailsWith(Throwable failure) {
    MemoryChatStore history = new MemoryChatStore(_ -> {});
    return new Announcer(
        new Announcer.Clients() {
          @Override
          public void send(Set<Audience> to, String event, Payload payload) {
            sent.add(event);
            if (sent.size() == 1) {
              switch (failure) {
                case Error error -> throw error;
                default -> throw new IllegalStateException(failure);
              }
            }
          }

          @Override
          public void hide(WaId chat, Set<Audience> from, Set<Audience> to, Payload payload) {
            sent.add("chatHidden");
          }

          @Override
          public void forgetSent() {
            sent.add("forget");
          }

          @Override
          public void startOver() {
            sent.add("start over");
          }
        },
        history,
        new Audiences(history),
        FileLinks.PLAIN);
  }

  @Test
  void anUnwritableEventDoesNotBlockOthers() {
    announcerThatFailsWith(new IllegalStateException("the test wants it")).accept(COMMIT);

    assertEquals(List.of("contactUpdated", "userOnlineStatus"), sent);
  }

  @Test
  void anErrorReachesTheCaller() {
    Announcer announcer = announcerThatFailsWith(new StackOverflowError("the test wants it"));

    assertThrows(StackOverflowError.class, () -> announcer.accept(COMMIT));
  }
}
