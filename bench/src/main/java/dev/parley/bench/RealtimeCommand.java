package dev.parley.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.parley.bench.realtime.RealtimeResults;
import dev.parley.bench.realtime.RealtimeSession;
import dev.parley.bench.realtime.RealtimeTable;
import dev.parley.bench.server.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench realtime` command: measures Socket.IO servers side by side.
@Command(
    name = "realtime",
    description =
        "Measures Parley's Socket.IO server beside Node's, netty-socketio and bare Netty.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RealtimeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description =
          "What to measure, of: broadcast, echo, polling, storm, idle. All when left out.")
  private Set<String> only = Set.of();

  @Option(
      names = "--sockets",
      split = ",",
      defaultValue = "1000,5000",
      paramLabel = "N",
      description = "To how many to broadcast, one measurement each (${DEFAULT-VALUE}).")
  private List<Integer> sockets = List.of();

  @Option(
      names = "--in-flight",
      split = ",",
      defaultValue = "1,4,16,64",
      paramLabel = "N",
      description = "How many broadcasts are under way, one measurement each (${DEFAULT-VALUE}).")
  private List<Integer> inFlight = List.of();

  @Option(
      names = "--seconds",
      defaultValue = "9",
      paramLabel = "N",
      description = "How long each measurement takes (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      paramLabel = "N",
      description = "Seconds of load before each (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--xmx",
      defaultValue = "256m",
      paramLabel = "SIZE",
      description = "The largest heap of servers on a JVM (${DEFAULT-VALUE}).")
  private String xmx = "";

  @Option(
      names = "--java-opts",
      defaultValue = "",
      paramLabel = "OPTIONS",
      description = "More options for every JVM.")
  private String javaOptions = "";

  @Option(names = "--recovery", description = "Adds servers that keep interrupted sessions.")
  private boolean recovery;

  /// With what it measured.
  record Run(Results.Circumstances circumstances, RealtimeResults results) {}

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(System.getProperty("parley.home", "")).toAbsolutePath();
    String options =
        (System.getProperty("parley.options", "") + " -Xmx" + xmx + " " + javaOptions).trim();
    Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
    Results.Circumstances circumstances =
        Machine.circumstances(
            home, spec.root().commandLine().getParseResult().originalArgs(), options, now);
    Path target = Files.createDirectories(home.resolve("bench/target"));
    Path work = Files.createTempDirectory(target, "run-");
    RealtimeResults results =
        new RealtimeSession(
                new RealtimeSession.Options(
                    target.resolve("peers"),
                    options,
                    only,
                    sockets,
                    inFlight,
                    Duration.ofSeconds(warmUp),
                    Duration.ofSeconds(seconds),
                    recovery),
                work,
                System.err)
            .measure();
    DataSet.remove(work);
    new Table(System.out).print(new Results(circumstances));
    new RealtimeTable(System.out).print(results);
    Path file =
        Files.createDirectories(target.resolve("results"))
            .resolve(now.toString().replace(":", "") + "-realtime.json");
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(file.toFile(), new Run(circumstances, results));
    System.out.println("\n" + file);
    return 0;
  }
}
