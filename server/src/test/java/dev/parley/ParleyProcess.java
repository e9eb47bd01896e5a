package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The real program in a separate process, without settings from the environment of the tests.
/// Closing it kills it.
public final class ParleyProcess implements AutoCloseable {
  /// The built jar.
  public static final Path JAR = Path.of(property("parley.jar"));

  /// The folder of the launcher.
  public static final Path HOME = Path.of(property("parley.home"));

  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String READY = "Parley is ready at ";

  private final Process process;
  private final Reader out;
  private final Reader err;

  /// The exit code and the output of a process.
  public record Ended(int exit, String out, String err) {}

  private ParleyProcess(Process process) {
    this.process = process;
    this.out = new Reader(process.inputReader()::lines);
    this.err = new Reader(process.errorReader()::lines);
  }

  /// `java -jar parley.jar`.
  ///
  /// @param settings the whole environment, except `PATH` and `HOME`
  public static ParleyProcess start(
      Path folder, Map<String, String> settings, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA.toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1")); // these processes live for seconds
    command.addAll(ClassArchive.options());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return launch(folder, settings, command);
  }

  /// Starts Parley with the options that the launcher `./parley` passes to the JVM: the heap, the
  /// collector.
  ///
  /// @param settings the whole environment, except `PATH` and `HOME`; `PARLEY_JAVA_OPTS` in it has
  ///   an effect
  public static ParleyProcess startAsLaunched(
      Path folder, Map<String, String> settings, String... arguments) {
    List<String> command = new ArrayList<>(List.of(JAVA.toString()));
    command.addAll(launcherOptions(folder, settings));
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(settings);
    environment.putIfAbsent("MALLOC_ARENA_MAX", "2");
    return launch(folder, environment, command);
  }

  /// The options that `./parley` would give the JVM with these settings.
  public static List<String> launcherOptions(Path folder, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    List<String> command = List.of("sh", HOME.resolve("parley").toString(), "java-options");
    try (ParleyProcess launcher = launch(folder, environment, command)) {
      Ended ended = launcher.end();
      assertEquals(0, ended.exit(), ended.err());
      return List.of(ended.out().strip().split("\\s+"));
    }
  }

  public static ParleyProcess launch(
      Path folder, Map<String, String> settings, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("PATH", "HOME"));
    environment.put("HOST", "127.0.0.1");
    environment.put("ALLOWED_HOSTS", "x, parley"); // the host names in requests written by hand
    environment.put("ANONYMOUS", "all"); // with these names, callers do not count as local
    environment.putAll(settings);
    try {
      return new ParleyProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs a command to its end.
  public static Ended run(Path folder, Map<String, String> settings, String... arguments) {
    try (ParleyProcess process = start(folder, settings, arguments)) {
      return process.end();
    }
  }

  /// Waits until it serves.
  public URI ready() {
    String line = out.await(it -> it.startsWith(READY));
    if (line == null) {
      throw new AssertionError("Parley did not start: " + err.text());
    }
    return URI.create(line.substring(READY.length()));
  }

  /// Waits until it has printed a line that contains `words`.
  public void await(String words) {
    if (out.await(it -> it.contains(words)) == null) {
      throw new AssertionError("it ended without '" + words + "': " + out.text() + err.text());
    }
  }

  /// Waits until it has printed an error line that contains `words`.
  void awaitError(String words) {
    if (err.await(it -> it.contains(words)) == null) {
      throw new AssertionError("it ended without '" + words + "': " + out.text() + err.text());
    }
  }

  /// Waits for its end.
  public Ended end() {
    try {
      assertTrue(
          process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "it goes on after " + PATIENCE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new Ended(process.exitValue(), out.text(), err.text());
  }

  /// Its process id, for `kill -STOP` and the like.
  public long pid() {
    return process.pid();
  }

  /// Resident memory in bytes, now. Linux only.
  public long resident() {
    return memory("VmRSS");
  }

  /// The most resident memory in bytes that it ever had. Linux only.
  public long mostResident() {
    return memory("VmHWM");
  }

  private long memory(String name) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      String line = lines.filter(it -> it.startsWith(name + ":")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Its output so far, of both streams.
  public String said() {
    return out.soFar() + "\n" + err.soFar();
  }

  /// Asks it to end: SIGTERM.
  public void terminate() {
    process.toHandle().destroy(); // Process#destroy would also stop reading its output
  }

  /// Kills it with SIGKILL; returns when it has ended.
  public void kill() {
    process.destroyForcibly();
    assertEquals(128 + 9, end().exit(), "not ended by SIGKILL");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    end();
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name + ": run by mvn verify");
  }

  /// Reads a stream to its end, so that the process never waits for its reader. It uses a platform
  /// thread, because tests on virtual threads that wait for [ClassArchive] occupy all carriers.
  private static final class Reader {
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private interface Source {
      Stream<String> lines();
    }

    Reader(Source source) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try (Stream<String> read = source.lines()) {
              read.forEach(this::add);
            } catch (UncheckedIOException closed) {
              // The process was killed while it wrote.
            } finally {
              end();
            }
          });
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    private synchronized void end() {
      ended.countDown();
      notifyAll();
    }

    /// The first matching line; null if the stream ends without one.
    synchronized @Nullable String await(Predicate<String> wanted) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        var found = lines.stream().filter(wanted).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
        long left = deadline - System.nanoTime();
        if (ended.getCount() == 0) {
          return null;
        }
        assertTrue(left > 0, "waited for " + PATIENCE);
        try {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }

    synchronized String soFar() {
      return String.join("\n", lines);
    }

    /// Everything, once the stream has ended.
    String text() {
      try {
        assertTrue(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      synchronized (this) {
        return String.join("\n", lines);
      }
    }
  }
}
