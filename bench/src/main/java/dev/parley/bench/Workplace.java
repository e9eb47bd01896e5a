package dev.parley.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.parley.bench.server.DataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.ParseResult;

/// Where a run takes place: a folder of its own for as long as it runs, and the file that is left
/// of it. Used by one thread.
///
/// @param home the project's folder
/// @param work empty at first; stays behind when a run fails, with what the servers printed
record Workplace(Path home, Path work, Instant now) {
  private static final int RADIX = 36;

  /// Makes one for a run that begins now.
  static Workplace open() throws IOException {
    Path home = Path.of(System.getProperty("parley.home", "")).toAbsolutePath();
    Path target = Files.createDirectories(home.resolve("bench/target"));
    return new Workplace(
        home,
        Files.createTempDirectory(target, "run-"),
        Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS));
  }

  /// Digits and letters, different in each run.
  String run() {
    return Long.toString(now.getEpochSecond(), RADIX);
  }

  Path target() {
    return home.resolve("bench/target");
  }

  /// @param serverJvmOptions of what is measured
  Results.Circumstances circumstances(ParseResult command, String serverJvmOptions)
      throws IOException {
    return Machine.circumstances(home, command.originalArgs(), serverJvmOptions, now);
  }

  /// Keeps what was measured, says where, and removes the run's folder.
  ///
  /// @param kind part of the file's name; may be empty
  void finish(String kind, Object measured) throws IOException {
    String suffix = kind.isEmpty() ? "" : "-" + kind;
    Path file =
        Files.createDirectories(target().resolve("results"))
            .resolve(now.toString().replace(":", "") + suffix + ".json");
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(file.toFile(), measured);
    System.out.println("\n" + file);
    DataSet.remove(work);
  }
}
