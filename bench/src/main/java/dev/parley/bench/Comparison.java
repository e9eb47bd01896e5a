package dev.parley.bench;

import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.LoadResult;
import dev.parley.bench.load.Median;
import dev.parley.bench.load.Pace;
import dev.parley.bench.realtime.BroadcastSession;
import dev.parley.bench.server.DataSet;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Two builds of Parley under the same load. Both run all the time. Every few seconds the load
/// moves from one to the other, and each is first in every second round, so that a change in the
/// machine's speed affects both. Used by one thread.
final class Comparison {
  private static final String BROADCAST = "broadcast-";
  private static final int SOCKETS = 1_000;

  private final Options options;
  private final Path work;
  private final String run;
  private final PrintStream progress;
  private final AtomicLong numbers = new AtomicLong();

  /// @param only the names of the kinds of work to measure
  /// @param messages the number of messages that both builds have at the start
  /// @param warmUp the time of load on each build, for each kind of work, before the first round
  /// @param length the duration of one measurement
  record Options(
      ParleyServer before,
      ParleyServer after,
      Set<String> only,
      long messages,
      int rounds,
      int connections,
      Duration warmUp,
      Duration length) {}

  /// The results of one build.
  ///
  /// @param perSecond answers or delivered events in a second
  /// @param cpuMicros processor time of the server for one answer or event
  record Figures(double perSecond, double p99Millis, double cpuMicros) {
    private Figures(BroadcastSession.Figures figures) {
      this(figures.perSecond(), figures.p99Millis(), figures.cpuMicros());
    }

    private static Figures medians(List<Figures> all) {
      return new Figures(
          Median.of(all, Figures::perSecond),
          Median.of(all, Figures::p99Millis),
          Median.of(all, Figures::cpuMicros));
    }
  }

  /// One kind of work.
  ///
  /// @param ratio the median of the rounds' ratios of `perSecond`, after to before
  record Row(
      String work,
      Figures before,
      Figures after,
      double ratio,
      double leastRatio,
      double greatestRatio) {}

  /// @param work an empty folder for files of the run
  /// @param run digits and letters, different in each run
  Comparison(Options options, Path work, String run, PrintStream progress) {
    this.options = options;
    this.work = work;
    this.run = run;
    this.progress = progress;
  }

  /// @throws IOException if a server fails or gives an unexpected answer
  List<Row> measure() throws IOException {
    List<Row> rows = new ArrayList<>(compareRequests());
    for (int inFlight : List.of(1, 4, 16, 64)) {
      if (options.only().contains(BROADCAST + inFlight)) {
        rows.add(compareBroadcasts(inFlight));
      }
    }
    return rows;
  }

  private List<Row> compareRequests() throws IOException {
    DataSet data = DataSet.of(options.messages());
    List<MeasuredRequest> wanted =
        MeasuredRequest.all(run, data).stream()
            .filter(it -> options.only().contains(it.name()))
            .toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    try (ServerProcess before = start(options.before(), "before");
        ServerProcess after = start(options.after(), "after")) {
      fill(before, data);
      fill(after, data);
      List<Row> rows = new ArrayList<>();
      for (MeasuredRequest kind : wanted) {
        rows.add(
            compare(
                kind.name(),
                length -> measure(before, kind, length),
                length -> measure(after, kind, length)));
      }
      return rows;
    }
  }

  private Row compareBroadcasts(int inFlight) throws IOException {
    try (BroadcastSession before = connect(options.before(), "broadcast-before");
        BroadcastSession after = connect(options.after(), "broadcast-after")) {
      return compare(
          BROADCAST + inFlight,
          length -> new Figures(before.broadcast(inFlight, length)),
          length -> new Figures(after.broadcast(inFlight, length)));
    }
  }

  private BroadcastSession connect(ParleyServer build, String name) throws IOException {
    Path log = work.resolve(name + ".log");
    return BroadcastSession.open(build.home(), build.javaOptions(), SOCKETS, log);
  }

  private ServerProcess start(ParleyServer build, String name) throws IOException {
    Path folder = work.resolve(name);
    return build.start(Map.of("DATA_DIR", folder.toString()), work.resolve(name + ".log"));
  }

  private void fill(ServerProcess server, DataSet data) throws IOException {
    for (int chats : List.of(1, data.chats())) {
      long messages = chats == 1 ? DataSet.BUSY_MESSAGES : data.messages() - DataSet.BUSY_MESSAGES;
      LoadDriver.run(
          load(server, new MeasuredRequest("fill", MeasuredRequest.history(run, chats), 200, true)),
          new Pace.BackToBack(Duration.ofHours(1), messages));
    }
  }

  /// Puts load on one build for some time.
  private interface Side {
    Figures measure(Duration length) throws IOException;
  }

  private Row compare(String name, Side before, Side after) throws IOException {
    progress.println(name);
    Figures _ = before.measure(options.warmUp());
    Figures _ = after.measure(options.warmUp());
    List<Figures> old = new ArrayList<>();
    List<Figures> now = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      if (round % 2 == 0) {
        old.add(before.measure(options.length()));
        now.add(after.measure(options.length()));
      } else {
        now.add(after.measure(options.length()));
        old.add(before.measure(options.length()));
      }
      ratios.add(now.getLast().perSecond() / old.getLast().perSecond());
    }
    ratios.sort(null);
    return new Row(
        name,
        Figures.medians(old),
        Figures.medians(now),
        Median.of(ratios, it -> it),
        ratios.getFirst(),
        ratios.getLast());
  }

  private Figures measure(ServerProcess server, MeasuredRequest kind, Duration length)
      throws IOException {
    Duration cpu = server.cpu();
    LoadResult result = LoadDriver.run(load(server, kind), new Pace.BackToBack(length));
    return new Figures(
        result.perSecond(),
        result.latencies().getValueAtPercentile(99) / 1e6,
        server.cpu().minus(cpu).toNanos() / 1e3 / result.answers());
  }

  private Load load(ServerProcess server, MeasuredRequest kind) {
    return new Load(
        server.address(),
        kind.request(),
        kind.expectedStatus(),
        options.connections(),
        _ -> numbers.getAndIncrement());
  }
}
