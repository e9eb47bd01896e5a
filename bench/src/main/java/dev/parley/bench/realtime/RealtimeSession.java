package dev.parley.bench.realtime;

import dev.parley.bench.realtime.RealtimeResults.Row;
import dev.parley.bench.server.Jcmd;
import dev.parley.bench.server.OpenFiles;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// One run over all subjects: each measurement is made with all subjects, one after the other,
/// before the next measurement begins, so that a change in the machine's speed affects all
/// subjects. Used by one thread.
public final class RealtimeSession {
  private static final int ECHOING = 100;
  private static final int POLLING = 200;
  private static final int POLLING_IN_FLIGHT = 4;
  private static final int STORM = 2_000;
  private static final int AT_ONCE = 100;
  private static final int IDLE = 10_000;

  /// The maximum number of files that a process has open besides connections.
  private static final int OTHER_FILES = 500;

  private final Options options;
  private final Path work;
  private final PrintStream progress;
  private final List<Row> rows = new ArrayList<>();

  /// The options of a run.
  ///
  /// @param kept the folder for downloads from npm and Maven Central
  /// @param javaOptions the options for every JVM
  /// @param only the names of the measurements; empty for all
  /// @param recovery whether to add the servers that can recover sessions, with recovery enabled
  public record Options(
      Path kept,
      String javaOptions,
      Set<String> only,
      List<Integer> sockets,
      List<Integer> inFlight,
      Duration warmUp,
      Duration length,
      boolean recovery) {
    public Options {
      only = Set.copyOf(only);
      sockets = List.copyOf(sockets);
      inFlight = List.copyOf(inFlight);
    }

    boolean wants(String name) {
      return only.isEmpty() || only.contains(name);
    }
  }

  /// A run that begins with [#measure].
  ///
  /// @param work an empty folder for the servers' logs
  public RealtimeSession(Options options, Path work, PrintStream progress) {
    this.options = options;
    this.work = work;
    this.progress = progress;
  }

  /// Runs all requested measurements.
  ///
  /// @throws IOException if a server cannot be started, or fails
  public RealtimeResults measure() throws IOException {
    Subjects subjects =
        new Subjects(options.kept(), options.javaOptions(), progress).prepare(options.recovery());
    List<Running> running = new ArrayList<>();
    try {
      for (Subject subject : subjects.all()) {
        Path log = work.resolve(subject.name() + ".log");
        running.add(new Running(subject, subject.start(log)));
      }
      measureBroadcasts(running);
      if (options.wants("echo")) {
        for (Running each : running) {
          try (RealtimeDriver driver = RealtimeDriver.open(each.server().address(), ECHOING)) {
            measure(each, "echo", ECHOING, 1, driver::echo);
          }
        }
      }
      if (options.wants("polling")) {
        for (Running each : running) {
          measurePolling(each);
        }
      }
      if (options.wants("storm")) {
        for (Running each : running) {
          var address = each.server().address();
          measure(
              each, "storm", STORM, AT_ONCE, _ -> RealtimeDriver.storm(address, STORM, AT_ONCE));
        }
      }
    } finally {
      for (Running each : running) {
        each.server().close();
      }
    }
    List<String> skipped = new ArrayList<>(subjects.skipped());
    if (options.wants("idle") && OpenFiles.limit() < IDLE + OTHER_FILES) {
      skipped.add(
          "idle: %d connections, and the system allows %d open files a process; see ulimit -Hn"
              .formatted(IDLE, OpenFiles.limit()));
    } else if (options.wants("idle")) {
      for (Subject subject : subjects.all()) {
        measureIdle(subject);
      }
    }
    return new RealtimeResults(rows, skipped);
  }

  private record Running(Subject subject, ServerProcess server) {}

  private interface Load {
    Measured run(Duration length) throws IOException;
  }

  private void measureBroadcasts(List<Running> running) throws IOException {
    if (!options.wants("broadcast")) {
      return;
    }
    for (int sockets : options.sockets()) {
      for (int inFlight : options.inFlight()) {
        for (Running each : running) {
          try (RealtimeDriver driver = RealtimeDriver.open(each.server().address(), sockets)) {
            measure(each, "broadcast", sockets, inFlight, time -> driver.broadcast(inFlight, time));
          }
        }
      }
    }
  }

  private void measurePolling(Running each) throws IOException {
    if (!each.subject().polls()) {
      rows.add(Row.cannot(each.subject().name(), "polling", POLLING, POLLING_IN_FLIGHT));
      return;
    }
    try (PollingDriver driver = PollingDriver.open(each.server().address(), POLLING)) {
      measure(
          each,
          "polling",
          POLLING,
          POLLING_IN_FLIGHT,
          time -> driver.broadcast(POLLING_IN_FLIGHT, time));
    }
  }

  private void measure(Running each, String work, int sockets, int inFlight, Load load)
      throws IOException {
    progress.printf("%s: %s, %d sockets, %d%n", each.subject().name(), work, sockets, inFlight);
    Measured _ = load.run(options.warmUp());
    Duration serverCpu = each.server().cpu();
    Duration driverCpu = ServerProcess.ownCpu();
    Measured measured = load.run(options.length());
    driverCpu = ServerProcess.ownCpu().minus(driverCpu);
    serverCpu = each.server().cpu().minus(serverCpu);
    rows.add(
        new Row(
            each.subject().name(),
            work,
            sockets,
            inFlight,
            measured.perSecond(),
            measured.nanos().getValueAtPercentile(50) / 1e6,
            measured.nanos().getValueAtPercentile(99) / 1e6,
            serverCpu.toNanos() / 1e3 / measured.count(),
            driverCpu.toNanos() / 1e3 / measured.count(),
            (double) driverCpu.toNanos() / measured.elapsed().toNanos(),
            null,
            (double) measured.bytes() / measured.count()));
  }

  /// Measures the memory of idle sockets in a new process, which has accepted some connections
  /// before.
  private void measureIdle(Subject subject) throws IOException {
    progress.printf("%s: idle, %d sockets%n", subject.name(), IDLE);
    try (ServerProcess server = subject.start(work.resolve(subject.name() + "-idle.log"))) {
      Measured _ = RealtimeDriver.storm(server.address(), STORM, AT_ONCE);
      double before = settled(subject, server);
      try (RealtimeDriver driver = RealtimeDriver.open(server.address(), IDLE)) {
        double each = (settled(subject, server) - before) * 1024 / driver.sockets();
        rows.add(
            new Row(
                subject.name(), "idle", IDLE, 0, null, null, null, null, null, null, each, null));
      }
    }
  }

  /// The memory of the server in megabytes after its garbage was collected.
  private static double settled(Subject subject, ServerProcess server) throws IOException {
    if (subject.isNode()) {
      execute("kill", "-USR2", Long.toString(server.pid()));
    } else {
      Jcmd.collect(server.pid());
    }
    // Node collects garbage on its event loop: after an answer, the collection has happened.
    Measured _ = RealtimeDriver.storm(server.address(), 1, 1);
    return server.residentMegabytes();
  }

  private static void execute(String... command) throws IOException {
    try {
      int exit =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IOException(String.join(" ", command) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
