package dev.parley.bench.jmh;

import dev.parley.bench.server.DataSet;
import dev.parley.chat.Body;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Ingested;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.ReadAhead;
import dev.parley.chat.Status;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.store.sqlite.SqliteChatStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// The number of incoming texts that the embedded store accepts in a second. Each text is durable
/// before its caller continues. There are as many callers as connections in the measurement of the
/// server.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
@Threads(32)
public class ChatStoreBenchmark {
  private static final Instant NOON = Instant.parse("2025-08-07T12:00:00Z");
  private static final String WEBHOOK = "{\"webhook\":\"" + "x".repeat(900) + "\"}";

  private final AtomicLong numbers = new AtomicLong();
  private final Path folder =
      Path.of(
          System.getProperty("java.io.tmpdir"), "parley-bench-" + ProcessHandle.current().pid());
  private final SqliteChatStore store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE);

  @TearDown
  public void close() throws IOException {
    store.close();
    DataSet.remove(folder);
  }

  @Benchmark
  public Ingested ingest() {
    long number = numbers.getAndIncrement();
    WaId chat = new WaId("1555%07d".formatted(number % 500));
    Draft draft =
        new Draft(
            new MessageId("wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQ%010d".formatted(number)),
            null,
            new Person(chat, null, "Sheena Nelson", null),
            null,
            Direction.INCOMING,
            chat.value(),
            "106540352242922",
            Body.text("Good morning, where is my parcel? The tracking page says nothing new."),
            NOON.plusMillis(number),
            Status.DELIVERED,
            WEBHOOK);
    Inbound inbound = new Inbound(List.of(new InboundEvent.Arrived(draft)), null);
    return store.step(
        NOON, new ReadAhead.OfEvents(inbound.events()), rules -> rules.ingest(inbound));
  }
}
