package dev.parley.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.parley.access.Principal;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Conversations;
import dev.parley.chat.Direction;
import dev.parley.chat.Fixtures;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Line;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.SendRequest;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.store.mongo.MongoChatStore;
import dev.parley.store.mongo.TestMongo;
import dev.parley.store.sqlite.SqliteChatStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that the writer does all large work in small turns, so that callers with small requests
/// wait for one turn at most.
///
/// The duration of a turn depends on the machine, so the test does not check it. It checks the
/// number of turns for the work, and the bytes that the writer's thread allocates in a turn, which
/// grow with everything that the turn reads and writes. Meanwhile another client sends messages;
/// the test prints how long these wait, and how long the turns take. The writer for MongoDB runs on
/// a virtual thread, for which the JVM counts neither bytes nor processor time, so only the number
/// of its turns is checked.
final class LargeStepsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final WaId ALICE = new WaId("15550001001");
  private static final WaId PROBE = new WaId("15550009009");

  /// The maximum number of bytes that a turn may allocate: a few times as much as the largest turn,
  /// and far less than a single turn for all of the work.
  private static final long LARGEST_TURN = 8L << 20;

  /// The maximum number of items that one turn may process.
  private static final int MOST_IN_A_TURN = 600;

  /// A factor for the amount of work, for manual measurements.
  private static final int SCALE = Integer.getInteger("parley.large.scale", 1);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Turns turns = new Turns();

  @TempDir Path folder;

  /// The store, and the amount of data in it: the substitute for MongoDB reads all data for every
  /// query.
  enum Kind {
    SQLITE(1),
    MONGODB(20);

    private final int part;

    Kind(int part) {
      this.part = part;
    }

    int of(int number) {
      return number * SCALE / part;
    }
  }

  private Conversations conversations(Kind kind) {
    ChatStore store =
        switch (kind) {
          case SQLITE -> SqliteChatStore.open(folder, _ -> {}, turns);
          case MONGODB -> {
            TestMongo mongo = new TestMongo();
            open.addFirst(mongo);
            yield MongoChatStore.open(mongo.uri(), _ -> {}, turns);
          }
        };
    open.addFirst(store);
    return new Conversations(store, Line.CLOSED, Clock.fixed(NOON, ZoneOffset.UTC), new Random(1));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void thousandsOfReactionsToOneMessageDelayNobody(Kind kind) {
    Conversations conversations = conversations(kind);
    conversations.ingest(messages(0, 1, _ -> ALICE));
    conversations.ingest(reactions("warm", 1_000 / kind.part, _ -> ALICE));
    int many = kind.of(4_000);

    probe(
        kind,
        "reactions of one person",
        many,
        conversations,
        () -> conversations.ingest(reactions("last", many, _ -> ALICE)));
  }

  @ParameterizedTest
  @EnumSource
  void aReactionToAMessageWithThousandsDelaysNobody(Kind kind) {
    Conversations conversations = conversations(kind);
    conversations.ingest(messages(0, 1, _ -> ALICE));
    conversations.ingest(reactions("warm", 1_000 / kind.part, _ -> ALICE));
    int many = kind.of(10_000);

    probe(
        kind,
        "reactions of many people",
        many,
        conversations,
        () -> conversations.ingest(reactions("last", many, LargeStepsTest::person)));
  }

  @ParameterizedTest
  @EnumSource
  void aCallWithThousandsOfMessagesDelaysNobody(Kind kind) {
    Conversations conversations = conversations(kind);
    conversations.ingest(messages(0, 1_000, LargeStepsTest::person));
    int many = kind.of(10_000);

    probe(
        kind,
        "messages",
        many,
        conversations,
        () -> conversations.ingest(messages(1_000, many, LargeStepsTest::person)));
  }

  @ParameterizedTest
  @EnumSource
  void readingThousandsOfMessagesDelaysNobody(Kind kind) {
    Conversations conversations = conversations(kind);
    int many = kind.of(20_000);
    conversations.ingest(messages(0, many, _ -> ALICE));

    probe(
        kind,
        "read",
        many,
        conversations,
        () -> assertEquals(many, conversations.markRead(Principal.ANONYMOUS, ALICE).size()));
  }

  @ParameterizedTest
  @EnumSource
  void takingThousandsOfContactsOfflineDelaysNobody(Kind kind) {
    Conversations conversations = conversations(kind);
    int many = kind.of(20_000);
    conversations.ingest(messages(0, many, LargeStepsTest::person));

    probe(
        kind,
        "expire",
        many,
        conversations,
        () -> assertEquals(many, conversations.expire(Duration.ofDays(-1))));
  }

  /// Sends messages while `work` is done.
  ///
  /// @param many the number of items to process
  private void probe(Kind kind, String what, int many, Conversations conversations, Runnable work) {
    AtomicBoolean done = new AtomicBoolean();
    List<Long> waits = new ArrayList<>();
    send(conversations); // earlier work is not measured
    turns.forget();
    Thread prober =
        Thread.ofVirtual()
            .start(() -> {
              while (!done.get()) {
                long begun = System.nanoTime();
                send(conversations);
                waits.add(System.nanoTime() - begun);
              }
            });
    long begun = System.nanoTime();
    work.run();
    long took = System.nanoTime() - begun;
    done.set(true);
    try {
      prober.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    send(conversations); // when this is on disk, all turns before it have been counted
    Collections.sort(waits);
    int steps = turns.steps() - waits.size();
    String figures =
        String.format(
            Locale.ROOT,
            "%d %s on %s: %d ms in %d steps; %d sends beside it, half of them within %d ms, all"
                + " within %d ms%s",
            many,
            what,
            kind,
            took / 1_000_000,
            steps,
            waits.size(),
            waits.get(waits.size() / 2) / 1_000_000,
            waits.getLast() / 1_000_000,
            kind == Kind.SQLITE ? turns.figures() : "");
    System.out.println(figures);
    if (kind == Kind.SQLITE) {
      assertTrue(turns.largest() > 0 && turns.largest() <= LARGEST_TURN, figures);
    }
    assertTrue(steps >= Math.ceilDiv(many, MOST_IN_A_TURN), figures);
  }

  private static void send(Conversations conversations) {
    var _ =
        conversations.send(
            Principal.ANONYMOUS,
            new SendRequest(null, PROBE, "Still there?", Direction.OUTGOING, null, null));
  }

  /// The durations of the writer's turns, each from the end of the previous one.
  private static final class Turns implements StoreListener {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long atLast = -1;
    private long longest;
    private long allocatedAtLast;
    private long largest;
    private int steps;

    @Override
    public synchronized void committed(int group, Duration took) {
      long now = threads.getCurrentThreadCpuTime(); // this is the writer's thread
      long allocated = threads.getCurrentThreadAllocatedBytes();
      if (atLast >= 0) {
        longest = Math.max(longest, now - atLast);
        largest = Math.max(largest, allocated - allocatedAtLast);
      }
      atLast = now;
      allocatedAtLast = allocated;
      steps += group;
    }

    @Override
    public void failed(String sentence) {}

    /// Restarts the measurement with the next turn.
    synchronized void forget() {
      longest = 0;
      largest = 0;
      steps = 0;
    }

    synchronized String figures() {
      return String.format(
          Locale.ROOT,
          "; a turn took at most %d ms of processor time and %d KB",
          longest / 1_000_000,
          largest >> 10);
    }

    synchronized long largest() {
      return largest;
    }

    synchronized int steps() {
      return steps;
    }
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

  private static Inbound reactions(String prefix, int count, Writer writer) {
    return new Inbound(
        IntStream.range(0, count)
            .<InboundEvent>mapToObj(i ->
                new InboundEvent.Amended(
                    new MessageId("wamid." + prefix + i),
                    new MessageId("wamid.0"),
                    Person.at(writer.of(i)),
                    null,
                    Direction.INCOMING,
                    NOON,
                    Fixtures.react(i % 2 == 0 ? "👍" : "🎉")))
            .toList(),
        null);
  }
}
