package dev.parley.bench.flood;

import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.LoadResult;
import dev.parley.bench.load.Pace;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// One run: a Parley server receives webhooks at a fixed rate, first alone and then during a
/// [Flood]. The calling thread sends the webhooks; another thread makes the flood.
public final class FloodSession {
  private static final int CONNECTIONS = 64;

  /// The warm-up has a flood too, with this fraction of the messages: one in four.
  private static final int WARM_UP_PART = 4;

  private final Options options;
  private final RequestTemplate webhook;
  private final Path work;
  private final AtomicLong numbers = new AtomicLong();

  /// The options of a run.
  ///
  /// @param readers the number of clients that read a byte in a second
  /// @param sockets the number of clients that send
  /// @param sends the number of messages that each of these clients sends
  /// @param perSecond the number of webhooks in a second
  /// @param begin the duration of the first part with the flood
  /// @param length the duration of the part without the flood, and of the second part with it
  public record Options(
      ParleyServer parley,
      int readers,
      int sockets,
      int sends,
      double perSecond,
      Duration warmUp,
      Duration begin,
      Duration length) {}

  /// The results of a part of the run.
  ///
  /// @param answered nanoseconds from the time when a webhook was due to its answer
  public record Part(String name, long webhooks, Histogram answered) {
    private Part with(String both, Part other) {
      Histogram all = answered.copy();
      all.add(other.answered);
      return new Part(both, webhooks + other.webhooks, all);
    }
  }

  /// The results of a run.
  ///
  /// @param answers the number of answers that the sending clients received until the run ended or
  ///   all were answered
  /// @param refused the number of these answers that refused the message
  /// @param heard the number of events that these clients received
  /// @param lost the number of their connections that the server ended
  /// @param seconds the time from their first message to the last answer
  public record Result(
      List<Part> parts,
      long answers,
      long refused,
      long heard,
      int lost,
      double seconds,
      double residentMegabytes) {}

  /// A run that begins with [#measure].
  ///
  /// @param webhook a webhook whose message id ends in a number of ten digits
  /// @param work an empty folder
  public FloodSession(Options options, RequestTemplate webhook, Path work) {
    this.options = options;
    this.webhook = webhook;
    this.work = work;
  }

  /// Runs the measurement.
  ///
  /// @throws IOException if the server fails, or does not answer every webhook with 200
  public Result measure() throws IOException {
    Map<String, String> store = Map.of("DATA_DIR", work.resolve("flood").toString());
    List<Part> parts = new ArrayList<>();
    try (ServerProcess server = options.parley().start(store, work.resolve("parley.log"))) {
      try (Flood before = new Flood(server.address())) {
        FutureTask<Flood.Counts> flooding = begin(before, options.sends() / WARM_UP_PART);
        var _ = load(server, "warm-up", options.warmUp());
        before.end();
        var _ = get(flooding);
      }
      parts.add(load(server, "alone", options.length()));
      try (Flood flood = new Flood(server.address())) {
        FutureTask<Flood.Counts> flooding = begin(flood, options.sends());
        Part first = load(server, "first " + options.begin().toSeconds() + " s", options.begin());
        Part next = load(server, "next " + options.length().toSeconds() + " s", options.length());
        parts.add(first);
        parts.add(next);
        parts.add(first.with("all of the flood", next));
        double resident = server.residentMegabytes();
        flood.end();
        Flood.Counts counts = get(flooding);
        return new Result(
            List.copyOf(parts),
            counts.answered(),
            counts.refused(),
            counts.heard(),
            counts.lost(),
            counts.seconds(),
            resident);
      }
    }
  }

  private FutureTask<Flood.Counts> begin(Flood flood, int sends) throws IOException {
    flood.connect(options.readers(), options.sockets());
    FutureTask<Flood.Counts> flooding =
        new FutureTask<>(() -> {
          flood.run(sends);
          return flood.counts();
        });
    Thread.ofPlatform().name("flood").daemon().start(flooding);
    return flooding;
  }

  private Part load(ServerProcess server, String name, Duration length) throws IOException {
    Load load =
        new Load(server.address(), webhook, 200, CONNECTIONS, _ -> numbers.getAndIncrement());
    LoadResult result = LoadDriver.run(load, new Pace.FixedRate(length, options.perSecond()));
    return new Part(name, result.answers(), result.latencies());
  }

  private static Flood.Counts get(FutureTask<Flood.Counts> flooding) throws IOException {
    try {
      return flooding.get();
    } catch (ExecutionException failed) {
      throw new IOException("the flood: " + failed.getCause(), failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
