package dev.parley.simulator;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The `parley simulate` command. Runs until a signal ends it. The exit code is 1 after a failure,
/// which it reports in one sentence, and 2 after wrong usage.
@Command(
    name = "parley simulate",
    description = {
      "Plays Meta: accepts messages as the WhatsApp Cloud API does, and sends webhooks back.",
      "GET /ledger shows what happened; docs/simulator.md says what can be simulated."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "5001",
      description = "The port to listen on (${DEFAULT-VALUE}); 0 for any free port.")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on (${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      defaultValue = "http://localhost:5000/webhook",
      description = "The address to which webhooks are sent (${DEFAULT-VALUE}).")
  private URI webhook = URI.create("");

  @Option(
      names = "--secret",
      paramLabel = "SECRET",
      defaultValue = "simulated-app-secret",
      description = "The app's secret, with which webhooks are signed (${DEFAULT-VALUE}).")
  private String secret = "";

  @Option(
      names = "--verify-token",
      paramLabel = "TOKEN",
      defaultValue = "simulated-verify-token",
      description = "The verify token that Parley expects (${DEFAULT-VALUE}).")
  private String verifyToken = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The access token that calls must have; any token if left out.")
  private @Nullable String token;

  @Option(
      names = "--number",
      paramLabel = "ID[=NUMBER][:RATE]",
      defaultValue = "310987654321098=12025550100",
      description =
          "A number of the business, can be repeated (${DEFAULT-VALUE}). RATE is standard (80"
              + " messages a second), high (1,000) or phone (20).")
  private List<String> numbers = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of all random decisions (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "calm",
      description =
          "What goes wrong: calm, field (a few faults of every kind) or storm (${DEFAULT-VALUE}).")
  private String profile = "";

  @Option(
      names = "--fault",
      paramLabel = "NAME=RATE",
      description =
          "The rate of one fault from 0 to 1, such as answer.html502=0.1; can be repeated.")
  private Map<String, Double> faults = new LinkedHashMap<>();

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many times faster than real time the simulated time runs (${DEFAULT-VALUE}).")
  private double speed;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "Keeps the ledger in this file, and continues with it at the next start.")
  private @Nullable Path ledger;

  @Option(
      names = "--customers",
      paramLabel = "N",
      description = "The number of customers who start conversations (0; 5 with --with-server).")
  private @Nullable Integer customers;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0.2",
      description = "The number of messages a second that they write together (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--with-server",
      description = "Starts a Parley as well, set up to talk to the simulator.")
  private boolean withServer;

  @Option(
      names = "--server-port",
      paramLabel = "PORT",
      defaultValue = "5000",
      description = "The port of that Parley (${DEFAULT-VALUE}).")
  private int serverPort;

  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      description = "The data folder of that Parley; a temporary folder if left out.")
  private @Nullable Path dataDir;

  private volatile boolean ending;

  /// Runs the command with these arguments and ends the process with its exit code.
  public static void main(String... args) {
    CommandLine command = new CommandLine(new Main());
    command.setExecutionExceptionHandler((failure, line, _) -> {
      line.getErr().println("parley simulate: " + failure.getMessage());
      return 1;
    });
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Simulator simulator = Simulator.start(options());
    atEnd(simulator::close);
    PrintWriter out = spec.commandLine().getOut();
    out.println("The simulator is ready at " + simulator.url());
    out.flush();
    if (!withServer) {
      new CountDownLatch(1).await(); // until a signal ends the process
      return 0;
    }
    Companion parley = Companion.start(launcher(), serverPort, dataDir, settings(simulator));
    atEnd(() -> {
      ending = true;
      parley.close();
    });
    parley.awaitReady();
    if (!simulator.webhook(parley.url().resolve("/webhook"))) {
      throw new IllegalStateException("Parley did not answer the verification of its webhook");
    }
    out.println("Parley is ready at " + parley.url() + ", and its webhook is verified.");
    out.println("What happened is at " + simulator.url() + "/ledger. Ctrl-C ends both.");
    out.flush();
    parley.awaitEnd();
    if (ending) {
      return 0; // Ctrl-C ended Parley as well
    }
    throw new IllegalStateException("Parley has ended");
  }

  /// Runs `work` at the end of the process. Ctrl-C in a terminal ends Parley and the simulator, in
  /// any order.
  private static void atEnd(Runnable work) {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(work));
  }

  private static Path launcher() {
    String home = System.getProperty("parley.home");
    if (home == null) {
      throw new IllegalStateException("--with-server needs the launcher: ./parley simulate");
    }
    return Path.of(home, "parley");
  }

  /// The settings with which Parley uses the simulator.
  private Map<String, String> settings(Simulator simulator) {
    return Map.of(
        "GRAPH_API_URL",
        simulator.url().toString(),
        "WHATSAPP_ACCESS_TOKEN",
        token == null ? "simulated-access-token" : token,
        "PHONE_NUMBER_ID",
        numbers().stream().map(BusinessNumber::id).collect(Collectors.joining(",")),
        "BUSINESS_ACCOUNT_ID",
        simulator.accountId(),
        "WHATSAPP_APP_SECRET",
        secret,
        "WEBHOOK_VERIFY_TOKEN",
        verifyToken);
  }

  private List<BusinessNumber> numbers() {
    return IntStream.range(0, numbers.size())
        .mapToObj(i -> BusinessNumber.parse(numbers.get(i), i))
        .toList();
  }

  private SimulatorOptions options() {
    Faults wanted = Faults.named(profile);
    for (Map.Entry<String, Double> fault : faults.entrySet()) {
      wanted = wanted.with(Fault.of(fault.getKey()), fault.getValue());
    }
    return SimulatorOptions.defaults()
        .listen(host, port)
        .webhook(withServer ? null : webhook)
        .secret(secret)
        .verifyToken(verifyToken)
        .token(token)
        .numbers(numbers())
        .seed(seed)
        .faults(wanted)
        .speed(speed)
        .ledger(ledger)
        .customers(customers != null ? customers : withServer ? 5 : 0, rate);
  }
}
