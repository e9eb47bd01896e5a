package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.ParleyProcess.Ended;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests how the launcher `./parley` adapts to its environment.
@Timeout(120)
final class LauncherIT {
  private static final Map<String, String> ANY_PORT = Map.of("PORT", "0", "HOST", "127.0.0.1");
  private static final String JAVA_HOME = "JAVA_HOME=" + System.getProperty("java.home");
  private static final String ON_ANY_PORT = "PORT=0";
  private static final String COMMANDS = "server/src/main/java/dev/parley/cli";

  @TempDir Path folder = Path.of("");

  private Path home = Path.of("");

  /// Copies the launcher and the built jar, without sources, and with an empty cache, so that the
  /// launcher uses no other cache.
  @BeforeEach
  void unpack() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    Files.copy(ParleyProcess.HOME.resolve("parley"), home.resolve("parley"));
    Files.copy(ParleyProcess.JAR, home.resolve("parley.jar"));
    Files.createSymbolicLink(home.resolve("lib"), ParleyProcess.JAR.resolveSibling("lib"));
    old(home.resolve("parley.jar"));
    Files.createFile(home.resolve("parley.aot"));
  }

  @Test
  void theJarServesWithTheLaunchersOptions() {
    List<String> options = ParleyProcess.launcherOptions(folder, ANY_PORT);
    assertTrue(options.stream().anyMatch(it -> it.startsWith("-Xmx")), options.toString());
    assertTrue(options.contains("-XX:+UseSerialGC"), options.toString());

    try (ParleyProcess server = ParleyProcess.startAsLaunched(folder, ANY_PORT, "serve")) {
      assertEquals("127.0.0.1", server.ready().getHost());
      long resident = server.resident();
      assertTrue(resident > 20_000_000, "resident: " + resident);
      assertTrue(server.mostResident() >= resident);
    }
  }

  @Test
  void noHomeIsNeeded() {
    Ended ended = launched(folder, List.of("PATH=/usr/bin:/bin"), "java-options");

    assertFalse(ended.err().contains("HOME: "), ended.err());
    assertFalse(ended.err().contains("parameter"), ended.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "package", "simulate"})
  void commandsThatNeedTheSourcesSaySo(String command) {
    Ended ended = launched(folder, List.of(JAVA_HOME), command);

    assertEquals(1, ended.exit(), ended.out());
    assertTrue(ended.err().contains("in the folder of the"), ended.err());
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_TOOL_OPTIONS=-XX:+UseG1GC",
    "JDK_JAVA_OPTIONS=-XX:+UseZGC",
    "_JAVA_OPTIONS=-XX:+UseParallelGC",
    "PARLEY_JAVA_OPTS=-XX:+UseG1GC"
  })
  void anotherCollectorIsRespected(String variable) {
    Ended options = launched(folder, List.of(JAVA_HOME, variable), "java-options");
    Ended version = launched(folder, List.of(JAVA_HOME, variable), "--version");

    assertFalse(options.out().contains("SerialGC"), options.out());
    assertEquals(0, version.exit(), version.out() + version.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JAVA_TOOL_OPTIONS=-Xmx100m",
        "JDK_JAVA_OPTIONS=-XX:MaxRAMPercentage=30",
        "PARLEY_JAVA_OPTS=-XX:MaxHeapSize=100m"
      })
  void anotherHeapIsRespected(String variable) {
    String options = launched(folder, List.of(JAVA_HOME, variable), "java-options").out();

    assertFalse(options.contains("-Xmx168m"), options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LANG=C", "LC_ALL=POSIX", "X=without"})
  void foldersMayHaveAnyNameWithoutALocale(String locale) throws IOException {
    Path working = Files.createDirectory(folder.resolve("donn\u00e9es \u65e5"));

    Ended seeded = launched(working, List.of(JAVA_HOME, locale, "DATA_DIR=d\u00e4ta"), "seed");

    assertEquals(0, seeded.exit(), seeded.err());
    assertTrue(Files.exists(working.resolve("d\u00e4ta").resolve("parley.db")));
  }

  /// A JVM that ends like a crashed one whenever it uses the cache that it created.
  @Test
  void aCacheThatCrashesTheJvmIsNotUsed() throws IOException {
    Path jdk = Files.createDirectories(folder.resolve("jdk"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    Path java = Files.createDirectory(jdk.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        for option; do
          case $option in
            -XX:AOTCacheOutput=*) echo cache >"${option#*=}"; exit ;;
            -XX:AOTCache=*) exit 134 ;;
          esac
        done
        exec "%s/bin/java" "$@"
        """
            .formatted(System.getProperty("java.home")));
    assertTrue(java.toFile().setExecutable(true));
    Files.delete(home.resolve("parley.aot"));

    Ended first = launched(folder, List.of("JAVA_HOME=" + jdk), "--version");
    Ended second = launched(folder, List.of("JAVA_HOME=" + jdk), "--version");

    assertEquals(0, first.exit(), first.err());
    assertEquals(0, second.exit(), second.err());
    assertEquals(0, Files.size(home.resolve("parley.aot"))); // no cache is tried again
  }

  @Test
  void devEndsWithZeroOnASignal() throws IOException {
    Path sources = withSources();
    try (ParleyProcess dev =
        launch(folder, List.of(JAVA_HOME, ON_ANY_PORT), sources.resolve("parley"), "dev")) {
      dev.ready();

      dev.terminate();

      assertEquals(0, dev.end().exit());
    }
  }

  /// The new signature of `run` reaches the caller only if that is compiled again too.
  @Test
  void devRestartsTheServerWithWhatWasChangedAndItsUsers() throws IOException {
    Path sources = withSources();
    Path commands = sources.resolve(COMMANDS);
    Files.createDirectories(commands);
    for (String file : List.of("Serve.java", "Main.java")) {
      Files.copy(ParleyProcess.HOME.resolve(COMMANDS).resolve(file), commands.resolve(file));
    }
    // The jar is newer than all of them.
    Path jar = sources.resolve("server/target/parley.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));
    try (ParleyProcess dev =
        launch(folder, List.of(JAVA_HOME, ON_ANY_PORT), sources.resolve("parley"), "dev")) {
      dev.ready();
      Path serve = commands.resolve("Serve.java");
      String before = Files.readString(serve);

      Files.writeString(serve, before.replace("out.flush();", "out.flush()"));
      dev.awaitError("';' expected");
      dev.awaitError("the server keeps running as it was");
      Files.writeString(
          serve,
          before
              .replace("void run(PrintWriter out)", "void run(java.io.Writer writer)")
              .replace(
                  "ParleyConfig config =",
                  "PrintWriter out = new PrintWriter(writer); ParleyConfig config =")
              .replace("Parley is ready at ", "Changed Parley is ready at "));

      dev.await("Changed Parley is ready at ");
      dev.terminate();
      Ended ended = dev.end();
      assertEquals(0, ended.exit(), ended.err());
      assertTrue(ended.err().contains("compiled 2 files"), ended.err());
    }
  }

  @Test
  void aPackageRunsWithNothingButAJavaRuntime() throws IOException {
    Path sources = withSources();

    Ended packed = end(launch(folder, List.of(JAVA_HOME), sources.resolve("parley"), "package"));
    assertEquals(0, packed.exit(), packed.err());
    Path archive = Path.of(packed.out());
    assertEquals(
        0,
        ParleyProcess.launch(folder, Map.of(), List.of("tar", "-xzf", archive.toString()))
            .end()
            .exit());
    Path unpacked = folder.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
    for (String file : List.of("LICENSE", ".env.example", "parley.service", "parley.jar", "lib")) {
      assertTrue(Files.exists(unpacked.resolve(file)), file);
    }
    Files.createFile(unpacked.resolve("parley.aot")); // so that none has to be created
    try (ParleyProcess server =
        launch(folder, List.of(JAVA_HOME, ON_ANY_PORT), unpacked.resolve("parley"), "serve")) {
      URI uri = server.ready();

      Ended checked =
          ParleyProcess.run(folder, Map.of(), "test-api", "http://127.0.0.1:" + uri.getPort());
      server.terminate();

      assertEquals(0, checked.exit(), checked.out());
      assertEquals(0, server.end().exit());
    }
    assertFalse(Files.exists(unpacked.resolve(".parley-build.lock")));
  }

  /// A folder that looks like a checkout whose sources are all older than the built files.
  private Path withSources() throws IOException {
    Path sources = Files.createDirectory(folder.resolve("sources"));
    Path target = Files.createDirectories(sources.resolve("server").resolve("target"));
    Files.createDirectory(sources.resolve("tools"));
    for (String file :
        List.of(
            "parley", "LICENSE", ".env.example", "tools/parley.service", "tools/Develop.java")) {
      Files.copy(ParleyProcess.HOME.resolve(file), sources.resolve(file));
    }
    Files.writeString(
        sources.resolve("pom.xml"), "<project>\n  <version>1.2.3</version>\n</project>\n");
    old(sources.resolve("pom.xml"));
    Files.copy(ParleyProcess.JAR, target.resolve("parley.jar"));
    Files.createSymbolicLink(target.resolve("lib"), ParleyProcess.JAR.resolveSibling("lib"));
    return sources;
  }

  /// A control group of version 1 or 2 with the limit in a parent group of the launcher's group, as
  /// systemd and Kubernetes set it. Runs only if the system allows the test to create one.
  @Test
  void theHeapFollowsTheLimitOfAGroupAboveItsOwn() throws IOException {
    Path group = ownMemoryGroup().resolve("parley-launcher-" + ProcessHandle.current().pid());
    Path inner = group.resolve("inner");
    try {
      try {
        Files.createDirectory(group);
        Files.createDirectory(inner);
        boolean second = Files.exists(group.resolve("memory.max"));
        Files.writeString(
            group.resolve(second ? "memory.max" : "memory.limit_in_bytes"), "268435456");
      } catch (IOException notAllowed) {
        abort("no group for memory can be made here: " + notAllowed);
      }
      List<String> command =
          List.of(
              "sh",
              "-c",
              "echo $$ >\"$1\"/cgroup.procs || exit 77; exec sh \"$2\" java-options",
              "sh",
              inner.toString(),
              home.resolve("parley").toString());
      Ended ended = end(ParleyProcess.launch(folder, javaHome(), command));
      assumeTrue(ended.exit() != 77, ended.err());

      assertTrue(ended.out().contains("-Xmx128m"), ended.out() + ended.err());
    } finally {
      inner.toFile().delete(); // folders of groups contain no ordinary files
      group.toFile().delete();
    }
  }

  private static Map<String, String> javaHome() {
    return Map.of("JAVA_HOME", System.getProperty("java.home"));
  }

  /// The group that limits the memory of this process.
  private static Path ownMemoryGroup() throws IOException {
    Path groups = Path.of("/proc/self/cgroup");
    assumeTrue(Files.isReadable(groups), "control groups are Linux's");
    String second = "";
    for (String line : Files.readAllLines(groups)) {
      String[] parts = line.split(":", 3);
      if (List.of(parts[1].split(",")).contains("memory")) {
        return Path.of("/sys/fs/cgroup/memory" + parts[2]);
      }
      second = parts[1].isEmpty() ? parts[2] : second;
    }
    return Path.of("/sys/fs/cgroup" + second);
  }

  private static void old(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
  }

  private Ended launched(Path working, List<String> environment, String... arguments) {
    return end(launch(working, environment, home.resolve("parley"), arguments));
  }

  private static Ended end(ParleyProcess process) {
    try (process) {
      return process.end();
    }
  }

  /// Runs the launcher with only this environment and a `PATH`.
  private static ParleyProcess launch(
      Path working, List<String> environment, Path launcher, String... arguments) {
    List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=" + System.getenv("PATH")));
    command.addAll(environment);
    command.addAll(
        Stream.concat(Stream.of("sh", launcher.toString()), Stream.of(arguments)).toList());
    return ParleyProcess.launch(working, Map.of(), command);
  }
}
