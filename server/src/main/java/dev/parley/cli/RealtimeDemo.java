package dev.parley.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.config.ParleyConfig;
import dev.parley.socketio.client.SocketClient;
import dev.parley.socketio.client.SocketClientOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Shows the events that a client of a running server receives, and causes some.
@Command(
    name = "realtime-demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Connects to a running server as a Socket.IO client.",
      "Shows every event as it arrives, and causes some: a message that is delivered and read, a"
          + " reply, and typing.",
      "Exits 0 if all of them arrived, otherwise 1.",
      "Two demos at once see each other's events. Leaves messages in the chat 1234567890."
    })
final class RealtimeDemo implements Callable<Integer> {
  private static final long SHORTEST = 250;
  private static final long LONGEST = 3_600_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server; the one on this machine, at PORT, if left out.")
  private @Nullable URI url;

  @Option(
      names = "--continuous",
      description = "Run until Ctrl-C; if the server goes away, wait for it to come back.")
  private boolean continuous;

  @Option(
      names = "--interval",
      paramLabel = "MS",
      defaultValue = "5000",
      description =
          "With --continuous, milliseconds between two rounds: "
              + SHORTEST
              + " to "
              + LONGEST
              + " (default ${DEFAULT-VALUE}).")
  private long interval;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (interval < SHORTEST || interval > LONGEST) {
      throw new ParameterException(
          spec.commandLine(),
          "--interval must be %d to %d, was %d".formatted(SHORTEST, LONGEST, interval));
    }
    ParleyConfig config = Commands.config();
    URI server = ServerUrl.of(spec.commandLine(), url, config);
    Console console = new Console(spec);
    DemoEvents events = new DemoEvents(console, server);
    try (ApiClient api = new ApiClient(server.toString());
        SocketClient socket = SocketClient.connect(options(server), events)) {
      events.onConnected(() -> socket.emit("join-user", DemoRound.user()));
      events.awaitConnection();
      String run = UUID.randomUUID().toString().substring(0, 4);
      DemoRound round = new DemoRound(server, api, config.whatsApp(), events, run);
      if (continuous) {
        goOn(round, events, console);
      } else {
        round.run();
      }
    }
    console.line("");
    console.line("%s every event came", Console.good("OK"));
    return 0;
  }

  /// A short loss of the connection loses no event.
  private static SocketClientOptions options(URI server) {
    return SocketClientOptions.of(server)
        .withAuth(JsonNodeFactory.instance.objectNode().put("recover", true));
  }

  /// Runs until a signal ends the process, which is not a failure.
  private void goOn(DemoRound round, DemoEvents events, Console console)
      throws InterruptedException {
    Thread end =
        Thread.ofPlatform()
            .name("shutdown")
            .unstarted(() -> Runtime.getRuntime().halt(0)); // the JVM would say 130, for the signal
    Runtime.getRuntime().addShutdownHook(end);
    try {
      while (true) {
        try {
          round.run();
        } catch (CommandException missing) {
          console.line("%s %s", Console.bad("MISSING"), missing.sentence());
        } catch (IOException gone) {
          console.line("%s the server did not answer", Console.bad("MISSING"));
        }
        events.show(Duration.ofMillis(interval));
        events.awaitReconnection();
      }
    } finally {
      var _ = Runtime.getRuntime().removeShutdownHook(end);
    }
  }
}
