package dev.parley.store.sqlite;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.SteppedStore;
import dev.parley.chat.StoreListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that returns wrong bytes in a place that only a reader reads.
@Timeout(60)
final class DamagedWhileRunningTest {
  @Test
  void damageFoundByAReaderIsInHealthAndStopsWrites(@TempDir Path folder) throws IOException {
    try (SqliteChatStore store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE)) {
      for (int i = 0; i < 300; i++) {
        SteppedStore.of(store)
            .ingest(arrived(incoming("wamid." + i, ALICE, "x".repeat(2_000), NOON)), NOON);
      }
    }
    try (SqliteChatStore store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE)) {
      damage(folder.resolve(SqliteChatStore.FILE));

      assertThrows(Refusal.class, () -> store.messages(ALICE, null, 300));

      String fault = store.health().fault();
      assertNotNull(fault);
      assertTrue(fault.contains("damaged") || fault.contains("overwritten"), fault);
      Refusal refusal =
          assertThrows(
              Refusal.class,
              () ->
                  SteppedStore.of(store)
                      .ingest(arrived(incoming("wamid.new", BOB, "Hello", NOON)), NOON));
      assertEquals(ErrorCode.STORE_UNAVAILABLE, refusal.code());
      assertNotNull(store.health().fault(), "the store does not recover by itself");
    }
  }

  /// Damages the file like a failing disk: the file's times do not change.
  private static void damage(Path file) throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] garbage = new byte[Database.PAGE_BYTES];
      java.util.Arrays.fill(garbage, (byte) 0xAA);
      for (long at = 4L * garbage.length; at < channel.size(); at += garbage.length) {
        channel.write(ByteBuffer.wrap(garbage), at);
      }
      Files.setLastModifiedTime(file, before);
    }
  }
}
