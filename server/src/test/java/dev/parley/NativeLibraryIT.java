package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.ParleyProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests where SQLite's native library is stored.
@Timeout(120)
final class NativeLibraryIT {
  @TempDir Path folder = Path.of("");

  private Map<String, String> settings(String temporary) {
    return Map.of(
        "PORT",
        "0",
        "HOST",
        "127.0.0.1",
        "DATA_DIR",
        folder.resolve("data").toString(),
        "JAVA_TOOL_OPTIONS",
        "-Djava.io.tmpdir=" + temporary);
  }

  @Test
  void nothingStaysInTheTemporaryFolderOfAProcessThatWasKilled() throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    for (int i = 0; i < 2; i++) {
      try (ParleyProcess server =
          ParleyProcess.start(folder, settings(temporary.toString()), "serve")) {
        server.ready();
        server.kill();
      }
    }

    assertEquals(List.of(), libraries(temporary));
    assertEquals(1, libraries(folder.resolve("data/parley-native")).size());
  }

  @Test
  void aTemporaryFolderThatForbidsProgramsIsNoObstacle() throws IOException {
    Ended ended = withoutPrograms(List.of("tmp"), folder.resolve("data"));

    assertEquals(0, ended.exit(), ended.out() + ended.err());
  }

  @Test
  void ifNoFolderAllowsProgramsTheErrorNamesTheSetting() throws IOException {
    Ended ended = withoutPrograms(List.of("tmp", "data", "home"), folder.resolve("data"));

    assertEquals(1, ended.exit(), ended.out() + ended.err());
    List<String> said = ended.err().lines().filter(it -> !it.startsWith("Picked up")).toList();
    assertEquals(1, said.size(), ended.err());
    assertTrue(said.getFirst().contains("PARLEY_JAVA_OPTS=-Dorg.sqlite.tmpdir="), ended.err());
  }

  /// Runs `seed` with these folders mounted so that programs in them cannot be executed.
  private Ended withoutPrograms(List<String> names, Path data) throws IOException {
    StringBuilder script = new StringBuilder();
    for (String name : List.of("tmp", "data", "home")) {
      Path mounted = Files.createDirectories(folder.resolve(name));
      if (names.contains(name)) {
        script
            .append("mount -t tmpfs -o noexec,mode=700 tmpfs ")
            .append(mounted)
            .append(" || exit 77\n");
      }
    }
    script.append("exec \"$@\"");
    Map<String, String> environment =
        Map.of(
            "DATA_DIR",
            data.toString(),
            "XDG_CACHE_HOME",
            folder.resolve("home").toString(),
            "JAVA_TOOL_OPTIONS",
            "-Djava.io.tmpdir=" + folder.resolve("tmp"));
    List<String> command =
        List.of(
            "unshare",
            "-m",
            "sh",
            "-c",
            script.toString(),
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx96m",
            "-jar",
            ParleyProcess.JAR.toString(),
            "seed");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/unshare"))
            && "root".equals(System.getProperty("user.name")),
        "SKIPPED: mounting a folder without the right to run programs needs root");
    try (ParleyProcess process = ParleyProcess.launch(folder, environment, command)) {
      Ended ended = process.end();
      assumeTrue(ended.exit() != 77, "SKIPPED: folders cannot be mounted here");
      return ended;
    }
  }

  private static List<Path> libraries(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().contains("sqlite")).toList();
    }
  }
}
