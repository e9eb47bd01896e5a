package dev.parley.bench;

import dev.parley.bench.flood.FloodSession;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench flood` command: measures webhooks while clients try to slow the server down.
@Command(
    name = "flood",
    description =
        "Measures webhooks during load by clients that read very slowly and clients that flood.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class FloodCommand implements Callable<Integer> {
  private static final double TARGET_MILLIS = 50;
  private static final Duration BEGIN = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--readers",
      defaultValue = "1024",
      paramLabel = "N",
      description = "Clients that request all chats and read one byte a second (${DEFAULT-VALUE}).")
  private int readers;

  @Option(
      names = "--sockets",
      defaultValue = "64",
      paramLabel = "N",
      description = "Socket.IO clients that send without waiting for answers (${DEFAULT-VALUE}).")
  private int sockets;

  @Option(
      names = "--sends",
      defaultValue = "1000",
      paramLabel = "N",
      description = "The number of messages that each of them sends (${DEFAULT-VALUE}).")
  private int sends;

  @Option(
      names = "--rate",
      defaultValue = "200",
      paramLabel = "N",
      description = "Webhooks a second, with one message each (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seconds",
      defaultValue = "15",
      paramLabel = "N",
      description =
          "The duration of the part without the flood, and of the part that begins 5 seconds"
              + " after the flood (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "15",
      paramLabel = "N",
      description = "The warm-up in seconds before that (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--build",
      paramLabel = "FOLDER",
      description = "Another build to measure, for example an older one; this build if omitted.")
  private @Nullable Path build;

  /// A part of the run, in the form in which it is written to the file.
  record Part(String name, long webhooks, Results.Latency answeredMillis) {}

  /// The report, in the form in which it is written to the file.
  record Report(
      Results.Circumstances circumstances,
      List<Part> parts,
      long answers,
      long refused,
      long heard,
      int lost,
      double seconds,
      double residentMegabytes) {}

  @Override
  public Integer call() throws Exception {
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(spec.root().commandLine().getParseResult(), jvm.all());
    var options =
        new FloodSession.Options(
            new ParleyServer(build == null ? at.home() : build.toRealPath(), jvm.more()),
            readers,
            sockets,
            sends,
            rate,
            Duration.ofSeconds(warmUp),
            BEGIN,
            Duration.ofSeconds(seconds));
    RequestTemplate webhook =
        RequestTemplate.post("/webhook", MeasuredRequest.webhookBody(at.run()));
    FloodSession.Result result = new FloodSession(options, webhook, at.work()).measure();
    new Table(System.out).print(new Results(circumstances));
    print(System.out, result);
    at.finish(
        "flood",
        new Report(
            circumstances,
            result.parts().stream()
                .map(it -> new Part(it.name(), it.webhooks(), Results.Latency.of(it.answered())))
                .toList(),
            result.answers(),
            result.refused(),
            result.heard(),
            result.lost(),
            result.seconds(),
            result.residentMegabytes()));
    return met(result) ? 0 : 1;
  }

  private static boolean met(FloodSession.Result result) {
    return result.parts().getLast().answered().getValueAtPercentile(99) / 1e6 <= TARGET_MILLIS;
  }

  private void print(PrintStream out, FloodSession.Result result) {
    out.printf(
        Locale.ROOT,
        "%n%d clients read a byte a second, %d sockets send %,d messages each%n",
        readers,
        sockets,
        sends);
    out.printf(
        Locale.ROOT,
        "%-34s %8s %8s %8s %8s%n",
        "milliseconds to a webhook's answer",
        "webhooks",
        "p50",
        "p99",
        "max");
    for (FloodSession.Part part : result.parts()) {
      out.printf(
          Locale.ROOT,
          "%-34s %8d %8.2f %8.2f %8.2f%n",
          part.name(),
          part.webhooks(),
          part.answered().getValueAtPercentile(50) / 1e6,
          part.answered().getValueAtPercentile(99) / 1e6,
          part.answered().getMaxValue() / 1e6);
    }
    out.printf(
        Locale.ROOT,
        "sockets: %,d answers in %.1f s, %,d of them refusals; %,d events heard; %d cut off%n",
        result.answers(),
        result.seconds(),
        result.refused(),
        result.heard(),
        result.lost());
    out.printf(
        Locale.ROOT,
        "resident %.0f MB; target: p99 of at most %.0f ms in all of the flood: %s%n",
        result.residentMegabytes(),
        TARGET_MILLIS,
        met(result) ? "met" : "MISSED");
  }
}
