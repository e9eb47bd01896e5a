package dev.parley.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// A program that consists of libraries, which are downloaded from Maven Central when it is first
/// needed, and a main class, which is a source file among the resources of the bench.
///
/// @param source the main class
/// @param jars the folder of its libraries
public record MavenPeer(Path source, Path jars) {
  private static final String COPY =
      "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies";

  /// Prepares the program.
  ///
  /// @param kept the folder for such programs
  /// @param name the name of its folder there; with `.xml`, the name of the resource that is its
  ///   `pom.xml`
  /// @param main the name of the resource that is its main class
  /// @throws IOException if its libraries cannot be downloaded
  public static MavenPeer bring(Path kept, String name, String main) throws IOException {
    Path folder = Files.createDirectories(kept.resolve(name));
    Path pom = copy(name + ".xml", folder);
    Path source = copy(main, folder);
    Path jars = folder.resolve("lib");
    if (!Files.exists(jars)) {
      run(folder, "mvn", "-q", "-B", "-f", pom.toString(), COPY, "-DoutputDirectory=" + jars);
    }
    return new MavenPeer(source, jars);
  }

  /// The command that starts the program.
  ///
  /// @param options the options of the JVM, separated by spaces
  public List<String> command(String options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options.trim().split(" +", -1)));
    command.addAll(List.of("-cp", jars + "/*", source.toString()));
    return command;
  }

  private static void run(Path folder, String... command) throws IOException {
    Path log = folder.resolve("install.log");
    try {
      int exit =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (exit != 0) {
        throw new IOException("mvn cannot fetch its libraries: see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Path copy(String resource, Path folder) throws IOException {
    Path to = folder.resolve(resource);
    try (InputStream in = MavenPeer.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is missing");
      }
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }
}
