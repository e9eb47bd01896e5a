package dev.parley.cli;

import dev.parley.HeapTrim;
import dev.parley.Parley;
import dev.parley.config.ParleyConfig;
import dev.parley.log.Logging;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Runs the server until a signal ends the process; then finishes the requests under way.
@Command(
    name = "serve",
    description = "Starts the server; parley without a command does the same.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class Serve implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    run(spec.commandLine().getOut());
    return 0;
  }

  /// Serves until a signal ends the process.
  ///
  /// @param out receives one line when the server is ready
  static void run(PrintWriter out) throws InterruptedException {
    ParleyConfig config = Commands.config();
    Logging.configure(config.log());
    StopSignals.endWithZero();
    Parley parley = Parley.start(config, Clock.systemUTC());
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(parley::close));
    out.println("Parley is ready at " + address(config.http().host(), parley.port()));
    out.flush();
    Thread.ofVirtual().name("warm-up").start(parley::warmUp);
    try (HeapTrim _ = new HeapTrim()) {
      new CountDownLatch(1).await(); // until a signal ends the process
    }
  }

  private static String address(String host, int port) {
    return switch (host) {
      case "0.0.0.0", "::", "0:0:0:0:0:0:0:0" -> "http://localhost:%d".formatted(port);
      default -> "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port);
    };
  }
}
