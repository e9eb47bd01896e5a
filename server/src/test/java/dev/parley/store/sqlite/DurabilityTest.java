package dev.parley.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.Body;
import dev.parley.chat.Change;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.Status;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nobody receives a message before the commit that holds it: a second connection, which sees only
/// what is committed, finds it at that moment.
final class DurabilityTest {
  private static final WaId ALICE = new WaId("15551234567");
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final int MESSAGES = 50;

  @TempDir private Path folder;

  @Test
  void messagesArePublishedAfterTheCommit() {
    AtomicReference<SqliteHistory> other = new AtomicReference<>();
    List<Integer> found = new ArrayList<>();
    try (SqliteChatStore store =
        SqliteChatStore.open(
            folder,
            commit -> found.add(committed(other.get(), commit.changes())),
            StoreListener.NONE)) {
      other.set(SqliteHistory.openToRead(folder));
      for (int i = 0; i < MESSAGES; i++) {
        SteppedStore.of(store).send(message(i), NOON);
      }
      other.get().close();
    }

    assertEquals(Collections.nCopies(MESSAGES, 1), found);
  }

  @Test
  void callersAreAnsweredAfterTheCommit() {
    List<Integer> found = new ArrayList<>();
    try (SqliteChatStore store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE)) {
      try (SqliteHistory other = SqliteHistory.openToRead(folder)) {
        for (int i = 0; i < MESSAGES; i++) {
          SteppedStore.of(store).send(message(i), NOON);
          found.add(other.messages(ALICE, null, MESSAGES).size());
        }
      }
    }

    assertEquals(IntStream.rangeClosed(1, MESSAGES).boxed().toList(), found);
  }

  /// The number of stored messages among `changes` that another connection sees.
  private static int committed(SqliteHistory other, List<Change> changes) {
    int found = 0;
    for (Change change : changes) {
      if (change instanceof Change.MessageStored(var message)
          && other.messages(message.chat(), null, MESSAGES).stream()
              .anyMatch(it -> it.id().equals(message.id()))) {
        found++;
      }
    }
    return found;
  }

  private static Draft message(int number) {
    return new Draft(
        new MessageId("message-" + number),
        null,
        Person.at(ALICE),
        null,
        Direction.OUTGOING,
        null,
        null,
        Body.text("Hello"),
        NOON,
        Status.SENT,
        null);
  }
}
