package dev.parley.bench;

import dev.parley.bench.Session.Options;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The `parley bench` command: measures, prints a table and keeps the numbers in
/// `bench/target/results`.
@Command(
    name = "bench",
    description = "Measures Parley and the limits of the machine.",
    subcommands = {
      CompareCommand.class,
      RealtimeCommand.class,
      FrameCommand.class,
      FloodCommand.class,
      SoakCommand.class,
      MemoryCommand.class,
      SearchCommand.class,
      HooksCommand.class,
      SendingCommand.class,
      AccessCommand.class,
      MediaCommand.class
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Main implements Callable<Integer> {
  private static final long HUGE = 10_000_000;

  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description =
          "The measurements: bare, start, health, chats, chats-20, chat, chat-50, send, ingest."
              + " All if omitted.")
  private Set<String> only = Set.of();

  @Option(
      names = "--messages",
      split = ",",
      defaultValue = "10000,1000000",
      paramLabel = "N",
      description =
          "The numbers of messages in the store, with one measurement each (${DEFAULT-VALUE}).")
  private List<Long> histories = List.of();

  @Option(names = "--huge", description = "Adds a measurement with 10 million messages.")
  private boolean huge;

  @Option(
      names = "--seconds",
      defaultValue = "9",
      paramLabel = "N",
      description = "The duration of each measurement (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      paramLabel = "N",
      description = "The warm-up in seconds before each measurement (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--connections",
      defaultValue = "32",
      paramLabel = "N",
      description =
          "The number of open connections, with one request at a time on each (${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--store",
      split = ",",
      defaultValue = Session.SQLITE,
      paramLabel = "NAME",
      description = "The stores to measure: sqlite, mongodb (${DEFAULT-VALUE}).")
  private Set<String> stores = Set.of();

  @Option(
      names = "--mongodb-uri",
      paramLabel = "URI",
      description =
          "The MongoDB server to use; its test databases are dropped afterwards. Without it,"
              + " mongo-java-server is started, which is not MongoDB; see bench/README.md.")
  private @Nullable String mongoDb;

  @Option(
      names = "--peer",
      paramLabel = "URL",
      description = "A running server with the same API and an empty store, to compare with.")
  private @Nullable URI peer;

  @Option(names = "--skip-parley", description = "Measures only the peer.")
  private boolean skipParley;

  /// Runs the command with these arguments and ends the process with its exit code.
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
    Set<String> unknown = new HashSet<>(stores);
    unknown.removeAll(Set.of(Session.SQLITE, Session.MONGODB));
    if (!unknown.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--store: there is no " + unknown);
    }
    RunFolder at = RunFolder.open();
    List<Long> all = new ArrayList<>(histories);
    if (huge) {
      all.add(HUGE);
    }
    Options options =
        new Options(
            at.home(),
            JvmOptions.launchers(),
            jvm.more(),
            only,
            connections,
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds),
            all,
            stores,
            mongoDb,
            skipParley,
            peer);
    Results.Circumstances circumstances =
        at.circumstances(spec.commandLine().getParseResult(), jvm.all());
    Results results = new Session(options, at.work(), at.run(), System.err).measure(circumstances);
    new Table(System.out).print(results);
    at.finish("", results);
    return 0;
  }
}
