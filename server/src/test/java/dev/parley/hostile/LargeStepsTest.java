package dev.parley.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatStore;
import dev.parley.chat.Conversations;
import dev.parley.chat.Direction;
import dev.parley.chat.Fixtures;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.SendRequest;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.store.mongo.MongoChatStore;
import dev.parley.store.mongo.TestMongo;
import dev.parley.store.sqlite.SqliteChatStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Work that is large: whatever it is, those who send a message beside it do not wait for its end.
/// How long they wait is compared with how long the work takes, so that a machine with much else to
/// do measures the same.
final class LargeStepsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final WaId ALICE = new WaId("15550001001");
  private static final WaId PROBE = new WaId("15550009009");

  /// Waits up to this long are nobody's fault on a machine that is busy.
  private static final Duration UNSUSPICIOUS = Duration.ofMillis(250);

  private static final int MOST_PART = 2;

  private final List<AutoCloseable> open = new ArrayList<>();

  @TempDir Path folder;

  /// Where it is kept, and how much there is of it: the stand-in for MongoDB reads everything for
  /// every question.
  enum Kind {
    SQLITE(1),
    MONGODB(15);

    private final int part;

    Kind(int part) {
      this.part = part;
    }

    int of(int number) {
      return number / part;
    }
  }

  private Conversations conversations(Kind kind) {
    ChatStore store =
        switch (kind) {
          case SQLITE -> SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);
          case MONGODB -> {
            TestMongo mongo = new TestMongo();
            open.addFirst(mongo);
            yield MongoChatStore.open(mongo.uri(), _ -> {}, StoreListener.NONE);
          }
        };
    open.addFirst(store);
    return new Conversations(
        store, Optional.empty(), Clock.fixed(NOON, ZoneOffset.UTC), new Random(1));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void thousandsOfReactionsToOneMessageHoldUpNobody(Kind kind) {
    Conversations conversations = conversations(kind);
    conversations.ingest(messages(0, 1, _ -> ALICE));

    probe(
        kind,
        "reactions",
        conversations,
        () -> assertEquals(4_000, conversations.ingest(reactions(4_000)).messages()));
  }

  @ParameterizedTest
  @EnumSource
  void aCallWithThousandsOfMessagesHoldsUpNobody(Kind kind) {
    Conversations conversations = conversations(kind);
    int many = kind.of(22_500);

    probe(
        kind,
        "messages",
        conversations,
        () ->
            assertEquals(
                many, conversations.ingest(messages(0, many, LargeStepsTest::person)).messages()));
  }

  @ParameterizedTest
  @EnumSource
  void readingThousandsOfMessagesHoldsUpNobody(Kind kind) {
    Conversations conversations = conversations(kind);
    int many = kind.of(30_000);
    conversations.ingest(messages(0, many, _ -> ALICE));

    probe(
        kind,
        "read",
        conversations,
        () -> assertEquals(many, conversations.markRead(ALICE).size()));
  }

  @ParameterizedTest
  @EnumSource
  void takingThousandsOfContactsOfflineHoldsUpNobody(Kind kind) {
    Conversations conversations = conversations(kind);
    int many = kind.of(30_000);
    conversations.ingest(messages(0, many, LargeStepsTest::person));

    probe(
        kind,
        "expire",
        conversations,
        () -> assertEquals(many, conversations.expire(Duration.ofDays(-1))));
  }

  /// Sends messages while `work` is done.
  private static void probe(Kind kind, String what, Conversations conversations, Runnable work) {
    AtomicBoolean done = new AtomicBoolean();
    List<Long> waits = new ArrayList<>();
    Thread prober =
        Thread.ofVirtual()
            .start(() -> {
              while (!done.get()) {
                long begun = System.nanoTime();
                var _ =
                    conversations.send(
                        new SendRequest(
                            null, PROBE, "Still there?", Direction.OUTGOING, null, null));
                waits.add(System.nanoTime() - begun);
              }
            });
    long begun = System.nanoTime();
    work.run();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    done.set(true);
    try {
      prober.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Duration longest = Duration.ofNanos(waits.stream().mapToLong(it -> it).max().orElse(0));
    String figures =
        String.format(
            Locale.ROOT,
            "%s on %s took %d ms, %d sends beside it, the longest %d ms",
            what,
            kind,
            took.toMillis(),
            waits.size(),
            longest.toMillis());
    System.out.println(figures);
    Duration most = took.dividedBy(MOST_PART);
    assertTrue(longest.compareTo(UNSUSPICIOUS) <= 0 || longest.compareTo(most) <= 0, () -> figures);
  }

  private interface Writer {
    WaId of(int number);
  }

  private static WaId person(int number) {
    return new WaId("1666" + (1_000_000 + number));
  }

  private static Inbound messages(int from, int count, Writer writer) {
    return new Inbound(
        IntStream.range(from, from + count)
            .<InboundEvent>mapToObj(i ->
                new InboundEvent.Arrived(
                    Fixtures.incoming("wamid." + i, writer.of(i), "Hello", NOON)))
            .toList(),
        null);
  }

  private static Inbound reactions(int count) {
    return new Inbound(
        IntStream.range(0, count)
            .<InboundEvent>mapToObj(i ->
                new InboundEvent.Amended(
                    new MessageId("wamid.r" + i),
                    new MessageId("wamid.0"),
                    Person.at(ALICE),
                    null,
                    Direction.INCOMING,
                    NOON,
                    Fixtures.react(i % 2 == 0 ? "👍" : "🎉")))
            .toList(),
        null);
  }
}
