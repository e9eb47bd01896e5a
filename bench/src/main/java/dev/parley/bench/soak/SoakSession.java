package dev.parley.bench.soak;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.LoadResult;
import dev.parley.bench.load.Pace;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.Jcmd;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// One run: a Parley server and a [Crowd], with webhooks at a fixed rate.
///
/// The heap is compared at two moments of rest, after the first minute and at the end. At both, all
/// clients have left, no session waits for its client, the events kept for recovery are the same,
/// and the garbage is collected. Any increase is memory that was not released.
public final class SoakSession {
  /// A number of webhooks whose events exceed the 32 MiB that recovery keeps: about 2 KB for each.
  private static final int FILL = 25_000;

  private static final int FILL_CONNECTIONS = 32;
  private static final int CONNECTIONS = 4;
  private static final Duration MOST_PAUSE = Duration.ofSeconds(5);
  private static final Duration FIRST = Duration.ofMinutes(1);

  /// The time for which the server keeps the session of a lost client, with a margin.
  private static final Duration SESSIONS_KEPT = Duration.ofSeconds(130);

  private final Options options;
  private final RequestTemplate webhook;
  private final Path work;
  private final PrintStream progress;
  private final Tally tally = new Tally();
  private final AtomicLong numbers = new AtomicLong();

  /// The options of a run.
  ///
  /// @param length the duration, including the first minute but not the moments of rest
  /// @param webhooksPerSecond the number of webhooks in a second while the crowd is present
  /// @param sampleEvery the interval at which the heap is measured meanwhile
  /// @param seed the seed of all random decisions
  public record Options(
      ParleyServer parley,
      Duration length,
      int sockets,
      double webhooksPerSecond,
      Duration sampleEvery,
      long seed) {
    public Options {
      if (length.compareTo(FIRST) <= 0) {
        throw new IllegalArgumentException("a soak takes more than a minute");
      }
    }
  }

  /// The results of a run.
  ///
  /// @param samples the samples while the crowd was present
  /// @param first the sample at rest after the first minute
  /// @param last the sample at rest at the end
  /// @param done the number of each action of the clients
  /// @param errors the number of each kind of failure
  public record Result(
      List<LiveObjects> samples,
      LiveObjects first,
      LiveObjects last,
      double residentMegabytes,
      Map<String, Long> done,
      Map<String, Long> errors) {
    /// The ratio of live memory at the end to that after the first minute.
    @JsonProperty
    public double ratio() {
      return last.megabytes() / first.megabytes();
    }
  }

  /// A run that begins with [#run].
  ///
  /// @param webhook a webhook whose message id contains a number
  /// @param work an empty folder
  public SoakSession(Options options, RequestTemplate webhook, Path work, PrintStream progress) {
    this.options = options;
    this.webhook = webhook;
    this.work = work;
    this.progress = progress;
  }

  /// Runs the load and compares the heap.
  ///
  /// @throws IOException if the server fails, or clients cannot leave
  public Result run() throws IOException {
    List<LiveObjects> samples = new ArrayList<>();
    Map<String, String> store = Map.of("DATA_DIR", work.resolve("soak").toString());
    try (ServerProcess server = options.parley().start(store, work.resolve("parley.log"));
        Crowd crowd =
            new Crowd(server.address(), options.sockets(), MOST_PAUSE, tally, options.seed())) {
      long start = System.nanoTime();
      fill(server);
      mingle(server, crowd, FIRST, false, start, samples);
      LiveObjects first = rest(server, crowd, start);
      Duration left = options.length().minus(FIRST);
      Duration losing = left.minus(SESSIONS_KEPT);
      if (losing.isPositive()) {
        mingle(server, crowd, losing, true, start, samples);
        left = SESSIONS_KEPT;
      }
      mingle(server, crowd, left, false, start, samples);
      LiveObjects last = rest(server, crowd, start);
      return new Result(
          List.copyOf(samples),
          first,
          last,
          server.residentMegabytes(),
          tally.done(),
          tally.errors());
    }
  }

  /// Sends webhooks as fast as the server accepts them, with one client present.
  private void fill(ServerProcess server) throws IOException {
    progress.println("filling the logs that are kept for recovery");
    Pace pace = new Pace.BackToBack(Duration.ofMinutes(10), FILL);
    try (ExecutorService aside = Executors.newSingleThreadExecutor()) {
      settle(
          Witness.of(
              () ->
                  aside.submit(() -> {
                    load(server, FILL_CONNECTIONS, pace);
                    Gauge.ANNOUNCEMENTS.awaitNone(server.address());
                    return null;
                  }),
              server.address()));
    }
  }

  private void settle(Future<?> webhooks) throws IOException {
    try {
      webhooks.get();
    } catch (ExecutionException failed) {
      tally.failed("webhooks: " + failed.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private LoadResult load(ServerProcess server, int connections, Pace pace) throws IOException {
    Load load =
        new Load(server.address(), webhook, 200, connections, _ -> numbers.getAndIncrement());
    LoadResult result = LoadDriver.run(load, pace);
    tally.did("webhook", result.answers());
    return result;
  }

  private void mingle(
      ServerProcess server,
      Crowd crowd,
      Duration length,
      boolean mayLose,
      long start,
      List<LiveObjects> samples)
      throws IOException {
    progress.printf("%d sockets for %d s%n", options.sockets(), length.toSeconds());
    List<LiveObjects> seen = new ArrayList<>();
    Pace pace = new Pace.FixedRate(length, options.webhooksPerSecond());
    try (ScheduledExecutorService aside = Executors.newScheduledThreadPool(2)) {
      Future<?> webhooks = aside.submit(() -> load(server, CONNECTIONS, pace));
      long every = options.sampleEvery().toMillis();
      Future<?> sampling =
          aside.scheduleAtFixedRate(
              () -> addSample(server, start, seen), every, every, TimeUnit.MILLISECONDS);
      crowd.mingle(length, mayLose);
      sampling.cancel(false);
      settle(webhooks);
    }
    samples.addAll(seen);
  }

  private void addSample(ServerProcess server, long start, List<LiveObjects> seen) {
    try {
      seen.add(sample(server, start));
    } catch (IOException notTold) {
      tally.failed("a sample: " + notTold);
    }
  }

  private LiveObjects sample(ServerProcess server, long start) throws IOException {
    LiveObjects sample =
        new LiveObjects(
            Duration.ofNanos(System.nanoTime() - start).toSeconds(),
            Gauge.CONNECTIONS.of(server.address()),
            Jcmd.live(server.pid()));
    progress.printf(
        "%4d s: %.1f MB live, %d connections%n",
        sample.second(), sample.megabytes(), sample.connections());
    return sample;
  }

  /// Lets all clients leave, and fills the recovery log as at the other moment of rest.
  private LiveObjects rest(ServerProcess server, Crowd crowd, long start) throws IOException {
    progress.println("everybody leaves");
    crowd.leave();
    Gauge.CONNECTIONS.awaitNone(server.address());
    fill(server);
    return sample(server, start);
  }
}
