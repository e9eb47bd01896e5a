package dev.parley.bench;

import dev.parley.bench.realtime.RealtimeResults;
import dev.parley.bench.realtime.RealtimeSession;
import dev.parley.bench.realtime.RealtimeTable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench realtime` command: measures Socket.IO servers side by side.
@Command(
    name = "realtime",
    description = "Compares Parley's Socket.IO server with Node's, netty-socketio and bare Netty.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RealtimeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "The measurements: broadcast, echo, polling, storm, idle. All if omitted.")
  private Set<String> only = Set.of();

  @Option(
      names = "--sockets",
      split = ",",
      defaultValue = "1000,5000",
      paramLabel = "N",
      description =
          "The numbers of receivers of a broadcast, with one measurement each (${DEFAULT-VALUE}).")
  private List<Integer> sockets = List.of();

  @Option(
      names = "--in-flight",
      split = ",",
      defaultValue = "1,4,16,64",
      paramLabel = "N",
      description =
          "The numbers of broadcasts under way, with one measurement each (${DEFAULT-VALUE}).")
  private List<Integer> inFlight = List.of();

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

  @Option(names = "--recovery", description = "Adds servers that can recover interrupted sessions.")
  private boolean recovery;

  /// The servers and their results.
  record Run(Results.Circumstances circumstances, RealtimeResults results) {}

  @Override
  public Integer call() throws Exception {
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(spec.root().commandLine().getParseResult(), jvm.all());
    RealtimeResults results =
        new RealtimeSession(
                new RealtimeSession.Options(
                    at.target().resolve("peers"),
                    jvm.all(),
                    only,
                    sockets,
                    inFlight,
                    Duration.ofSeconds(warmUp),
                    Duration.ofSeconds(seconds),
                    recovery),
                at.work(),
                System.err)
            .measure();
    new Table(System.out).print(new Results(circumstances));
    new RealtimeTable(System.out).print(results);
    at.finish("realtime", new Run(circumstances, results));
    return 0;
  }
}
