package dev.parley.bench;

import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.sending.SendingSession;
import dev.parley.bench.server.ParleyServer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench sending` command: measures the cost of sending messages.
@Command(
    name = "sending",
    description =
        "Measures sending: its rate, its memory, and how a campaign affects webhooks and answers.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SendingCommand implements Callable<Integer> {
  private static final String RATE = "rate";
  private static final String MEMORY = "memory";
  private static final String WEBHOOKS = "webhooks";
  private static final String CAMPAIGN = "campaign";
  private static final Set<String> ALL = Set.of(RATE, MEMORY, WEBHOOKS, CAMPAIGN);

  /// The share of the allowed rate that the server has to reach.
  private static final double LEAST_PART = 0.98;

  private static final double MOST_BUSY = 1;
  private static final double MOST_MEGABYTES = 60;
  private static final double MOST_RATIO = 2;
  private static final double MOST_LIVE_MILLIS = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "The measurements: rate, memory, webhooks, campaign. All if omitted.")
  private Set<String> only = Set.of();

  @Option(
      names = "--per-second",
      defaultValue = "1000",
      paramLabel = "N",
      description = "rate: messages a second (${DEFAULT-VALUE}).")
  private int perSecond;

  @Option(
      names = "--answer-millis",
      defaultValue = "100",
      paramLabel = "N",
      description = "rate: the time that WhatsApp takes to answer (${DEFAULT-VALUE}).")
  private int answerMillis;

  @Option(
      names = "--waiting",
      defaultValue = "100000",
      paramLabel = "N",
      description = "memory: the number of waiting messages (${DEFAULT-VALUE}).")
  private long waiting;

  @Option(
      names = "--webhooks",
      defaultValue = "200",
      paramLabel = "N",
      description = "webhooks: webhooks a second, with one message each (${DEFAULT-VALUE}).")
  private double webhooks;

  @Option(
      names = "--campaigns",
      split = ",",
      defaultValue = "80,1000",
      paramLabel = "N",
      description =
          "webhooks: the rates of the concurrent campaigns, in messages a second"
              + " (${DEFAULT-VALUE}).")
  private List<Integer> campaigns = List.of();

  @Option(
      names = "--messages",
      defaultValue = "10000",
      paramLabel = "N",
      description = "campaign: the number of its messages (${DEFAULT-VALUE}).")
  private long messages;

  @Option(
      names = "--live",
      defaultValue = "200",
      paramLabel = "N",
      description = "campaign: the number of answers to customers meanwhile (${DEFAULT-VALUE}).")
  private int live;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      paramLabel = "N",
      description = "rate, webhooks: the duration of the measurement (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "15",
      paramLabel = "N",
      description = "rate, webhooks: the warm-up in seconds (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--java-opts",
      defaultValue = "",
      paramLabel = "OPTIONS",
      description = "JVM options of the server. They override those of the launcher.")
  private String javaOptions = "";

  /// The measurement of webhooks during a campaign, in the form in which it is written to the file.
  record WebhooksDuringCampaign(
      int campaignPerSecond,
      long webhooks,
      Results.Latency answeredMillis,
      Results.Latency arrivedMillis,
      double serverBusy) {}

  /// A campaign, in the form in which it is written to the file.
  record Campaign(
      long accepted,
      long twice,
      Map<Integer, Long> refused,
      long otherErrors,
      double seconds,
      long live,
      double liveP50Millis,
      double liveP99Millis,
      double liveMaxMillis) {}

  /// The report, in the form in which it is written to the file. Parts that were not measured are
  /// null or empty.
  record Report(
      Results.Circumstances circumstances,
      SendingSession.@Nullable Rate rate,
      List<SendingSession.Memory> memory,
      List<WebhooksDuringCampaign> webhooks,
      @Nullable Campaign campaign,
      List<String> missed) {}

  @Override
  public Integer call() throws Exception {
    Set<String> wanted = Parts.wanted(spec, only, ALL);
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(
            spec.root().commandLine().getParseResult(),
            (JvmOptions.launchers() + " " + javaOptions).trim());
    new Table(System.out).print(new Results(circumstances));
    SendingSession session =
        new SendingSession(new ParleyServer(at.home(), javaOptions), at.work(), System.err);
    List<String> missed = new ArrayList<>();
    SendingSession.Rate rate = wanted.contains(RATE) ? rate(session, missed) : null;
    List<SendingSession.Memory> memory =
        wanted.contains(MEMORY) ? memory(session, missed) : List.of();
    List<WebhooksDuringCampaign> beside =
        wanted.contains(WEBHOOKS) ? webhooks(session, at.run(), missed) : List.of();
    Campaign campaign = wanted.contains(CAMPAIGN) ? campaign(session, missed) : null;
    missed.forEach(it -> System.out.println("MISSED: " + it));
    at.finish("sending", new Report(circumstances, rate, memory, beside, campaign, missed));
    return missed.isEmpty() ? 0 : 1;
  }

  private static void judge(boolean met, String target, List<String> missed) {
    if (!met) {
      missed.add(target);
    }
  }

  private SendingSession.Rate rate(SendingSession session, List<String> missed) throws Exception {
    SendingSession.Rate rate =
        session.rate(
            perSecond,
            Duration.ofMillis(answerMillis),
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(seconds));
    System.out.printf(
        Locale.ROOT,
        "%nrate: %,.0f of %,d messages a second, answered after %d ms, at most %d under way; server"
            + " busy %.2f, driver %.2f%n",
        rate.perSecond(),
        perSecond,
        answerMillis,
        rate.mostUnderWay(),
        rate.serverBusy(),
        rate.driverBusy());
    judge(
        rate.perSecond() >= LEAST_PART * perSecond && rate.serverBusy() <= MOST_BUSY,
        "%,d messages a second with one processor".formatted(perSecond),
        missed);
    return rate;
  }

  private List<SendingSession.Memory> memory(SendingSession session, List<String> missed)
      throws Exception {
    List<SendingSession.Memory> all = session.memory(waiting);
    System.out.println();
    all.forEach(it ->
        System.out.printf(
            Locale.ROOT,
            "memory: %-48s %4.0f MB resident, %5.1f MB live%n",
            it.when(),
            it.residentMegabytes(),
            it.liveMegabytes()));
    double restarted = all.get(2).residentMegabytes() - all.get(0).residentMegabytes();
    double written = all.get(1).residentMegabytes() - all.get(3).residentMegabytes();
    System.out.printf(
        Locale.ROOT,
        "memory: waiting messages take %.0f MB more than an idle server, %.0f MB more than the same"
            + " number of messages that do not wait%n",
        restarted,
        written);
    judge(
        restarted <= MOST_MEGABYTES && written <= MOST_MEGABYTES,
        "%,d waiting messages in at most %.0f MB".formatted(waiting, MOST_MEGABYTES),
        missed);
    return all;
  }

  private List<WebhooksDuringCampaign> webhooks(
      SendingSession session, String run, List<String> missed) throws Exception {
    RequestTemplate webhook = RequestTemplate.post("/webhook", MeasuredRequest.webhookBody(run));
    List<WebhooksDuringCampaign> rows = new ArrayList<>();
    List<Integer> rates = new ArrayList<>(List.of(0));
    rates.addAll(campaigns);
    System.out.printf(
        Locale.ROOT,
        "%n%,.0f webhooks a second beside a campaign%n%-24s %10s %10s %10s %10s %8s%n",
        webhooks,
        "milliseconds",
        "disk p50",
        "disk p99",
        "frame p50",
        "frame p99",
        "busy");
    for (int each : rates) {
      SendingSession.WebhooksDuringCampaign measured =
          session.webhooksBeside(
              each, webhook, webhooks, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds));
      WebhooksDuringCampaign row =
          new WebhooksDuringCampaign(
              each,
              measured.answered().getTotalCount(),
              Results.Latency.of(measured.answered()),
              Results.Latency.of(measured.arrived()),
              measured.serverBusy());
      rows.add(row);
      print(System.out, row);
      WebhooksDuringCampaign idle = rows.getFirst();
      judge(
          row.answeredMillis().p99() <= MOST_RATIO * idle.answeredMillis().p99(),
          "p99 until a webhook is on disk: at most %.0f times as long, with %,d messages a second"
              .formatted(MOST_RATIO, each),
          missed);
      judge(
          row.arrivedMillis().p99() <= MOST_RATIO * idle.arrivedMillis().p99(),
          "p99 until a frame arrives: at most %.0f times as long, with %,d messages a second"
              .formatted(MOST_RATIO, each),
          missed);
    }
    return rows;
  }

  private static void print(PrintStream out, WebhooksDuringCampaign row) {
    String name =
        row.campaignPerSecond() == 0
            ? "nothing is sent"
            : "%,d sent a second".formatted(row.campaignPerSecond());
    out.printf(
        Locale.ROOT,
        "%-24s %10.2f %10.2f %10.2f %10.2f %8.2f%n",
        name,
        row.answeredMillis().p50(),
        row.answeredMillis().p99(),
        row.arrivedMillis().p50(),
        row.arrivedMillis().p99(),
        row.serverBusy());
  }

  private Campaign campaign(SendingSession session, List<String> missed) throws Exception {
    SendingSession.Campaign measured = session.campaign(messages, live);
    Histogram millis = measured.live();
    Campaign campaign =
        new Campaign(
            measured.accepted(),
            measured.twice(),
            measured.refused(),
            measured.otherErrors(),
            measured.seconds(),
            millis.getTotalCount(),
            millis.getValueAtPercentile(50),
            millis.getValueAtPercentile(99),
            millis.getMaxValue());
    System.out.printf(
        Locale.ROOT,
        "%ncampaign: %,d accepted in %.0f s, %d twice; Meta's refusals %s, other errors %d%n"
            + "campaign: %d answers to customers reached Meta after %.0f ms (p50), %.0f ms (p99),"
            + " at most %.0f ms%n",
        campaign.accepted(),
        campaign.seconds(),
        campaign.twice(),
        campaign.refused(),
        campaign.otherErrors(),
        campaign.live(),
        campaign.liveP50Millis(),
        campaign.liveP99Millis(),
        campaign.liveMaxMillis());
    boolean whole =
        campaign.accepted() == messages + live
            && campaign.live() == live
            && campaign.twice() == 0
            && campaign.otherErrors() == 0;
    judge(whole, "every message accepted once", missed);
    judge(
        campaign.refused().values().stream().allMatch(it -> it == 0),
        "no message refused because of Meta's limits",
        missed);
    judge(
        campaign.liveP99Millis() <= MOST_LIVE_MILLIS,
        "p99 until an answer is at Meta: at most %.0f ms".formatted(MOST_LIVE_MILLIS),
        missed);
    return campaign;
  }
}
