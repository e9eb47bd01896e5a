package dev.parley.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.access.Principal;
import dev.parley.chat.Body;
import dev.parley.chat.Content;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Erasure;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Media;
import dev.parley.chat.MediaFile;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.Refusal;
import dev.parley.chat.Status;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.hooks.Hooks;
import dev.parley.media.BlobId;
import dev.parley.media.BlobStore;
import dev.parley.media.ExaminedFile;
import dev.parley.media.FetchListener;
import dev.parley.media.FileFetcher;
import dev.parley.media.FolderBlobStore;
import dev.parley.media.IncomingFile;
import dev.parley.media.MediaLibrary;
import dev.parley.media.MediaRow;
import dev.parley.media.MediaSource;
import dev.parley.store.OpenStore;
import dev.parley.store.mongo.MongoChatStore;
import dev.parley.store.mongo.TestMongo;
import dev.parley.store.sqlite.SqliteChatStore;
import dev.parley.stream.CursorLeases;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Two customers send the same bytes, and one of them is erased while the other's bytes arrive: in
/// every order, a file that has a record also has its bytes.
@Timeout(60)
@ParameterizedClass
@EnumSource(ErasedBytesTest.Kind.class)
final class ErasedBytesTest {
  private static final WaId ANN = new WaId("15551234567");
  private static final WaId BEN = new WaId("15557654321");
  private static final String OF_ANN = "med_" + "a".repeat(32);
  private static final String OF_BEN = "med_" + "b".repeat(32);
  private static final byte[] BYTES = "%PDF-1.7 sent by both".getBytes(UTF_8);
  private static final Duration SOON = Duration.ofSeconds(30);

  enum Kind {
    SQLITE,
    MONGODB
  }

  /// A blob store that stops at points that the test chooses.
  private static final class StoppingBlobs implements BlobStore {
    private final BlobStore blobs;
    final Gate beforeRemoval = new Gate();
    final Gate afterPut = new Gate();
    volatile boolean broken;

    StoppingBlobs(BlobStore blobs) {
      this.blobs = blobs;
    }

    @Override
    public IncomingFile begin() throws IOException {
      return blobs.begin();
    }

    @Override
    public void put(IncomingFile file) throws IOException {
      blobs.put(file);
      afterPut.pass();
    }

    @Override
    public Optional<InputStream> open(BlobId id, long offset) throws IOException {
      return blobs.open(id, offset);
    }

    @Override
    public OptionalLong size(BlobId id) throws IOException {
      return blobs.size(id);
    }

    @Override
    public void olderThan(Instant moment, Consumer<BlobId> old) throws IOException {
      blobs.olderThan(moment, old);
    }

    @Override
    public boolean removeOlderThan(Instant moment, BlobId id) throws IOException {
      beforeRemoval.pass();
      if (broken) {
        throw new IOException("the place of the files cannot be reached");
      }
      return blobs.removeOlderThan(moment, id);
    }

    @Override
    public void removeAbandoned() throws IOException {
      blobs.removeAbandoned();
    }

    @Override
    public String place() {
      return blobs.place();
    }

    @Override
    public void close() {
      blobs.close();
    }
  }

  /// Once it is closed, it holds the next thread until it is opened.
  private static final class Gate {
    private final AtomicReference<@Nullable CountDownLatch> closed = new AtomicReference<>();
    private final CountDownLatch reached = new CountDownLatch(1);

    void pass() {
      CountDownLatch open = closed.getAndSet(null);
      if (open != null) {
        reached.countDown();
        await(open);
      }
    }

    /// @return a task that opens the gate
    Runnable close() {
      CountDownLatch open = new CountDownLatch(1);
      closed.set(open);
      return open::countDown;
    }

    void awaitSomebody() {
      await(reached);
    }

    private static void await(CountDownLatch latch) {
      try {
        assertTrue(latch.await(SOON.toSeconds(), TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final Clock clock = Clock.systemUTC();
  private final @Nullable TestMongo mongo;
  private final OpenStore store;
  private final StoppingBlobs blobs;
  private final MediaLibrary library;
  private final Eraser eraser;
  private final FileFetcher fetcher;

  ErasedBytesTest(Kind kind, @TempDir Path folder) {
    mongo = kind == Kind.MONGODB ? new TestMongo() : null;
    store =
        mongo == null
            ? SqliteChatStore.open(folder.resolve("data"), _ -> {}, StoreListener.NONE)
            : MongoChatStore.open(mongo.uri(), _ -> {}, StoreListener.NONE);
    blobs = new StoppingBlobs(FolderBlobStore.open(folder.resolve("files"), clock));
    library = new MediaLibrary(store.media(), blobs, ExaminedFile::of, clock);
    CursorLeases cursors = new CursorLeases(store.cursors(), "p_1", true, clock, System::nanoTime);
    Hooks hooks = new Hooks(store.hooks(), cursors, store.chats(), true, clock);
    eraser =
        new Eraser(
            new Eraser.Parts(store.chats(), store.media(), blobs, hooks, cursors),
            new Eraser.Traces(_ -> {}, _ -> true, store::removeTraces),
            true,
            null,
            clock,
            new Random(15));
    fetcher =
        new FileFetcher(
            new FileFetcher.FileStores(store.media(), blobs, ExaminedFile::of),
            (_, into) -> {
              into.write(BYTES, 0, BYTES.length);
              return new MediaSource.Fetched.Complete(null);
            },
            true,
            clock,
            FetchListener.NONE);
  }

  @BeforeEach
  void start() {
    eraser.start();
    fetcher.start();
  }

  @AfterEach
  void close() {
    fetcher.close();
    Waiting.until("nothing is fetched", () -> fetcher.underWay() == 0);
    eraser.close();
    blobs.close();
    store.close();
    if (mongo != null) {
      mongo.close();
    }
  }

  private void receive(WaId from, String id) {
    Media media =
        new Media(
            "700",
            "application/pdf",
            null,
            null,
            null,
            MediaFile.waiting(id, "application/pdf", "a.pdf"));
    Instant now = Instant.ofEpochMilli(clock.millis());
    Draft draft =
        new Draft(
            new MessageId("wamid." + id),
            null,
            Person.at(from),
            null,
            Direction.INCOMING,
            from.value(),
            "310987654321098",
            Body.of(new Content.Document(media, "a.pdf", null)),
            now,
            Status.DELIVERED,
            "{}");
    Inbound inbound = new Inbound(List.of(new InboundEvent.Arrived(draft)), null);
    var _ = store.chats().step(now, rules -> rules.ingest(inbound));
    fetcher.startOver();
  }

  private void awaitReady(String id) {
    Waiting.until(
        id + " is ready",
        SOON,
        () -> library.find(id).filter(it -> it.status() == MediaFile.Status.READY).isPresent());
  }

  private MediaFile upload() {
    try (MediaLibrary.Receiving receiving = library.receive()) {
      receiving.write(BYTES, BYTES.length);
      return receiving.store("b.pdf", null);
    }
  }

  /// Uploads until it is not refused: that bytes were removed is recorded a moment later.
  private MediaFile uploadOnceAllowed() {
    List<MediaFile> uploaded = new ArrayList<>();
    Waiting.until(
        "uploads are accepted again",
        SOON,
        () -> {
          try {
            return uploaded.add(upload());
          } catch (Refusal refusal) {
            assertEquals(ErrorCode.STORE_UNAVAILABLE, refusal.code());
            return false;
          }
        });
    return uploaded.getFirst();
  }

  private Erasure erase(WaId address) {
    return eraser.erase(Principal.OPERATOR, address);
  }

  private void awaitDone(Erasure erasure) throws InterruptedException {
    assertTrue(eraser.await(Principal.OPERATOR, erasure, SOON).isDone());
  }

  /// Checks that every file with a record has its bytes.
  private void assertWhole(int ready) throws IOException {
    List<MediaRow> rows = store.media().rows(null, 100);
    for (MediaRow row : rows) {
      assertEquals(OptionalLong.of(BYTES.length), blobs.size(Objects.requireNonNull(row.blob())));
    }
    assertEquals(ready, rows.size());
  }

  @Test
  void uploadsOfBytesBeingErasedAreRefused() throws Exception {
    receive(ANN, OF_ANN);
    awaitReady(OF_ANN);
    Runnable go = blobs.beforeRemoval.close();
    Erasure erasure = erase(ANN);
    blobs.beforeRemoval.awaitSomebody();

    Refusal refusal = assertThrows(Refusal.class, this::upload);
    go.run();
    awaitDone(erasure);

    assertEquals(ErrorCode.STORE_UNAVAILABLE, refusal.code());
    assertWhole(0);
    assertTrue(areGone(), "those of the upload that was refused as well");
    MediaFile again = upload();
    assertTrue(library.isWhole(again));
    assertWhole(1);
  }

  @Test
  void anUploadWithErasedBytesIsRefused() throws Exception {
    receive(ANN, OF_ANN);
    awaitReady(OF_ANN);
    Runnable go = blobs.afterPut.close();
    CompletableFuture<MediaFile> upload = CompletableFuture.supplyAsync(this::upload);
    blobs.afterPut.awaitSomebody();
    awaitDone(erase(ANN));

    go.run();

    Refusal refusal =
        assertInstanceOf(
            Refusal.class, assertThrows(CompletionException.class, upload::join).getCause());
    assertEquals(ErrorCode.STORE_UNAVAILABLE, refusal.code());
    assertWhole(0);
    assertTrue(library.isWhole(upload()));
  }

  @Test
  void receivedFilesWithBytesBeingErasedAreFetchedAgain() throws Exception {
    receive(ANN, OF_ANN);
    awaitReady(OF_ANN);
    Runnable go = blobs.beforeRemoval.close();
    Erasure erasure = erase(ANN);
    blobs.beforeRemoval.awaitSomebody();
    receive(BEN, OF_BEN);
    Waiting.until(
        "the fetch was tried", SOON, () -> fetcher.underWay() == 0 && attempts(OF_BEN) > 0);

    go.run();
    awaitDone(erasure);

    awaitReady(OF_BEN);
    assertWhole(1);
  }

  /// The number of failed attempts; -1 while an attempt is under way.
  private int attempts(String id) {
    String body = store.media().find(id).orElseThrow().body();
    return body.contains("\"owner\":null")
        ? Integer.parseInt(body.replaceFirst(".*\"attempts\":([0-9]+).*", "$1"))
        : -1;
  }

  @Test
  void aFileWithErasedBytesIsFetchedAgain() throws Exception {
    receive(ANN, OF_ANN);
    awaitReady(OF_ANN);
    Runnable go = blobs.afterPut.close();
    receive(BEN, OF_BEN);
    blobs.afterPut.awaitSomebody();
    awaitDone(erase(ANN));

    go.run();

    awaitReady(OF_BEN);
    Waiting.until("nothing is under way", SOON, () -> fetcher.underWay() == 0);
    awaitReady(OF_BEN);
    assertWhole(1);
  }

  @Test
  void onlyBytesOfTheErasedPersonAreRemovedDuringAFetch() throws Exception {
    Runnable goOn = blobs.afterPut.close();
    receive(ANN, OF_ANN);
    blobs.afterPut.awaitSomebody();
    awaitDone(erase(ANN));
    Runnable remove = blobs.beforeRemoval.close();

    goOn.run();
    blobs.beforeRemoval.awaitSomebody();
    assertThrows(Refusal.class, this::upload);
    remove.run();

    Waiting.until("the bytes are removed", SOON, this::areGone);
    assertTrue(library.isWhole(uploadOnceAllowed()));
    assertWhole(1);
  }

  @Test
  void anErasureThatFailsDoesNotHoldUpOthers() throws Exception {
    receive(ANN, OF_ANN);
    awaitReady(OF_ANN);
    blobs.broken = true;

    Erasure ofAnn = erase(ANN);
    for (int i = 0; i < 8; i++) { // the order in which they are executed is random
      awaitDone(erase(new WaId("1555000000" + i)));
    }

    assertFalse(eraser.find(Principal.OPERATOR, ofAnn.id()).isDone());
    blobs.broken = false;
    awaitDone(ofAnn);
    assertTrue(areGone());
  }

  private boolean areGone() {
    try {
      boolean[] any = {false};
      blobs.olderThan(Instant.MAX, _ -> any[0] = true);
      return !any[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
