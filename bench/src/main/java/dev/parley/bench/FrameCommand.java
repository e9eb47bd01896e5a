package dev.parley.bench;

import dev.parley.bench.frame.FrameSession;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench frame` command: measures the time from a webhook to the sockets.
@Command(
    name = "frame",
    description = "Measures how long a message takes from its webhook to the clients' sockets.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class FrameCommand implements Callable<Integer> {
  private static final double TARGET_MILLIS = 50;

  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--sockets",
      defaultValue = "100",
      paramLabel = "N",
      description = "The number of WebSockets that receive every message (${DEFAULT-VALUE}).")
  private int sockets;

  @Option(
      names = "--read",
      defaultValue = "4",
      paramLabel = "N",
      description =
          "The number of WebSockets that are read; on the others, frames are only counted"
              + " (${DEFAULT-VALUE}).")
  private int read;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      paramLabel = "N",
      description = "Webhooks a second, with one message each (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      paramLabel = "N",
      description = "The duration of the measurement (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      paramLabel = "N",
      description = "The warm-up with the same load in seconds (${DEFAULT-VALUE}).")
  private int warmUp;

  /// The result, in the form in which it is written to the file.
  record Report(
      Results.Circumstances circumstances,
      int sockets,
      int read,
      double perSecond,
      Results.Latency answeredMillis,
      Results.Latency arrivedMillis,
      double framesPerSecond,
      double megabytesPerSecond,
      double serverBusy,
      double driverBusy,
      double serverMicrosPerFrame,
      boolean complete,
      String findings) {}

  @Override
  public Integer call() throws Exception {
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(spec.root().commandLine().getParseResult(), jvm.all());
    var options =
        new FrameSession.Options(
            new ParleyServer(at.home(), jvm.more()),
            sockets,
            read,
            rate,
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds));
    RequestTemplate webhook =
        RequestTemplate.post("/webhook", MeasuredRequest.webhookBody(at.run()));
    FrameSession.Result result = new FrameSession(options, webhook, at.work()).measure();
    new Table(System.out).print(new Results(circumstances));
    print(System.out, result);
    at.finish(
        "frame",
        new Report(
            circumstances,
            sockets,
            read,
            result.perSecond(),
            Results.Latency.of(result.answered()),
            Results.Latency.of(result.arrived()),
            result.framesPerSecond(),
            result.megabytesPerSecond(),
            result.serverBusy(),
            result.driverBusy(),
            result.serverMicrosPerFrame(),
            result.complete(),
            result.findings()));
    return result.complete() ? 0 : 1;
  }

  private void print(PrintStream out, FrameSession.Result result) {
    out.printf(
        Locale.ROOT,
        "%n%,d webhooks, %,.0f/s; %d sockets, %d of them read%n",
        result.webhooks(),
        result.perSecond(),
        sockets,
        read);
    out.printf(
        Locale.ROOT,
        "frames: %,.0f/s, %.0f MB/s, %.1f microseconds of the server's processor time each;"
            + " server busy %.2f, driver %.2f%n",
        result.framesPerSecond(),
        result.megabytesPerSecond(),
        result.serverMicrosPerFrame(),
        result.serverBusy(),
        result.driverBusy());
    out.printf(Locale.ROOT, "%-24s %8s %8s %8s%n", "ms after the due time", "p50", "p99", "max");
    line(out, "webhook answered", result.answered());
    line(out, "message at a socket", result.arrived());
    out.printf(
        Locale.ROOT,
        "target: p99 of at most %.0f ms: %s%n",
        TARGET_MILLIS,
        result.arrived().getValueAtPercentile(99) / 1e6 <= TARGET_MILLIS ? "met" : "MISSED");
    out.printf(
        "every socket that is read got each message once, in the order of its chat: %s (%s)%n",
        result.complete() ? "yes" : "NO", result.findings());
  }

  private static void line(PrintStream out, String name, Histogram nanos) {
    out.printf(
        Locale.ROOT,
        "%-24s %8.2f %8.2f %8.2f%n",
        name,
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        nanos.getMaxValue() / 1e6);
  }
}
