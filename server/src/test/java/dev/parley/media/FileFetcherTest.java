package dev.parley.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.TestClock;
import dev.parley.Waiting;
import dev.parley.chat.MediaFile;
import dev.parley.chat.MediaFile.Status;
import dev.parley.chat.WaId;
import dev.parley.media.MediaSource.Fetched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// When and in which order files are fetched, and what happens to those that cannot be fetched.
@Timeout(60)
final class FileFetcherTest {
  private static final WaId ANN = new WaId("15551234567");
  private static final WaId BEN = new WaId("15557654321");
  private static final Duration LONGEST = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final TestClock clock = TestClock.atNoon();
  private final MemoryMediaStore store = new MemoryMediaStore();
  private @Nullable FileFetcher fetcher;

  @AfterEach
  void stop() {
    FileFetcher last = fetcher;
    if (last != null) {
      last.close();
      Waiting.until("nothing is written to the folder any more", () -> last.underWay() == 0);
    }
  }

  private FileFetcher start(MediaSource source) {
    return start(source, ExaminedFile::of);
  }

  private FileFetcher start(MediaSource source, FileExaminer examiner) {
    FileFetcher started =
        new FileFetcher(
            new FileFetcher.FileStores(store, FolderBlobStore.open(folder, clock), examiner),
            source,
            true,
            clock,
            FetchListener.NONE);
    fetcher = started;
    started.start();
    return started;
  }

  private void want(String id, WaId chat) {
    want(id, chat, null);
  }

  private void want(String id, WaId chat, @Nullable String owner) {
    Instant now = clock.instant();
    MediaRecord record =
        new MediaRecord(
            MediaFile.waiting(id, "image/png", "a.png"),
            new MediaRecord.Source("wamid." + id, id, null, 0, 0, owner),
            chat,
            owner == null ? now : now.plus(Duration.ofSeconds(20)),
            now,
            List.of(),
            null);
    store.step(
        now,
        rules -> {
          rules.add(record);
          return true;
        });
    clock.advance(Duration.ofMillis(1));
  }

  private MediaFile file(String id) {
    return store.find(id).map(MediaRecord::of).orElseThrow().file();
  }

  private int attempts(String id) {
    MediaRecord.Source source = store.find(id).map(MediaRecord::of).orElseThrow().source();
    return source == null || source.owner() != null ? -1 : source.attempts();
  }

  private static Fetched deliver(IncomingFile into) throws IOException {
    byte[] bytes = "%PDF-1.7 here it is".getBytes(UTF_8);
    into.write(bytes, 0, bytes.length);
    return new Fetched.Complete(null);
  }

  @Test
  void aFetchedFileIsReadyWithItsDetectedType() {
    want("med_1", ANN);
    start((_, into) -> deliver(into));

    Waiting.until("the file is ready", () -> file("med_1").status() == Status.READY);
    assertEquals("application/pdf", file("med_1").mimeType());
    assertEquals(19L, file("med_1").size());
    assertEquals("a.png", file("med_1").name());
  }

  @Test
  void pausesGrowUntilSevenDaysHavePassed() {
    want("med_1", ANN);
    FileFetcher running = start((_, _) -> new Fetched.Failed("not today"));
    List<Duration> waits = new ArrayList<>();
    Instant begun = clock.instant();

    int tried = 1;
    while (file("med_1").status() == Status.WAITING) {
      int expected = tried;
      Waiting.until("attempt " + tried, () -> attempts("med_1") == expected || isGone("med_1"));
      if (isGone("med_1")) {
        break;
      }
      Instant due = store.find("med_1").orElseThrow().dueAt();
      waits.add(Duration.between(clock.instant(), due));
      clock.advance(Duration.between(clock.instant(), due));
      running.wake();
      tried++;
    }

    assertEquals(
        List.of("PT5S", "PT30S", "PT2M", "PT10M", "PT1H", "PT6H", "PT24H"),
        waits.subList(0, 7).stream().map(Duration::toString).toList());
    assertEquals(Duration.ofDays(7), Duration.between(begun, clock.instant()).plusMillis(1));
    assertEquals("WhatsApp did not provide it within 7 days", file("med_1").reason());
  }

  private boolean isGone(String id) {
    return file(id).status() == Status.GONE;
  }

  @Test
  void aFileThatWhatsAppDoesNotKnowTwiceIsGone() {
    want("med_1", ANN);
    FileFetcher running = start((_, _) -> new Fetched.Missing("WhatsApp does not have it"));

    Waiting.until("the first attempt is recorded", () -> attempts("med_1") == 1);
    assertEquals(Status.WAITING, file("med_1").status());
    clock.advance(Duration.ofSeconds(6));
    running.wake();

    Waiting.until("the file is gone", () -> isGone("med_1"));
    assertEquals("WhatsApp does not have it", file("med_1").reason());
  }

  @Test
  void bytesWithAWrongHashAreFetchedAgain() {
    want("med_1", ANN);
    CountDownLatch first = new CountDownLatch(1);
    FileFetcher running =
        start((_, into) -> {
          deliver(into);
          boolean damaged = first.getCount() > 0;
          first.countDown();
          return new Fetched.Complete(damaged ? "00".repeat(32) : null);
        });

    Waiting.until("the first attempt is recorded", () -> attempts("med_1") == 1);
    assertEquals(Status.WAITING, file("med_1").status());
    clock.advance(Duration.ofSeconds(6));
    running.wake();

    Waiting.until("the file is ready", () -> file("med_1").status() == Status.READY);
  }

  @Test
  void anUnreliableHostLosesNoFiles() {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      ids.add("med_" + i);
      want("med_" + i, new WaId("1555000" + i % 7));
    }
    Instant end = clock.instant().plus(Duration.ofHours(1));
    FileFetcher running =
        start((_, into) -> {
          synchronized (random) {
            if (random.nextBoolean() && clock.instant().isBefore(end)) {
              return random.nextBoolean()
                  ? new Fetched.Failed("status 503")
                  : new Fetched.Failed("it broke off");
            }
          }
          return deliver(into);
        });

    Waiting.until(
        "all files are ready",
        () -> {
          clock.advance(Duration.ofSeconds(15)); // two hours pass in a few seconds
          running.wake();
          return ids.stream().allMatch(id -> file(id).status() == Status.READY);
        });
  }

  @Test
  void newestFilesComeFirstAndChatsTakeTurns() throws InterruptedException {
    want("med_ben", BEN);
    for (int i = 0; i < 30; i++) {
      want("med_ann_" + i, ANN);
    }
    Set<String> first = ConcurrentHashMap.newKeySet();
    CountDownLatch atOnce = new CountDownLatch(8);
    start((from, into) -> {
      if (atOnce.getCount() > 0) {
        first.add(from.mediaId());
      }
      atOnce.countDown();
      try {
        atOnce.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return deliver(into);
    });

    assertTrue(atOnce.await(LONGEST.toSeconds(), TimeUnit.SECONDS));
    assertTrue(first.containsAll(Set.of("med_ann_29", "med_ben")), () -> "first " + first);
  }

  @Test
  void aRefusedTokenStopsAllButOccasionalAttempts() {
    want("med_1", ANN);
    want("med_2", BEN);
    CountDownLatch repaired = new CountDownLatch(1);
    FileFetcher running =
        start((_, into) ->
            repaired.getCount() > 0 ? new Fetched.Stopped("the token expired") : deliver(into));

    Waiting.until(
        "the fetcher stops", () -> running.stopped().isPresent() && running.underWay() == 0);
    assertEquals("the token expired", running.stopped().orElseThrow());
    assertEquals(0, attempts("med_1"));
    assertEquals(0, attempts("med_2"));
    repaired.countDown();
    clock.advance(Duration.ofMinutes(1));
    running.wake();

    Waiting.until("both files are ready", () -> file("med_1").status() == Status.READY);
    Waiting.until("both files are ready", () -> file("med_2").status() == Status.READY);
    assertTrue(running.stopped().isEmpty());
  }

  @Test
  void aRefusedFileDoesNotDelayOthersOfItsChat() {
    want("med_1", ANN);
    want("med_2", ANN); // is fetched first, and always refused
    FileFetcher running =
        start((from, into) ->
            from.mediaId().equals("med_2") ? new Fetched.Stopped("refused") : deliver(into));

    Waiting.until(
        "the other file is ready",
        () -> {
          clock.advance(Duration.ofSeconds(10));
          running.wake();
          return file("med_1").status() == Status.READY;
        });
    assertEquals(Status.WAITING, file("med_2").status());
    clock.advance(Duration.ofDays(7));
    Waiting.until(
        "the refused one is given up",
        () -> {
          clock.advance(Duration.ofSeconds(10));
          running.wake();
          return isGone("med_2");
        });
  }

  @Test
  void aFileIsKeptIfTheExaminerFails() {
    want("med_1", ANN);
    start(
        (_, into) -> deliver(into),
        _ -> {
          throw new AssertionError("a fault in a reader");
        });

    Waiting.until("the file is ready", () -> file("med_1").status() == Status.READY);
    assertEquals("application/octet-stream", file("med_1").mimeType());
    assertEquals(19L, file("med_1").size());
  }

  @Test
  void bytesOfAFileErasedDuringItsFetchAreErased() {
    want("med_1", ANN);
    FileFetcher running =
        start((_, into) -> {
          store.remove("med_1"); // as if its customer were erased
          return deliver(into);
        });

    Waiting.until("nothing is under way", () -> store.find("med_1").isEmpty());
    Waiting.until("the fetch has ended", () -> running.underWay() == 0);

    assertEquals(files(), store.erased().stream().map(BlobId::value).toList());
    assertEquals(1, files().size());
  }

  @Test
  void bytesOfAnErasedFileAreKeptIfAnotherFileHasThem() {
    want("med_1", ANN);
    start((_, into) -> deliver(into));
    Waiting.until("the file is ready", () -> file("med_1").status() == Status.READY);
    FileFetcher running = Objects.requireNonNull(fetcher);
    AtomicBoolean asked = new AtomicBoolean();
    running.close();
    want("med_2", BEN);
    FileFetcher next =
        start((_, into) -> {
          store.remove("med_2");
          asked.set(true);
          return deliver(into);
        });

    Waiting.until("the fetch has ended", () -> asked.get() && next.underWay() == 0);

    assertEquals(1, files().size());
    assertEquals(List.of(), store.erased());
  }

  /// The names of the stored files.
  private List<String> files() {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(it -> it.getFileName().toString())
          .filter(it -> it.matches("[0-9a-f]{64}"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anInternalErrorCountsAsAnAttempt() {
    want("med_1", ANN);
    start((_, _) -> {
      throw new IllegalStateException("a fault");
    });

    Waiting.until("the first attempt is recorded", () -> attempts("med_1") == 1);
    assertEquals(Status.WAITING, file("med_1").status());
  }

  @Test
  void aSlowFetchKeepsItsClaim() {
    want("med_1", ANN);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger fetched = new AtomicInteger();
    MediaSource slow =
        (_, into) -> {
          fetched.incrementAndGet();
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return deliver(into);
        };
    FileFetcher running = start(slow);
    Waiting.until("the fetch is under way", () -> fetched.get() == 1);

    try (FileFetcher other = other(slow)) {
      for (int seconds = 0; seconds < 300; seconds += 10) {
        clock.advance(Duration.ofSeconds(10));
        Instant now = clock.instant();
        running.wake();
        Waiting.until(
            "the claim is renewed",
            () -> store.find("med_1").orElseThrow().dueAt().isAfter(now.plusSeconds(29)));
        other.wake();
      }
      end.countDown();
      Waiting.until("the file is ready", () -> file("med_1").status() == Status.READY);
    }

    assertEquals(1, fetched.get());
  }

  private FileFetcher other(MediaSource source) {
    FileFetcher other =
        new FileFetcher(
            new FileFetcher.FileStores(
                store, FolderBlobStore.open(folder, clock), ExaminedFile::of),
            source,
            false,
            clock,
            FetchListener.NONE);
    other.start();
    return other;
  }

  @Test
  void filesOfAnEndedProcessAreFetchedAtOnce() {
    want("med_1", ANN, "a process that has ended");

    start((_, into) -> deliver(into));

    Waiting.until("the file is ready", () -> file("med_1").status() == Status.READY);
  }
}
