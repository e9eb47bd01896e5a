package dev.parley.bench;

import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.soak.MemorySession;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench memory` command: measures how much memory the server uses under a steady load.
@Command(
    name = "memory",
    description = "Puts a steady load on Parley, and reports its resident memory each minute.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MemoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--minutes",
      defaultValue = "10",
      paramLabel = "N",
      description = "The length of the load (${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--sockets",
      defaultValue = "200",
      paramLabel = "N",
      description = "The number of Socket.IO clients that receive all events (${DEFAULT-VALUE}).")
  private int sockets;

  @Option(
      names = "--webhooks",
      defaultValue = "500",
      paramLabel = "N",
      description = "Webhooks a second (${DEFAULT-VALUE}).")
  private double webhooks;

  @Option(
      names = "--sends",
      defaultValue = "20",
      paramLabel = "N",
      description = "Sent messages a second (${DEFAULT-VALUE}).")
  private double sends;

  @Option(
      names = "--reads",
      defaultValue = "20",
      paramLabel = "N",
      description =
          "Pages of the chat list a second, and the same number of pages of chats"
              + " (${DEFAULT-VALUE}).")
  private double reads;

  @Option(
      names = "--sample-seconds",
      defaultValue = "60",
      paramLabel = "N",
      description = "The interval of the memory readings (${DEFAULT-VALUE}).")
  private int sampleSeconds;

  @Option(
      names = "--at-most",
      defaultValue = "350",
      paramLabel = "MB",
      description = "Fails if the server ever used more memory (${DEFAULT-VALUE}).")
  private double atMost;

  @Option(
      names = "--java-opts",
      defaultValue = "",
      paramLabel = "OPTIONS",
      description = "JVM options of the server. They override those of the launcher.")
  private String javaOptions = "";

  /// The report, in the form in which it is written to the file.
  record Report(
      Results.Circumstances circumstances,
      double minutes,
      int sockets,
      double atMostMegabytes,
      MemorySession.Result result) {}

  @Override
  public Integer call() throws Exception {
    RunFolder at = RunFolder.open();
    Results.Circumstances circumstances =
        at.circumstances(
            spec.root().commandLine().getParseResult(),
            (JvmOptions.launchers() + " " + javaOptions).trim());
    String chat = "/api/chats/1555{number%500:7}?limit=50";
    var options =
        new MemorySession.Options(
            new ParleyServer(at.home(), javaOptions),
            Duration.ofMillis((long) (minutes * 60_000)),
            sockets,
            Duration.ofSeconds(sampleSeconds));
    MemorySession session = new MemorySession(options, at.work(), System.err);
    session.repeat(
        "webhooks",
        RequestTemplate.post("/webhook", MeasuredRequest.webhookBody(at.run())),
        200,
        webhooks);
    session.repeat(
        "sends", RequestTemplate.post("/api/send", MeasuredRequest.sendBody()), 201, sends);
    session.repeat("chat lists", RequestTemplate.get("/api/chats?limit=20"), 200, reads);
    session.repeat("chats", RequestTemplate.get(chat), 200, reads);
    MemorySession.Result result = session.run();
    new Table(System.out).print(new Results(circumstances));
    print(System.out, result);
    at.finish("memory", new Report(circumstances, minutes, sockets, atMost, result));
    return passed(result) ? 0 : 1;
  }

  private boolean passed(MemorySession.Result result) {
    return result.mostMegabytes() <= atMost && result.errors().isEmpty();
  }

  private void print(PrintStream out, MemorySession.Result result) {
    out.println();
    result
        .requests()
        .forEach(it ->
            out.printf(
                Locale.ROOT,
                "%-12s %,10d, %6.1f/s, p50 %.1f ms, p99 %.1f ms%n",
                it.name(),
                it.answers(),
                it.perSecond(),
                it.p50Millis(),
                it.p99Millis()));
    result.done().forEach((what, times) -> out.printf(Locale.ROOT, "%-20s %,d%n", what, times));
    result
        .errors()
        .forEach((why, times) -> out.printf(Locale.ROOT, "ERROR, %d times: %s%n", times, why));
    result
        .samples()
        .forEach(it ->
            out.printf(
                Locale.ROOT,
                "%4d s: %.0f MB resident%s%n",
                it.second(),
                it.megabytes(),
                it.when()));
    out.printf(
        Locale.ROOT,
        "at most %.0f MB resident (limit %.0f), %.1f s of processor time%n%s%n",
        result.mostMegabytes(),
        atMost,
        result.cpuSeconds(),
        passed(result) ? "PASSED" : "FAILED");
  }
}
