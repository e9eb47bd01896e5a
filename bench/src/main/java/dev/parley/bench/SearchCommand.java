package dev.parley.bench;

import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.search.SearchSession;
import dev.parley.bench.server.ParleyServer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench search` command: measures how long searches take, and how far the index is
/// behind.
@Command(
    name = "search",
    description = "Measures search: building the index, questions, and the lag beside webhooks.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SearchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--messages",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "How many messages Parley holds (${DEFAULT-VALUE}).")
  private long messages;

  @Option(
      names = "--queries",
      defaultValue = "1000",
      paramLabel = "N",
      description = "How many questions of each kind are asked (${DEFAULT-VALUE}).")
  private int queries;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      paramLabel = "N",
      description = "Webhooks a second, a message each (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "N",
      description = "How long the webhooks are sent (${DEFAULT-VALUE}).")
  private int seconds;

  /// As it is written to the file.
  record Report(
      Results.Circumstances circumstances,
      double buildSeconds,
      double indexMegabytes,
      Map<String, Results.Latency> queriesMillis,
      Results.Latency lagMillis,
      long lagsMeasured,
      Results.Latency webhooksMillis,
      double residentMegabytes) {}

  @Override
  public Integer call() throws Exception {
    Workplace at = Workplace.open();
    Results.Circumstances circumstances =
        at.circumstances(spec.root().commandLine().getParseResult(), jvm.all());
    var options =
        new SearchSession.Options(
            new ParleyServer(at.home(), jvm.more()),
            messages,
            queries,
            rate,
            Duration.ofSeconds(seconds));
    SearchSession.Result result =
        new SearchSession(options, at.work())
            .measure(RequestTemplate.post("/webhook", Work.webhookBody(at.run())));
    new Table(System.out).print(new Results(circumstances));
    print(System.out, result);
    Map<String, Results.Latency> kinds = new LinkedHashMap<>();
    result.queries().forEach((kind, times) -> kinds.put(kind, Results.Latency.of(times)));
    at.finish(
        "search",
        new Report(
            circumstances,
            result.buildSeconds(),
            result.indexMegabytes(),
            kinds,
            Results.Latency.of(result.lag()),
            result.lag().getTotalCount(),
            Results.Latency.of(result.webhooks()),
            result.residentMegabytes()));
    return 0;
  }

  private static void print(PrintStream out, SearchSession.Result result) {
    out.printf(
        Locale.ROOT,
        "%nindex built in %.1f s, %.0f MB; at the end %.0f MB resident%n",
        result.buildSeconds(),
        result.indexMegabytes(),
        result.residentMegabytes());
    result.queries().forEach((kind, times) -> print(out, kind, times));
    print(out, "webhook", result.webhooks());
    print(out, "found after", result.lag());
  }

  private static void print(PrintStream out, String what, Histogram nanos) {
    Results.Latency millis = Results.Latency.of(nanos);
    out.printf(
        Locale.ROOT,
        "%-20s %,8d, p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        what,
        nanos.getTotalCount(),
        millis.p50(),
        millis.p99(),
        millis.max());
  }
}
