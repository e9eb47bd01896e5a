package dev.parley.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Parley server for the simulator, in a separate process. Ends with [#close]. Used by one
/// thread.
///
/// It ignores the settings of the environment, so that a token or a database for real work does not
/// reach it, and runs in its data folder, which has no `.env`.
final class Companion implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Set<String> INHERITED =
      Set.of("HOME", "JAVA_HOME", "LANG", "LC_ALL", "PATH", "PARLEY_JAVA_OPTS", "TERM");

  private final Process process;
  private final URI url;

  /// The folder to delete at the end; null if it stays.
  private final @Nullable Path temporary;

  private Companion(Process process, URI url, @Nullable Path temporary) {
    this.process = process;
    this.url = url;
    this.temporary = temporary;
  }

  /// Starts a Parley.
  ///
  /// @param launcher the script `parley`
  /// @param dataDir the data folder of Parley; null for a folder that is deleted at the end
  /// @param settings the settings, as in `.env`
  static Companion start(
      Path launcher, int port, @Nullable Path dataDir, Map<String, String> settings)
      throws IOException {
    Path folder = dataDir == null ? Files.createTempDirectory("parley-simulate-") : dataDir;
    Files.createDirectories(folder);
    ProcessBuilder builder = new ProcessBuilder(List.of(launcher.toString(), "serve"));
    builder.directory(folder.toFile()).inheritIO();
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(settings);
    builder.environment().put("HOST", "127.0.0.1");
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("DATA_DIR", folder.toAbsolutePath().toString());
    return new Companion(
        builder.start(), URI.create("http://localhost:" + port), dataDir == null ? folder : null);
  }

  URI url() {
    return url;
  }

  /// Waits until the Parley answers.
  ///
  /// @throws IllegalStateException if it ends before that, or does not answer within two minutes
  void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!healthy(client)) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("Parley ended at its start with " + process.exitValue());
        }
        if (System.nanoTime() > end) {
          throw new IllegalStateException("Parley did not come up in two minutes");
        }
      }
    }
  }

  /// Waits until it has ended.
  void awaitEnd() throws InterruptedException {
    var _ = process.waitFor();
  }

  private boolean healthy(HttpClient client) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(url.resolve("/health")).timeout(Duration.ofSeconds(5)).build();
      return process.isAlive()
          && client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    if (temporary != null) {
      delete(temporary);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
