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

/// The temporary folder of a run, and the file with its results. Used by one thread.
///
/// @param home the project's folder
/// @param work the temporary folder, empty at first; kept with the output of the servers if the run
///   fails
record RunFolder(Path home, Path work, Instant now) {
  private static final int RADIX = 36;

  /// Makes the folder of a run that begins now.
  static RunFolder open() throws IOException {
    Path home = Path.of(System.getProperty("parley.home", "")).toAbsolutePath();
    Path target = Files.createDirectories(home.resolve("bench/target"));
    return new RunFolder(
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

  /// @param serverJvmOptions the JVM options of the measured server
  Results.Circumstances circumstances(ParseResult command, String serverJvmOptions)
      throws IOException {
    return Machine.circumstances(home, command.originalArgs(), serverJvmOptions, now);
  }

  /// Writes the results, prints the path of their file, and removes the run's folder.
  ///
  /// @param kind a part of the file's name; may be empty
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
