package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real browser without a window, with a new profile, on one page. Closing it ends it.
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private final Process process;

  private Chromium(Process process) {
    this.process = process;
  }

  /// Skips the test if there is no Chromium, and says so; with `CI=true` the test fails.
  ///
  /// @param folder the folder for the profile and the browser's output
  static Chromium open(Path folder, String url) throws IOException {
    ProcessBuilder browser =
        new ProcessBuilder(
                program(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--remote-debugging-port=0", // without it the browser ends once the page is loaded
                url)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("chromium.log").toFile());
    browser.environment().put("TMPDIR", folder.toString());
    return new Chromium(browser.start());
  }

  private static String program() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      for (String name : NAMES) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program.toString();
        }
      }
    }
    String why = "Chromium is missing: install chromium, for example with apt-get install chromium";
    if ("true".equals(System.getenv("CI"))) {
      fail(why);
    }
    System.out.println("[WARNING] SKIPPED the tests with a real browser: " + why);
    return abort(why);
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(it -> it.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(_ -> it).join());
  }
}
