package dev.parley.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.parley.bench.Session.Options;
import dev.parley.bench.server.DataSet;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The `parley bench` command: measures, prints a table and keeps the numbers in
/// `bench/target/results`.
@Command(
    name = "bench",
    description = "Measures Parley, and the limits of the machine it runs on.",
    subcommands = RealtimeCommand.class,
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Main implements Callable<Integer> {
  private static final long HUGE = 10_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description =
          "What to measure, of: bare, start, health, chats, chats-20, chat, chat-50, send, ingest."
              + " All when left out.")
  private Set<String> only = Set.of();

  @Option(
      names = "--messages",
      split = ",",
      defaultValue = "10000,1000000",
      paramLabel = "N",
      description = "How many messages Parley holds, one measurement each (${DEFAULT-VALUE}).")
  private List<Long> histories = List.of();

  @Option(names = "--huge", description = "Adds a measurement with 10 million messages.")
  private boolean huge;

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
      names = "--connections",
      defaultValue = "32",
      paramLabel = "N",
      description = "Connections kept open, a request at a time on each (${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--xmx",
      defaultValue = "256m",
      paramLabel = "SIZE",
      description = "The servers' largest heap (${DEFAULT-VALUE}).")
  private String xmx = "";

  @Option(
      names = "--java-opts",
      defaultValue = "",
      paramLabel = "OPTIONS",
      description = "More JVM options for the servers.")
  private String javaOptions = "";

  @Option(
      names = "--peer",
      paramLabel = "URL",
      description = "A running server with the same contract, on an empty store, to compare with.")
  private @Nullable URI peer;

  @Option(names = "--skip-parley", description = "Measures the peer alone.")
  private boolean skipParley;

  /// Measures as `args` say and ends the process with the exit code.
  public static void main(String... args) {
    CommandLine command = new CommandLine(new Main());
    command.setExecutionExceptionHandler((failure, line, _) -> {
      line.getErr().println("bench: " + failure.getMessage());
      return 1;
    });
    System.exit(command.execute(args));
  }

  @Command(name = "jmh", description = "Runs the JMH benchmarks; takes JMH's own options.")
  int jmh(@Parameters(arity = "0..*") List<String> arguments) throws Exception {
    org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
    return 0;
  }

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(System.getProperty("parley.home", "")).toAbsolutePath();
    String launcherOptions = System.getProperty("parley.options", "");
    String moreOptions = ("-Xmx" + xmx + " " + javaOptions).trim();
    Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
    List<Long> all = new ArrayList<>(histories);
    if (huge) {
      all.add(HUGE);
    }
    Options options =
        new Options(
            home,
            launcherOptions,
            moreOptions,
            only,
            connections,
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds),
            all,
            skipParley,
            peer);
    Results.Circumstances circumstances =
        Machine.circumstances(
            home,
            spec.commandLine().getParseResult().originalArgs(),
            launcherOptions + " " + moreOptions,
            now);
    Path target = home.resolve("bench/target");
    Path work = Files.createTempDirectory(Files.createDirectories(target), "run-");
    Results results =
        new Session(options, work, Long.toString(now.getEpochSecond(), 36), System.err)
            .measure(circumstances);
    DataSet.remove(work);
    new Table(System.out).print(results);
    Path file =
        Files.createDirectories(target.resolve("results"))
            .resolve(now.toString().replace(":", "") + ".json");
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(file.toFile(), results);
    System.out.println("\n" + file);
    return 0;
  }
}
