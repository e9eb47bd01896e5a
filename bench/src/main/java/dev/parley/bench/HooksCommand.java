package dev.parley.bench;

import dev.parley.bench.hooks.HooksSession;
import dev.parley.bench.load.Median;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench hooks` command: measures what outgoing webhooks cost, and how receivers affect
/// each other.
@Command(
    name = "hooks",
    description =
        "Measures outgoing webhooks: their cost, and the effect of a hanging receiver on others.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class HooksCommand implements Callable<Integer> {
  private static final String ISOLATION = "isolation";
  private static final String INGEST = "ingest";
  private static final Set<String> ALL = Set.of(ISOLATION, INGEST);

  /// The maximum ratio of a receiver's p99 beside a hanging receiver to its p99 alone.
  private static final double MOST_RATIO = 1.1;

  /// The minimum ratio of the rate with a hook to the rate without one.
  private static final double LEAST_PART = 0.85;

  @Spec private CommandSpec spec;

  @Mixin private JvmOptions jvm;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "The measurements: isolation, ingest. All if omitted.")
  private Set<String> only = Set.of();

  @Option(
      names = "--rate",
      defaultValue = "200",
      paramLabel = "N",
      description = "isolation: webhooks a second, with one message each (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      paramLabel = "N",
      description = "The duration of each part of a round (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "6",
      paramLabel = "N",
      description = "The number of rounds with both parts (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      paramLabel = "N",
      description = "The warm-up with the same load in seconds (${DEFAULT-VALUE}).")
  private int warmUp;

  /// The results of the part `isolation`, in the form in which they are written to the file.
  record Isolation(
      long events,
      Results.Latency aloneMillis,
      Results.Latency besideMillis,
      double p99Ratio,
      long hangingCalls) {}

  /// The results of the part `ingest`, in the form in which they are written to the file.
  record Ingest(List<Double> without, List<Double> with, double ratio, long delivered) {}

  /// The report, in the form in which it is written to the file. Parts that were not measured are
  /// null.
  record Report(
      Results.Circumstances circumstances,
      @Nullable Isolation isolation,
      @Nullable Ingest ingest,
      List<String> missed) {}

  @Override
  public Integer call() throws Exception {
    Set<String> wanted = Parts.wanted(spec, only, ALL);
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(spec.root().commandLine().getParseResult(), jvm.all());
    new Table(System.out).print(new Results(circumstances));
    HooksSession session =
        new HooksSession(
            new HooksSession.Options(
                new ParleyServer(at.home(), jvm.more()),
                rate,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds),
                rounds),
            RequestTemplate.post("/webhook", MeasuredRequest.webhookBody(at.run())),
            at.work());
    List<String> missed = new ArrayList<>();
    Isolation isolation = wanted.contains(ISOLATION) ? isolation(session, missed) : null;
    Ingest ingest = wanted.contains(INGEST) ? ingest(session, missed) : null;
    missed.forEach(it -> System.out.println("MISSED: " + it));
    at.finish("hooks", new Report(circumstances, isolation, ingest, missed));
    return missed.isEmpty() ? 0 : 1;
  }

  private static Isolation isolation(HooksSession session, List<String> missed) throws Exception {
    HooksSession.Isolation measured = session.isolation();
    print("alone", measured.alone());
    print("beside one that hangs", measured.beside());
    Results.Latency alone = Results.Latency.of(measured.alone());
    Results.Latency beside = Results.Latency.of(measured.beside());
    double ratio = beside.p99() / alone.p99();
    System.out.printf(Locale.ROOT, "p99 ratio %.2f; %,d calls hung%n", ratio, measured.hanging());
    if (ratio > MOST_RATIO) {
      missed.add("beside a receiver that hangs, at most %.2f times the p99".formatted(MOST_RATIO));
    }
    return new Isolation(
        measured.alone().getTotalCount(), alone, beside, ratio, measured.hanging());
  }

  private static void print(String name, Histogram nanos) {
    Results.Latency millis = Results.Latency.of(nanos);
    System.out.printf(
        Locale.ROOT,
        "%-24s %,8d events, p50 %.2f ms, p99 %.2f ms, max %.1f ms%n",
        name,
        nanos.getTotalCount(),
        millis.p50(),
        millis.p99(),
        millis.max());
  }

  private static Ingest ingest(HooksSession session, List<String> missed) throws Exception {
    HooksSession.Ingest measured = session.ingest();
    double ratio = median(measured.with()) / median(measured.without());
    System.out.printf(
        Locale.ROOT,
        "webhooks a second: %,.0f without a hook, %,.0f with one; ratio %.2f; %,d events"
            + " delivered%n",
        median(measured.without()),
        median(measured.with()),
        ratio,
        measured.delivered());
    if (ratio < LEAST_PART) {
      missed.add("with a hook, at least %.2f of the webhooks a second".formatted(LEAST_PART));
    }
    return new Ingest(measured.without(), measured.with(), ratio, measured.delivered());
  }

  private static double median(List<Double> all) {
    return Median.of(all, Double::doubleValue);
  }
}
