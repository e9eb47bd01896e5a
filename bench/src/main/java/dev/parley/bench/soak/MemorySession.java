package dev.parley.bench.soak;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.LoadResult;
import dev.parley.bench.load.Pace;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// One run: a Parley server, a [Crowd] that listens, and requests at fixed rates. The run never
/// makes the server's JVM collect garbage, so the memory is what an operator would see.
public final class MemorySession {
  private static final int CONNECTIONS = 8;
  private static final Duration MOST_PAUSE = Duration.ofSeconds(5);
  private static final long NANOS_PER_MILLI = 1_000_000;

  /// The time without load at the end.
  private static final Duration REST = Duration.ofSeconds(30);

  private final Options options;
  private final Path work;
  private final PrintStream progress;
  private final Tally tally = new Tally();
  private final List<Repeated> repeated = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong();

  /// The options of a run.
  ///
  /// @param sampleEvery the interval at which the memory is read
  public record Options(ParleyServer parley, Duration length, int sockets, Duration sampleEvery) {}

  /// The memory of the server at one point in time.
  ///
  /// @param when a remark for people
  public record Sample(long second, double megabytes, String when) {}

  /// The results of requests of one kind.
  public record Requests(
      String name, long answers, double perSecond, double p50Millis, double p99Millis) {}

  /// The results of a run.
  public record Result(
      List<Sample> samples,
      List<Requests> requests,
      double cpuSeconds,
      Map<String, Long> done,
      Map<String, Long> errors) {
    /// The largest sample.
    @JsonProperty
    public double mostMegabytes() {
      return samples.stream().mapToDouble(Sample::megabytes).max().orElse(0);
    }
  }

  /// A request that the load repeats.
  private record Repeated(String name, RequestTemplate request, int status, double perSecond) {}

  /// A run that begins with [#run].
  ///
  /// @param work an empty folder
  public MemorySession(Options options, Path work, PrintStream progress) {
    this.options = options;
    this.work = work;
    this.progress = progress;
  }

  /// Adds requests to the load.
  ///
  /// @param perSecond the number of requests in a second; 0 for none
  public void repeat(String name, RequestTemplate request, int status, double perSecond) {
    if (perSecond > 0) {
      repeated.add(new Repeated(name, request, status, perSecond));
    }
  }

  /// Runs the load and measures.
  ///
  /// @throws IOException if the server fails, or clients cannot leave
  public Result run() throws IOException {
    List<Sample> samples = new CopyOnWriteArrayList<>();
    ConcurrentLinkedQueue<Requests> requests = new ConcurrentLinkedQueue<>();
    Map<String, String> store = Map.of("DATA_DIR", work.resolve("memory").toString());
    try (ServerProcess server = options.parley().start(store, work.resolve("parley.log"));
        Crowd crowd = new Crowd(server.address(), options.sockets(), MOST_PAUSE, tally, 1)) {
      long start = System.nanoTime();
      samples.add(sample(server, start, ", before the load"));
      try (ScheduledExecutorService aside = Executors.newScheduledThreadPool(repeated.size() + 1)) {
        repeated.forEach(it -> aside.execute(() -> load(server, it, requests)));
        long every = options.sampleEvery().toMillis();
        Future<?> sampling =
            aside.scheduleAtFixedRate(
                () -> addSample(server, start, samples), every, every, TimeUnit.MILLISECONDS);
        crowd.mingle(options.length(), false);
        sampling.cancel(false);
      }
      samples.add(sample(server, start, ", at the end of the load"));
      crowd.leave();
      double cpu = server.cpu().toMillis() / 1000.0;
      pause();
      samples.add(sample(server, start, ", after a rest"));
      return new Result(
          List.copyOf(samples), List.copyOf(requests), cpu, tally.done(), tally.errors());
    }
  }

  private void load(ServerProcess server, Repeated it, ConcurrentLinkedQueue<Requests> results) {
    Load load =
        new Load(
            server.address(), it.request, it.status, CONNECTIONS, _ -> numbers.getAndIncrement());
    try {
      LoadResult result = LoadDriver.run(load, new Pace.FixedRate(options.length(), it.perSecond));
      results.add(
          new Requests(
              it.name,
              result.answers(),
              result.perSecond(),
              millis(result.latencies().getValueAtPercentile(50)),
              millis(result.latencies().getValueAtPercentile(99))));
    } catch (IOException failed) {
      tally.failed(it.name + ": " + failed);
    }
  }

  private static double millis(long nanos) {
    return (double) nanos / NANOS_PER_MILLI;
  }

  private void addSample(ServerProcess server, long start, List<Sample> samples) {
    try {
      samples.add(sample(server, start, ""));
    } catch (IOException notTold) {
      tally.failed("a sample: " + notTold);
    }
  }

  private Sample sample(ServerProcess server, long start, String when) throws IOException {
    long second = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    Sample sample = new Sample(second, server.residentMegabytes(), when);
    progress.printf("%4d s: %.0f MB resident%s%n", second, sample.megabytes(), when);
    return sample;
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.SECONDS.sleep(REST.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
