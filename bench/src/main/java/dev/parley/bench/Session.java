package dev.parley.bench;

import dev.parley.bench.bare.BareDisk;
import dev.parley.bench.bare.BareHttp;
import dev.parley.bench.bare.BareSqlite;
import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.LoadResult;
import dev.parley.bench.load.Pace;
import dev.parley.bench.server.BenchStore;
import dev.parley.bench.server.DataSet;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import dev.parley.bench.server.StoreUnderTest;
import dev.parley.chat.ChatStore;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One run: first the bare limits, then Parley, then a peer, all with the same load, one after the
/// other. Used by one thread.
final class Session {
  static final String PARLEY = "parley";
  static final String BARE = "bare Vert.x";
  static final String PEER = "peer";
  static final String SQLITE = "sqlite";
  static final String MONGODB = "mongodb";

  private static final int STARTS = 7;
  private static final List<Integer> GROUPS = List.of(1, 8, 32, 128);

  /// The share of the highest throughput at which latencies are measured: the server is busy, but
  /// no queue grows.
  private static final double PACED_PART = 0.7;

  private final Options options;
  private final Path work;
  private final String run;
  private final PrintStream progress;
  private final AtomicLong numbers = new AtomicLong();
  private final ParleyServer parley;

  /// The options of a run.
  ///
  /// @param home the project's folder, with the launcher
  /// @param launcherOptions the JVM options that the launcher gives to Parley
  /// @param javaOptions further JVM options, which override those of the launcher
  /// @param only the names of the measurements; empty for all
  /// @param histories the numbers of messages that Parley has, with one measurement each
  /// @param stores the stores to measure: `sqlite`, `mongodb` or both
  /// @param mongoDb the URI of a running MongoDB; without one mongo-java-server is started
  /// @param peer a running server with the same contract, on an empty store
  record Options(
      Path home,
      String launcherOptions,
      String javaOptions,
      Set<String> only,
      int connections,
      Duration warmUp,
      Duration length,
      List<Long> histories,
      Set<String> stores,
      @Nullable String mongoDb,
      boolean skipParley,
      @Nullable URI peer) {
    boolean wants(String name) {
      return only.isEmpty() || only.contains(name);
    }
  }

  /// @param work an empty folder for files of the run
  /// @param run digits and letters, different in each run
  Session(Options options, Path work, String run, PrintStream progress) {
    this.options = options;
    this.work = work;
    this.run = run;
    this.progress = progress;
    this.parley = new ParleyServer(options.home(), options.javaOptions());
  }

  /// @throws IOException if a server fails, or has not stored the messages that it acknowledged
  Results measure(Results.Circumstances circumstances) throws IOException, SQLException {
    Results results = new Results(circumstances);
    if (options.wants("bare")) {
      results = measureBare(results);
    }
    if (!options.skipParley()) {
      if (options.wants("start")) {
        results.starts().add(measureStart());
      }
      measureStores(results.works());
    }
    if (options.peer() != null) {
      results.works().addAll(measurePeer(options.peer(), DataSet.of(options.histories().get(0))));
    }
    return results;
  }

  private Results measureBare(Results results) throws IOException, SQLException {
    progress.println("bare limits: disk, SQLite, Vert.x");
    Results.Latency disk = Results.Latency.of(BareDisk.measure(work, options.warmUp()));
    for (int group : GROUPS) {
      Path folder = Files.createDirectory(work.resolve("sqlite-" + group));
      BareSqlite.Result result =
          BareSqlite.measure(
              folder,
              group,
              options.length(),
              MeasuredRequest.webhookBody(run),
              MeasuredRequest.TEXT);
      results
          .bareSqlite()
          .add(
              new Results.GroupCommit(
                  group, result.messagesPerSecond(), Results.Latency.of(result.commits())));
      DataSet.remove(folder);
    }
    DataSet none = DataSet.of(0);
    int port = ServerProcess.freePort();
    try (ServerProcess server =
        ServerProcess.start(bareCommand(), Map.of("PORT", "" + port), port, log("bare"))) {
      for (MeasuredRequest kind : MeasuredRequest.all(run, none)) {
        if (kind.name().equals("health") || kind.name().equals("ingest")) {
          MeasuredRequest constant = new MeasuredRequest(kind.name(), kind.request(), 200, false);
          results
              .works()
              .add(serve(new By(BARE, null), server.address(), server, none, constant).served());
        }
      }
    }
    return results.withDisk(disk);
  }

  private Results.Start measureStart() throws IOException {
    progress.println("starting " + STARTS + " times");
    double[] millis = new double[STARTS];
    double resident = 0;
    for (int i = 0; i < STARTS; i++) {
      Path folder = work.resolve("start-" + i);
      try (ServerProcess server =
          parley.start(Map.of("DATA_DIR", folder.toString()), log("parley"))) {
        millis[i] = server.startup().toNanos() / 1e6;
        resident = server.residentMegabytes();
      }
      DataSet.remove(folder);
    }
    Arrays.sort(millis);
    return new Results.Start(PARLEY, millis[0], millis[STARTS / 2], millis[STARTS - 1], resident);
  }

  private void measureStores(List<Results.RequestResults> rows) throws IOException {
    Set<Long> histories = new TreeSet<>(options.histories());
    if (!options.stores().contains(MONGODB)) {
      measureOn(sqlite(), histories, rows);
      return;
    }
    try (StoreUnderTest.Mongo mongo = mongo()) {
      Set<Long> smaller = new TreeSet<>();
      histories.forEach(history -> smaller.add(Math.min(history, mongo.mostMessages())));
      if (options.stores().contains(SQLITE)) {
        histories.addAll(smaller); // so that there is something to compare
        measureOn(sqlite(), histories, rows);
      }
      measureOn(mongo, smaller, rows);
    }
  }

  private StoreUnderTest sqlite() {
    return new StoreUnderTest.Sqlite(work, options.home().resolve("bench/target/data"));
  }

  private StoreUnderTest.Mongo mongo() throws IOException {
    return options.mongoDb() == null
        ? StoreUnderTest.Mongo.javaServer(
            options.home().resolve("bench/target/peers"), log("mongo-java-server"))
        : StoreUnderTest.Mongo.at(options.mongoDb());
  }

  private void measureOn(
      StoreUnderTest stores, Set<Long> histories, List<Results.RequestResults> rows)
      throws IOException {
    for (long history : histories) {
      rows.addAll(measureParley(stores, DataSet.of(history)));
    }
  }

  private List<Results.RequestResults> measureParley(StoreUnderTest stores, DataSet data)
      throws IOException {
    List<MeasuredRequest> wanted =
        MeasuredRequest.all(run, data).stream().filter(kind -> options.wants(kind.name())).toList();
    List<Results.RequestResults> all = new ArrayList<>();
    if (wanted.isEmpty()) {
      return all;
    }
    progress.printf(
        "%s: history of %d messages in %d chats%n", stores.name(), data.messages(), data.chats());
    try (BenchStore store = stores.filled(data, "history_" + run + "_" + data.messages())) {
      long acknowledged = 0;
      try (ServerProcess server = parley.start(store.environment(), log("parley"))) {
        for (MeasuredRequest kind : wanted) {
          Outcome outcome =
              serve(new By(PARLEY, stores.name()), server.address(), server, data, kind);
          acknowledged += kind.writes() ? outcome.answers() : 0;
          all.add(outcome.served());
        }
      }
      verify(store, data.messages() + acknowledged);
    }
    return all;
  }

  /// Checks that all acknowledged messages are stored, and that the store is consistent.
  private void verify(BenchStore store, long expected) throws IOException {
    try (ChatStore open = store.open()) {
      var audit = open.audit();
      long there =
          audit.messages().values().stream()
              .flatMap(byStatus -> byStatus.values().stream())
              .mapToLong(Long::longValue)
              .sum();
      if (there != expected || !audit.findings().isEmpty()) {
        throw new IOException(
            "%d messages should be stored, %d are; %s"
                .formatted(expected, there, String.join("; ", audit.findings())));
      }
      progress.println("stored, as acknowledged: " + there + " messages");
    }
  }

  private List<Results.RequestResults> measurePeer(URI peer, DataSet data) throws IOException {
    InetSocketAddress address = new InetSocketAddress(peer.getHost(), peer.getPort());
    progress.println("peer " + peer + ": loading " + data.messages() + " messages");
    fill(address, 1, DataSet.BUSY_MESSAGES);
    fill(address, data.chats(), data.messages() - DataSet.BUSY_MESSAGES);
    List<Results.RequestResults> all = new ArrayList<>();
    for (MeasuredRequest kind : MeasuredRequest.all(run, data)) {
      if (options.wants(kind.name())) {
        all.add(serve(new By(PEER, null), address, null, data, kind).served());
      }
    }
    return all;
  }

  private void fill(InetSocketAddress address, int chats, long messages) throws IOException {
    LoadDriver.run(
        new Load(
            address,
            MeasuredRequest.history(run, chats),
            200,
            options.connections(),
            _ -> numbers.getAndIncrement()),
        new Pace.BackToBack(Duration.ofHours(1), messages));
  }

  /// The server that is measured.
  ///
  /// @param store the store; null if the server is not Parley
  private record By(String server, @Nullable String store) {}

  /// @param answers the number of all answers, including those of the warm-up
  private record Outcome(Results.RequestResults served, long answers) {}

  private Outcome serve(
      By by,
      InetSocketAddress address,
      @Nullable ServerProcess process,
      DataSet data,
      MeasuredRequest kind)
      throws IOException {
    progress.println(by.server() + ": " + kind.name());
    Load together =
        new Load(
            address,
            kind.request(),
            kind.expectedStatus(),
            options.connections(),
            _ -> numbers.getAndIncrement());
    Load one =
        new Load(address, kind.request(), kind.expectedStatus(), 1, _ -> numbers.getAndIncrement());
    LoadResult warmUp = LoadDriver.run(together, new Pace.BackToBack(options.warmUp()));
    LoadResult alone = LoadDriver.run(one, new Pace.BackToBack(options.length().dividedBy(3)));

    Duration serverCpu = process == null ? Duration.ZERO : process.cpu();
    Duration driverCpu = ServerProcess.ownCpu();
    LoadResult full = LoadDriver.run(together, new Pace.BackToBack(options.length()));
    double driverMicros = microsEach(ServerProcess.ownCpu().minus(driverCpu), full);
    Double serverMicros = process == null ? null : microsEach(process.cpu().minus(serverCpu), full);

    double rate = full.perSecond() * PACED_PART;
    LoadResult paced = LoadDriver.run(together, new Pace.FixedRate(options.length(), rate));

    long meanInterval = (long) (options.connections() * 1e9 / full.perSecond());
    Results.RequestResults served =
        new Results.RequestResults(
            by.server(),
            by.store(),
            data.messages(),
            kind.name(),
            Results.Latency.of(alone.latencies()),
            full.perSecond(),
            Results.Latency.of(full.latencies()),
            Results.Latency.of(full.latencies().copyCorrectedForCoordinatedOmission(meanInterval)),
            rate,
            Results.Latency.of(paced.latencies()),
            full.bodyBytes() / full.answers(),
            serverMicros,
            driverMicros,
            process == null ? null : process.residentMegabytes());
    return new Outcome(
        served, warmUp.answers() + alone.answers() + full.answers() + paced.answers());
  }

  private static double microsEach(Duration cpu, LoadResult result) {
    return cpu.toNanos() / 1e3 / result.answers();
  }

  private List<String> bareCommand() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options.launcherOptions().trim().split("\\s+", -1)));
    command.addAll(List.of(options.javaOptions().trim().split("\\s+", -1)));
    command.addAll(List.of("-cp", classPath(), BareHttp.class.getName()));
    return command;
  }

  /// The paths are absolute, because the child process has another working folder.
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  private Path log(String server) {
    return work.resolve(server + ".log");
  }
}
