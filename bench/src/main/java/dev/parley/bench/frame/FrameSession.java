package dev.parley.bench.frame;

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
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.HdrHistogram.Histogram;

/// One run: a Parley server without messages, sockets that connect to it, and webhooks at a fixed
/// rate. The calling thread sends the webhooks; another thread reads the sockets.
public final class FrameSession {
  private static final int CONNECTIONS = 32;

  private final Options options;
  private final RequestTemplate webhook;
  private final Path work;

  /// The options of a run.
  ///
  /// @param sockets the number of sockets that receive events
  /// @param read the number of sockets whose frames are read, not only counted
  public record Options(
      ParleyServer parley,
      int sockets,
      int read,
      double perSecond,
      Duration warmUp,
      Duration length) {
    public Options {
      if (read < 1 || read > sockets) {
        throw new IllegalArgumentException("1 to " + sockets + " sockets can be read");
      }
    }

    private int most() {
      return (int) (perSecond * (warmUp.toMillis() + length.toMillis()) / 1000) + 1;
    }
  }

  /// The outcome of a run.
  ///
  /// @param webhooks the number of webhooks that were answered during the measurement
  /// @param answered nanoseconds from the time when a webhook was due to its answer
  /// @param arrived nanoseconds from the time when a webhook was due until its message arrived at a
  ///   socket, for each socket that is read
  /// @param framesPerSecond frames that all sockets received together
  /// @param complete whether each message arrived once at each socket that is read, in the order of
  ///   its chat, and all sockets received the same number of frames
  /// @param findings a sentence for people with the counts that decide `complete`
  public record Result(
      long webhooks,
      double perSecond,
      Histogram answered,
      Histogram arrived,
      double framesPerSecond,
      double megabytesPerSecond,
      double serverBusy,
      double driverBusy,
      double serverMicrosPerFrame,
      boolean complete,
      String findings) {}

  /// A run that begins with [#measure].
  ///
  /// @param webhook a webhook whose message id ends in a number of ten digits
  /// @param work an empty folder
  public FrameSession(Options options, RequestTemplate webhook, Path work) {
    this.options = options;
    this.webhook = webhook;
    this.work = work;
  }

  /// Runs the measurement.
  ///
  /// @throws IOException if the server fails or closes a socket
  public Result measure() throws IOException {
    Map<String, String> store = Map.of("DATA_DIR", work.resolve("frame").toString());
    try (ServerProcess server = options.parley().start(store, work.resolve("parley.log"))) {
      return measure(server);
    }
  }

  /// Measures a Parley server that is running already. If the server has other work at the same
  /// time, the sockets also receive the events of that work. Then this method does not return until
  /// no event has arrived for half a second, and the result is not complete.
  ///
  /// @throws IOException as [#measure()]
  public Result measure(ServerProcess server) throws IOException {
    Due due = new Due(options.most());
    try (FrameWatch watch =
        FrameWatch.open(server.address(), due, options.sockets(), options.read())) {
      FutureTask<FrameWatch.Seen> watching = new FutureTask<>(watch::watch);
      Thread.ofPlatform().name("watch").daemon().start(watching);
      Load load = new Load(server.address(), webhook, 200, CONNECTIONS, due);
      LoadDriver.run(load, new Pace.FixedRate(options.warmUp(), options.perSecond()));
      watch.measureFrom(due.sent());
      long start = System.nanoTime();
      Duration serverCpu = server.cpu();
      Duration driverCpu = ServerProcess.ownCpu();
      LoadResult answers =
          LoadDriver.run(load, new Pace.FixedRate(options.length(), options.perSecond()));
      serverCpu = server.cpu().minus(serverCpu);
      driverCpu = ServerProcess.ownCpu().minus(driverCpu);
      double seconds = (System.nanoTime() - start) / 1e9;
      watch.expect(due.sent());
      FrameWatch.Seen seen = get(watching);
      double part = (double) answers.answers() / due.sent();
      return new Result(
          answers.answers(),
          answers.perSecond(),
          answers.latencies(),
          seen.nanos(),
          seen.frames() * part / seconds,
          seen.bytes() * part / seconds / 1024 / 1024,
          serverCpu.toNanos() / 1e9 / seconds,
          driverCpu.toNanos() / 1e9 / seconds,
          serverCpu.toNanos() / 1e3 / (seen.frames() * part),
          seen.isComplete(due.sent()),
          findings(seen, due.sent()));
    }
  }

  private static FrameWatch.Seen get(FutureTask<FrameWatch.Seen> watching) throws IOException {
    try {
      return watching.get();
    } catch (ExecutionException failed) {
      throw new IOException("the sockets: " + failed.getCause(), failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String findings(FrameWatch.Seen seen, int sent) {
    return """
    %d webhooks sent; a socket that is read has at least %d messages, %d repeated, %d out of \
    order; every socket has %d to %d frames\
    """
        .formatted(
            sent,
            seen.fewestMessages(),
            seen.repeated(),
            seen.disordered(),
            seen.fewest(),
            seen.most());
  }
}
