package dev.parley.bench;

import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.soak.LiveObjects;
import dev.parley.bench.soak.SoakSession;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench soak` command: checks whether the server releases the memory of clients that
/// have left.
@Command(
    name = "soak",
    description = "Lets clients join, act and leave for minutes, and compares the heap.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SoakCommand implements Callable<Integer> {
  private static final double MOST = 1.05;
  private static final int CLASSES_SHOWN = 12;
  private static final int CLASSES_KEPT = 100;

  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--minutes",
      defaultValue = "5",
      paramLabel = "N",
      description =
          "The duration in minutes, including the first one; more than 1 (${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--sockets",
      defaultValue = "2000",
      paramLabel = "N",
      description = "The number of clients at a time (${DEFAULT-VALUE}).")
  private int sockets;

  @Option(
      names = "--webhooks",
      defaultValue = "8",
      paramLabel = "N",
      description =
          "Webhooks a second; each causes two frames for every socket (${DEFAULT-VALUE}).")
  private double webhooks;

  @Option(
      names = "--sample-seconds",
      defaultValue = "20",
      paramLabel = "N",
      description = "The interval of the heap measurements (${DEFAULT-VALUE}).")
  private int sampleSeconds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The seed of all random decisions; a different one in each run if omitted.")
  private long seed = System.nanoTime();

  /// The report, in the form in which it is written to the file.
  record Report(
      Results.Circumstances circumstances,
      int sockets,
      double minutes,
      long seed,
      SoakSession.Result result,
      List<LiveObjects.Growth> growth) {}

  @Override
  public Integer call() throws Exception {
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(spec.root().commandLine().getParseResult(), jvm.all());
    var options =
        new SoakSession.Options(
            new ParleyServer(at.home(), jvm.more()),
            Duration.ofMillis((long) (minutes * 60_000)),
            sockets,
            webhooks,
            Duration.ofSeconds(sampleSeconds),
            seed);
    RequestTemplate webhook =
        RequestTemplate.post("/webhook", MeasuredRequest.webhookBody(at.run()));
    System.err.println("seed " + seed);
    SoakSession.Result result = new SoakSession(options, webhook, at.work(), System.err).run();
    new Table(System.out).print(new Results(circumstances));
    print(System.out, result);
    List<LiveObjects.Growth> growth = result.last().growthSince(result.first(), CLASSES_KEPT);
    at.finish("soak", new Report(circumstances, sockets, minutes, seed, result, growth));
    return passed(result) ? 0 : 1;
  }

  private static boolean passed(SoakSession.Result result) {
    return result.ratio() <= MOST && result.last().connections() == 0 && result.errors().isEmpty();
  }

  private static void print(PrintStream out, SoakSession.Result result) {
    out.println();
    result.done().forEach((what, times) -> out.printf(Locale.ROOT, "%-20s %,10d%n", what, times));
    result
        .errors()
        .forEach((why, times) -> out.printf(Locale.ROOT, "ERROR, %d times: %s%n", times, why));
    out.println();
    for (LiveObjects sample : result.samples()) {
      out.printf(
          Locale.ROOT,
          "%4d s: %.1f MB live on the heap, %d connections%n",
          sample.second(),
          sample.megabytes(),
          sample.connections());
    }
    out.printf(
        Locale.ROOT,
        "at rest, live on the heap: %.2f MB after the first minute, %.2f MB at the end: %+.1f %%"
            + " (at most %+.0f %%)%n",
        result.first().megabytes(),
        result.last().megabytes(),
        (result.ratio() - 1) * 100,
        (MOST - 1) * 100);
    for (LiveObjects.Growth grown : result.last().growthSince(result.first(), CLASSES_SHOWN)) {
      out.printf(Locale.ROOT, "%+,14d bytes %s%n", grown.bytes(), grown.objects());
    }
    out.printf(
        Locale.ROOT,
        "connections at the end: %d; errors: %d; resident %.0f MB%n%s%n",
        result.last().connections(),
        result.errors().values().stream().mapToLong(Long::longValue).sum(),
        result.residentMegabytes(),
        passed(result) ? "PASSED" : "FAILED");
  }
}
