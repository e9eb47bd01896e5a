package dev.parley.bench;

import dev.parley.bench.server.ParleyServer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `parley bench compare` command: measures an older build and this one alternately, under the
/// same load.
@Command(
    name = "compare",
    description =
        "Measures an older build of Parley and this one alternately, and prints the ratios.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--before",
      required = true,
      paramLabel = "FOLDER",
      description = "A checkout of the older commit; its ./parley bench must have been built.")
  private Path before = Path.of("");

  @Option(
      names = "--only",
      split = ",",
      defaultValue = "health,chats,chat-50,send,ingest",
      paramLabel = "NAME",
      description =
          "The measurements: health, chats, chats-20, chat, chat-50, send, ingest, and"
              + " broadcast-N: N (1, 4, 16 or 64) simultaneous broadcasts to 1000 sockets"
              + " (${DEFAULT-VALUE}).")
  private Set<String> only = Set.of();

  @Option(
      names = "--messages",
      defaultValue = "10000",
      paramLabel = "N",
      description = "The number of messages that both stores have at the start (${DEFAULT-VALUE}).")
  private long messages;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      paramLabel = "N",
      description = "The number of alternating measurements of each build (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      paramLabel = "N",
      description = "The duration of each measurement (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "8",
      paramLabel = "N",
      description =
          "The warm-up of each build in seconds before the first round (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--connections",
      defaultValue = "32",
      paramLabel = "N",
      description =
          "The number of open connections, with one request at a time on each (${DEFAULT-VALUE}).")
  private int connections;

  private static final Set<String> NAMES =
      Set.of(
          "health",
          "chats",
          "chats-20",
          "chat",
          "chat-50",
          "send",
          "ingest",
          "broadcast-1",
          "broadcast-4",
          "broadcast-16",
          "broadcast-64");

  /// The report, in the form in which it is written to the file.
  record Report(Results.Circumstances circumstances, List<Comparison.Row> rows) {}

  @Override
  public Integer call() throws Exception {
    for (String name : only) {
      if (!NAMES.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "--only has '%s'; it must be of %s".formatted(name, new TreeSet<>(NAMES)));
      }
    }
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(spec.root().commandLine().getParseResult(), jvm.all());
    var options =
        new Comparison.Options(
            new ParleyServer(before.toAbsolutePath(), jvm.more()),
            new ParleyServer(at.home(), jvm.more()),
            only,
            messages,
            rounds,
            connections,
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds));
    List<Comparison.Row> rows = new Comparison(options, at.work(), at.run(), System.err).measure();
    new Table(System.out).print(new Results(circumstances));
    print(System.out, rows);
    at.finish("compare", new Report(circumstances, rows));
    return 0;
  }

  private static void print(PrintStream out, List<Comparison.Row> rows) {
    out.printf(
        Locale.ROOT,
        "%nmedians of the rounds; ratio: after divided by before in the same round, as the median,"
            + " the minimum and the maximum%n%n%-12s | %10s %10s %7s %15s | %8s %8s | %8s %8s%n",
        "work",
        "before/s",
        "after/s",
        "ratio",
        "",
        "p99 ms",
        "after",
        "cpu us",
        "after");
    for (Comparison.Row row : rows) {
      out.printf(
          Locale.ROOT,
          "%-12s | %,10.0f %,10.0f %7.3f %7.2f %7.2f | %8.2f %8.2f | %8.1f %8.1f%n",
          row.work(),
          row.before().perSecond(),
          row.after().perSecond(),
          row.ratio(),
          row.leastRatio(),
          row.greatestRatio(),
          row.before().p99Millis(),
          row.after().p99Millis(),
          row.before().cpuMicros(),
          row.after().cpuMicros());
    }
  }
}
