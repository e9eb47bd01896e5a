package dev.parley.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.MediaFile;
import dev.parley.chat.MediaFile.Status;
import dev.parley.chat.WaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract of all stores for the records of files.
public interface MediaStoreContract {
  Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  Instant LATER = NOON.plus(Duration.ofMinutes(5));
  WaId ANN = new WaId("15551234567");
  WaId BEN = new WaId("15557654321");
  BlobId BLOB = new BlobId("ab".repeat(32));
  BlobId OTHER = new BlobId("cd".repeat(32));

  /// A store that is empty at the start of each test; the same one for the whole test.
  MediaStore media();

  private static MediaRow waiting(String id, WaId chat, Instant at, Instant dueAt) {
    return new MediaRow(id, Status.WAITING, null, chat, dueAt, at, "{}");
  }

  private static MediaRow ready(String id, BlobId blob, Instant at) {
    return new MediaRow(id, Status.READY, blob, null, at, at, "{\"name\":\"a file\"}");
  }

  private void save(MediaRow... rows) {
    media()
        .step(
            NOON,
            rules -> {
              for (MediaRow row : rows) {
                rules.ledger().save(row);
              }
              return true;
            });
  }

  private List<String> due(Instant now, Set<WaId> except, int limit) {
    return media()
        .step(
            NOON,
            rules -> rules.ledger().due(now, except, limit).stream().map(MediaRow::id).toList());
  }

  @Test
  default void aNewStoreHasNone() {
    assertEquals(Optional.empty(), media().find("med_1"));
    assertEquals(List.of(), media().rows(null, 10));
    assertEquals(new MediaStore.Queue(0, null), media().queue());
    assertEquals(Optional.empty(), media().step(NOON, rules -> rules.ledger().nextDue()));
  }

  @Test
  default void savedRowsAreFound() {
    MediaRow one = ready("med_1", BLOB, NOON);
    MediaRow two = waiting("med_2", ANN, NOON, LATER);
    save(two, one);

    assertEquals(Optional.of(one), media().find("med_1"));
    assertEquals(List.of(one, two), media().rows(null, 10));
    assertEquals(List.of(two), media().rows("med_1", 10));
    assertEquals(List.of(one), media().rows(null, 1));
  }

  @Test
  default void aStepThatFailsLeavesNothing() {
    assertThrows(
        IllegalStateException.class,
        () ->
            media()
                .step(
                    NOON,
                    rules -> {
                      rules.ledger().save(ready("med_1", BLOB, NOON));
                      throw new IllegalStateException("on purpose");
                    }));

    assertEquals(Optional.empty(), media().find("med_1"));
  }

  @Test
  default void aStepSeesItsOwnWrites() {
    save(waiting("med_1", ANN, NOON, NOON), ready("med_2", BLOB, NOON));

    media()
        .step(
            NOON,
            rules -> {
              MediaLedger ledger = rules.ledger();
              ledger.save(ready("med_1", OTHER, NOON));
              ledger.remove("med_2");
              assertEquals(List.of(), ledger.due(LATER, Set.of(), 10));
              assertEquals(Optional.empty(), ledger.nextDue());
              assertTrue(ledger.uses(OTHER));
              assertEquals(List.of(BLOB), rules.unused(List.of(BLOB, OTHER)));
              return true;
            });

    assertEquals(Optional.empty(), media().find("med_2"));
  }

  @Test
  default void theLatestFileIsDueFirst() {
    save(
        waiting("med_1", ANN, NOON, NOON),
        waiting("med_2", BEN, NOON.plusSeconds(1), NOON),
        waiting("med_3", ANN, NOON.plusSeconds(2), LATER),
        ready("med_4", BLOB, NOON));

    assertEquals(List.of("med_2", "med_1"), due(NOON, Set.of(), 10));
    assertEquals(List.of("med_3", "med_2", "med_1"), due(LATER, Set.of(), 10));
    assertEquals(List.of("med_3"), due(LATER, Set.of(), 1));
    assertEquals(List.of("med_2"), due(LATER, Set.of(ANN), 10));
    assertEquals(Optional.of(NOON), media().step(NOON, rules -> rules.ledger().nextDue()));
    assertEquals(new MediaStore.Queue(3, NOON), media().queue());
  }

  @Test
  default void filesWithBytesAreFoundByTheirAge() {
    save(
        ready("med_1", BLOB, NOON.plusSeconds(1)),
        ready("med_2", OTHER, NOON),
        waiting("med_3", ANN, NOON, NOON),
        ready("med_4", BLOB, LATER));

    List<String> old =
        media()
            .step(
                NOON,
                rules ->
                    rules.ledger().withBytesBefore(LATER, 10).stream().map(MediaRow::id).toList());

    assertEquals(List.of("med_2", "med_1"), old);
  }

  @Test
  default void aRecordIsReadAsItWasWritten() {
    MediaFile file =
        new MediaFile(
            "med_1",
            Status.READY,
            "audio/ogg; codecs=opus",
            4711L,
            BLOB.value(),
            "note \u00E9.ogg",
            new MediaFile.Traits(null, null, 2.5, List.of(0, 50, 100)),
            null);
    MediaRecord record =
        new MediaRecord(
            file,
            new MediaRecord.Source("wamid.1", "700", "abcd", 3, 1, "owner"),
            ANN,
            LATER,
            NOON,
            List.of(new MediaRecord.Upload("310", "900", NOON)),
            "u_1");
    media()
        .step(
            NOON,
            rules -> {
              rules.add(record);
              return true;
            });

    assertEquals(Optional.of(record), media().step(NOON, rules -> rules.find("med_1")));
  }
}
