package dev.parley.bench;

import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.search.SearchSession;
import dev.parley.bench.server.ParleyServer;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench search` command: measures how long searches take, and how long it takes until
/// a new message is found.
@Command(
    name = "search",
    description = "Measures search: building the index, queries, and the lag during webhooks.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SearchCommand implements Callable<Integer> {
  private static final String BUILD = "build";
  private static final String WARM = "warm";
  private static final String COLD = "cold";
  private static final String LAG = "lag";
  private static final Set<String> ALL = Set.of(BUILD, WARM, LAG);
  private static final Set<String> KNOWN = Set.of(BUILD, WARM, COLD, LAG);

  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description =
          "The measurements: build, warm, cold, lag. All except cold if omitted; cold drops the"
              + " system's page cache, which only root may do.")
  private Set<String> only = Set.of();

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The folder that keeps the messages and their index for the next run.")
  private @Nullable Path data;

  @Option(
      names = "--messages",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "The number of messages in the store (${DEFAULT-VALUE}).")
  private long messages;

  @Option(
      names = "--queries",
      defaultValue = "1000",
      paramLabel = "N",
      description = "The number of queries of each kind (${DEFAULT-VALUE}).")
  private int queries;

  @Option(
      names = "--starts",
      defaultValue = "10",
      paramLabel = "N",
      description = "cold: the number of starts, each with an empty cache (${DEFAULT-VALUE}).")
  private int starts;

  @Option(
      names = "--cold-queries",
      defaultValue = "20",
      paramLabel = "N",
      description = "cold: the number of queries of each kind after each start (${DEFAULT-VALUE}).")
  private int coldQueries;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      paramLabel = "N",
      description =
          "lag: the number of webhooks a second, with one message each (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "N",
      description = "lag: the number of seconds during which webhooks are sent (${DEFAULT-VALUE}).")
  private int seconds;

  /// The report, in the form in which it is written to the file. Parts that were not measured are
  /// null or empty.
  record Report(
      Results.Circumstances circumstances,
      double buildSeconds,
      double indexMegabytes,
      Map<String, Results.Latency> queriesMillis,
      Results.@Nullable Latency coldFirstMillis,
      Results.@Nullable Latency coldMillis,
      Results.@Nullable Latency lagMillis,
      long lagsMeasured,
      Results.@Nullable Latency webhooksMillis,
      double residentMegabytes) {}

  @Override
  public Integer call() throws Exception {
    Set<String> wanted = only.isEmpty() ? ALL : Parts.wanted(spec, only, KNOWN);
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(spec.root().commandLine().getParseResult(), jvm.all());
    new Table(System.out).print(new Results(circumstances));
    SearchSession session =
        new SearchSession(
            new SearchSession.Options(
                new ParleyServer(at.home(), jvm.more()),
                messages,
                queries,
                rate,
                Duration.ofSeconds(seconds)),
            data == null ? at.work() : Files.createDirectories(data.toAbsolutePath()),
            at.work());
    SearchSession.Built built = session.build();
    System.out.printf(
        Locale.ROOT,
        "%nindex complete after %.1f s, %.0f MB%n",
        built.buildSeconds(),
        built.indexMegabytes());
    Map<String, Results.Latency> kinds = new LinkedHashMap<>();
    if (wanted.contains(WARM)) {
      session.warm().forEach((kind, times) -> kinds.put(kind, print(System.out, kind, times)));
    }
    SearchSession.Cold cold = wanted.contains(COLD) ? session.cold(starts, coldQueries) : null;
    SearchSession.Lag lag =
        wanted.contains(LAG)
            ? session.lag(RequestTemplate.post("/webhook", MeasuredRequest.webhookBody(at.run())))
            : null;
    if (lag != null) {
      System.out.printf(Locale.ROOT, "%.0f MB resident after webhooks%n", lag.residentMegabytes());
    }
    at.finish(
        "search",
        new Report(
            circumstances,
            built.buildSeconds(),
            built.indexMegabytes(),
            kinds,
            cold == null ? null : print(System.out, "cold, first", cold.first()),
            cold == null ? null : print(System.out, "cold, others", cold.others()),
            lag == null ? null : print(System.out, "found after", lag.found()),
            lag == null ? 0 : lag.found().getTotalCount(),
            lag == null ? null : print(System.out, "webhook", lag.webhooks()),
            lag == null ? 0 : lag.residentMegabytes()));
    return 0;
  }

  private static Results.Latency print(PrintStream out, String what, Histogram nanos) {
    Results.Latency millis = Results.Latency.of(nanos);
    out.printf(
        Locale.ROOT,
        "%-20s %,8d, p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        what,
        nanos.getTotalCount(),
        millis.p50(),
        millis.p99(),
        millis.max());
    return millis;
  }
}
