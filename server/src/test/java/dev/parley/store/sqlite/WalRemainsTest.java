package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The warning about a log with more commits than SQLite will find. Also tests that the log is
/// mostly empty.
@Timeout(60)
final class WalRemainsTest {
  private static final Long SEED = Long.getLong("parley.seed", System.nanoTime());
  private static final int MESSAGES = 30;
  private static final int HEADER = 32;

  /// The number of comparisons of the result with SQLite's behaviour.
  private static final int COMPARED = 5;

  private final Path killed;
  private final Path log;
  private long before;

  WalRemainsTest(@TempDir Path folder) {
    this.killed = folder.resolve("killed");
    this.log = killed.resolve(SqliteChatStore.FILE + "-wal");
  }

  /// Creates the files that a killed process leaves: each message is a commit in the log.
  @BeforeEach
  void kill(@TempDir Path folder) throws IOException {
    Files.createDirectory(killed);
    try (SqliteChatStore store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE)) {
      awaitEmpty(folder.resolve(SqliteChatStore.FILE + "-wal"));
      for (int i = 0; i < MESSAGES; i++) {
        SteppedStore.of(store).ingest(arrived(incoming("wamid." + i, ALICE, "Hello", NOON)), NOON);
      }
      for (String suffix : new String[] {"", "-wal"}) {
        Files.copy(
            folder.resolve(SqliteChatStore.FILE + suffix),
            killed.resolve(SqliteChatStore.FILE + suffix));
      }
    }
    before = WalRemains.read(log).commits();
  }

  @Test
  void aWholeLogIsFoundWhole() throws IOException {
    WalRemains remains = WalRemains.read(log);

    assertTrue(remains.commits() > 0);
    assertEquals(0, remains.lostCommits());
    assertEquals(0, remains.lostFrames());
    assertFalse(remains.isShort());
  }

  @Test
  void everyFlippedByteIsNoticedAndLostCommitsAreCounted() throws IOException {
    Random random = new Random(SEED);
    System.out.println("flipped bytes with -Dparley.seed=" + SEED);
    byte[] whole = Files.readAllBytes(log);
    int compared = 0;
    for (int i = 0; i < 200; i++) {
      int at = random.nextInt(whole.length);
      byte[] damaged = whole.clone();
      damaged[at] = (byte) ~damaged[at];
      Files.write(log, damaged);

      WalRemains remains = WalRemains.read(log);

      if (remains.commits() < before - 1) {
        assertTrue(remains.lostCommits() >= before - remains.commits() - 1, "byte " + at);
        if (compared++ < COMPARED) {
          assertEquals(stored(), seen(remains), "byte " + at);
        }
      }
    }
  }

  private static int frame(byte[] log) {
    return ByteBuffer.wrap(log).getInt(8) + WalRemains.FRAME_HEADER;
  }

  /// The number of messages in the commits that SQLite will find, according to `remains`. Each
  /// message is one commit.
  private long seen(WalRemains remains) {
    return MESSAGES - (before - remains.commits());
  }

  private long stored() throws IOException {
    Path copy = Files.createTempDirectory(killed, "copy");
    for (String suffix : new String[] {"", "-wal"}) {
      Files.copy(
          killed.resolve(SqliteChatStore.FILE + suffix),
          copy.resolve(SqliteChatStore.FILE + suffix));
    }
    try (SqliteChatStore store = SqliteChatStore.open(copy, _ -> {}, StoreListener.NONE)) {
      return store.messages(ALICE, null, 100).size();
    }
  }

  @Test
  void oldFramesInTheLogAreNotALoss() throws IOException {
    byte[] whole = Files.readAllBytes(log);
    int frame = frame(whole);
    int half = HEADER + (whole.length - HEADER) / frame / 2 * frame;
    ByteBuffer frames = ByteBuffer.wrap(whole);
    for (int at = half; at < whole.length; at += frame) {
      frames.putInt(at + 8, frames.getInt(at + 8) - 1); // the first salt counts up
    }
    Files.write(log, whole);

    WalRemains remains = WalRemains.read(log);

    assertFalse(remains.isShort(), remains.toString());
    assertTrue(remains.commits() < before);
  }

  @Test
  void aTornLastCommitIsNotALoss() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(file.length() - 10);
      file.write(0x55);
    }

    WalRemains remains = WalRemains.read(log);

    assertTrue(remains.isShort());
    assertTrue(remains.lastOnly());
    assertEquals(before - 1, remains.commits());
  }

  @Test
  void aDatabaseThatIsMissingBesideItsLogStopsTheStart() throws IOException {
    Files.delete(killed.resolve(SqliteChatStore.FILE));

    StoreOpenException refused =
        assertThrows(
            StoreOpenException.class,
            () -> SqliteChatStore.open(killed, _ -> {}, StoreListener.NONE));

    assertTrue(String.valueOf(refused.getMessage()).contains("is missing"));
    assertEquals(before, WalRemains.read(log).commits(), "the log was left alone");
  }

  @Test
  void theLogIsEmptySoonAfterTheLastMessage(@TempDir Path folder) throws IOException {
    try (SqliteChatStore store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
        SqliteHistory reader = SqliteHistory.openToRead(folder)) {
      for (int i = 0; i < 3; i++) {
        SteppedStore.of(store).ingest(arrived(incoming("wamid." + i, ALICE, "Hello", NOON)), NOON);
        awaitEmpty(folder.resolve(SqliteChatStore.FILE + "-wal"));
        assertEquals(i + 1, reader.messages(ALICE, null, 100).size());
      }
    }
  }

  private static void awaitEmpty(Path file) throws IOException {
    while (Files.size(file) > 0) {
      Thread.onSpinWait();
    }
  }
}
