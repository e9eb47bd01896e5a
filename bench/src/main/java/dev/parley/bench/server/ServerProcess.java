package dev.parley.bench.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A server in a separate process. Ends with [#close], or with this JVM. Used by one thread.
public final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long PROBE_NANOS = 1_000_000;
  private static final Set<String> INHERITED = Set.of("HOME", "JAVA_HOME", "LANG", "PATH");

  private final Process process;
  private final int port;
  private final Path log;
  private final Thread reaper;
  private final Duration startup;

  private ServerProcess(Process process, int port, Path log, Thread reaper, Duration startup) {
    this.process = process;
    this.port = port;
    this.log = log;
    this.reaper = reaper;
    this.startup = startup;
  }

  /// A port of the loopback interface that is free at the moment.
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Starts `command` and waits until `GET /health` on `port` is answered with 200.
  ///
  /// Its environment is `environment` and the variables for finding a JDK. It does not inherit
  /// other variables of this process, such as a token or the address of a database. Its working
  /// folder is the folder of the log, which has no `.env` file.
  ///
  /// @param log receives its output
  /// @throws IOException if it ends before that, or does not come up in two minutes
  public static ServerProcess start(
      List<String> command, Map<String, String> environment, int port, Path log)
      throws IOException {
    return start(command, environment, port, "/health", log);
  }

  /// Starts `command` and waits until `GET` on another path than `/health` is answered with 200.
  ///
  /// @param probe the path with its query, such as `/health`
  /// @throws IOException if it ends before that, or does not come up in two minutes
  public static ServerProcess start(
      List<String> command, Map<String, String> environment, int port, String probe, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.directory(log.resolveSibling("").toFile());
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(environment);
    long begun = System.nanoTime();
    Process process = builder.start();
    Thread reaper = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(reaper);
    while (!healthy(port, probe)) {
      if (!process.isAlive()) {
        throw new IOException(
            "the server ended at its start with "
                + process.exitValue()
                + ": "
                + Files.readString(log));
      }
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        process.destroyForcibly();
        throw new IOException("the server did not come up: " + Files.readString(log));
      }
      LockSupport.parkNanos(PROBE_NANOS);
    }
    Duration startup = Duration.ofNanos(System.nanoTime() - begun);
    return new ServerProcess(process, port, log, reaper, startup);
  }

  private static boolean healthy(int port, String probe) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + probe);
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setRequestProperty("Connection", "close");
      connection.setReadTimeout((int) PATIENCE.toMillis());
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// The time from the start of the process to its first answer.
  public Duration startup() {
    return startup;
  }

  /// The processor time it has used; zero if the system does not report it.
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// The processor time that this process, the driver, has used.
  public static Duration ownCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// The process id.
  public long pid() {
    return process.pid();
  }

  /// The resident memory of the process.
  public double residentMegabytes() throws IOException {
    Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
    String kilobytes =
        new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
    return Long.parseLong(kilobytes) / 1024.0;
  }

  /// Asks the process to end, as an operator would, and waits for it.
  ///
  /// @throws IOException if it does not end within 20 seconds, or ends with a failure
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the server did not end when asked to: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(reaper);
  }
}
