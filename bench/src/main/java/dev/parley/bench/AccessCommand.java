package dev.parley.bench;

import dev.parley.bench.access.AccessSession;
import dev.parley.bench.server.ParleyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley bench access` command: measures the cost of authentication.
@Command(
    name = "access",
    description = "Measures requests and sockets with a credential, and many sign-ins at once.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AccessCommand implements Callable<Integer> {
  private static final String REQUESTS = "requests";
  private static final String SOCKETS = "sockets";
  private static final String SIGN_INS = "sign-ins";
  private static final Set<String> ALL = Set.of(REQUESTS, SOCKETS, SIGN_INS);

  /// The targets: at most this many additional microseconds of processor time for a request,
  /// additional kilobytes for a socket, and megabytes during all sign-ins.
  private static final double MOST_MICROS = 5;

  private static final double MOST_KILOBYTES = 0.5;
  private static final double MOST_MEGABYTES = 256;

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "The measurements: requests, sockets, sign-ins. All if omitted.")
  private Set<String> only = Set.of();

  @Option(
      names = "--before",
      paramLabel = "FOLDER",
      description =
          "A checkout of an older commit to compare with; its ./parley bench must have been built.")
  private @Nullable Path before;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      paramLabel = "N",
      description =
          "requests: the number of alternating measurements of each kind of caller"
              + " (${DEFAULT-VALUE}).")
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
      description = "The warm-up in seconds before that (${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--sockets",
      defaultValue = "10000",
      paramLabel = "N",
      description = "sockets: the number of sockets (${DEFAULT-VALUE}).")
  private int sockets;

  @Option(
      names = "--sign-ins",
      defaultValue = "200",
      paramLabel = "N",
      description = "sign-ins: the number of sign-ins at once (${DEFAULT-VALUE}).")
  private int signIns;

  @Option(
      names = "--java-opts",
      defaultValue = "",
      paramLabel = "OPTIONS",
      description = "JVM options of the servers. They override those of the launcher.")
  private String javaOptions = "";

  /// The results of many sign-ins at once, in the form in which they are written to the file.
  ///
  /// @param answers the number of answers by status
  /// @param seconds the time until the last answer
  /// @param aloneMillis the latencies of other requests before the sign-ins
  /// @param besideMillis the latencies of other requests during the sign-ins
  /// @param megabytesBefore the resident memory before the sign-ins
  /// @param mostMegabytes the highest resident memory during the sign-ins
  record ConcurrentSignIns(
      Map<Integer, Long> answers,
      double seconds,
      Results.Latency aloneMillis,
      Results.Latency besideMillis,
      double megabytesBefore,
      double mostMegabytes) {}

  /// The report, in the form in which it is written to the file. Parts that were not measured are
  /// null or empty.
  record Report(
      Results.Circumstances circumstances,
      List<AccessSession.Requests> requests,
      List<AccessSession.Sockets> sockets,
      @Nullable ConcurrentSignIns signIns,
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
    AccessSession session =
        new AccessSession(
            new AccessSession.Options(
                before == null ? null : new ParleyServer(before.toAbsolutePath(), javaOptions),
                new ParleyServer(at.home(), javaOptions),
                rounds,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds)),
            at.work(),
            System.err);
    List<String> missed = new ArrayList<>();
    List<AccessSession.Requests> requests =
        wanted.contains(REQUESTS) ? requests(session, missed) : List.of();
    List<AccessSession.Sockets> idle =
        wanted.contains(SOCKETS) ? sockets(session, missed) : List.of();
    ConcurrentSignIns atOnce = wanted.contains(SIGN_INS) ? signIns(session, missed) : null;
    missed.forEach(it -> System.out.println("MISSED: " + it));
    at.finish("access", new Report(circumstances, requests, idle, atOnce, missed));
    return missed.isEmpty() ? 0 : 1;
  }

  private static List<AccessSession.Requests> requests(AccessSession session, List<String> missed)
      throws Exception {
    List<AccessSession.Requests> all = session.requests();
    System.out.printf(Locale.ROOT, "%n%-12s %12s %10s%n", "requests", "a second", "cpu us");
    for (AccessSession.Requests row : all) {
      System.out.printf(
          Locale.ROOT, "%-12s %,12.0f %10.1f%n", row.caller(), row.perSecond(), row.cpuMicros());
      if (row.cpuMicros() - all.getFirst().cpuMicros() > MOST_MICROS) {
        missed.add(
            "%s: at most %.0f us more than the first row".formatted(row.caller(), MOST_MICROS));
      }
    }
    return all;
  }

  private List<AccessSession.Sockets> sockets(AccessSession session, List<String> missed)
      throws Exception {
    List<AccessSession.Sockets> all = session.sockets(sockets);
    System.out.printf(Locale.ROOT, "%n%-12s %12s%n", "sockets", "live KB each");
    for (AccessSession.Sockets row : all) {
      System.out.printf(Locale.ROOT, "%-12s %12.2f%n", row.caller(), row.kilobytes());
      if (row.kilobytes() - all.getFirst().kilobytes() > MOST_KILOBYTES) {
        missed.add(
            "%s: at most %.1f KB more than the first row".formatted(row.caller(), MOST_KILOBYTES));
      }
    }
    return all;
  }

  private ConcurrentSignIns signIns(AccessSession session, List<String> missed) throws Exception {
    AccessSession.SignIns measured = session.signIns(signIns);
    ConcurrentSignIns row =
        new ConcurrentSignIns(
            measured.answers(),
            measured.seconds(),
            Results.Latency.of(measured.alone()),
            Results.Latency.of(measured.beside()),
            measured.megabytesBefore(),
            measured.mostMegabytes());
    System.out.printf(
        Locale.ROOT,
        "%n%d sign-ins at once: answered %s in %.1f s; other requests p99 %.2f ms, before that"
            + " %.2f ms; at most %.0f MB resident, before that %.0f MB%n",
        signIns,
        row.answers(),
        row.seconds(),
        row.besideMillis().p99(),
        row.aloneMillis().p99(),
        row.mostMegabytes(),
        row.megabytesBefore());
    if (row.mostMegabytes() > MOST_MEGABYTES) {
      missed.add("sign-ins within %.0f MB".formatted(MOST_MEGABYTES));
    }
    return row;
  }
}
