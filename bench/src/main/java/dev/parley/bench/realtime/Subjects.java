package dev.parley.bench.realtime;

import dev.parley.bench.server.MavenPeer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The servers that can be measured here. Other people's servers are downloaded from npm and Maven
/// Central when they are first needed, and kept in a folder; servers that cannot be downloaded are
/// skipped, with a message.
final class Subjects {
  static final String NODE = "node";

  private static final String PARLEY = "parley";
  private static final String BARE = "bare";
  private static final String NETTY = "netty-socketio";
  private static final String RECOVERY = "+recovery";

  private final Path kept;
  private final String javaOptions;
  private final PrintStream progress;
  private final List<Subject> all = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /// @param kept the folder for the peers' libraries
  /// @param javaOptions the options for every JVM
  Subjects(Path kept, String javaOptions, PrintStream progress) {
    this.kept = kept;
    this.javaOptions = javaOptions;
    this.progress = progress;
  }

  /// Prepares the servers.
  ///
  /// @param recovery whether to add the servers that can recover sessions, with recovery enabled
  Subjects prepare(boolean recovery) throws IOException {
    all.add(parley(PARLEY, List.of()));
    if (recovery) {
      all.add(parley(PARLEY + RECOVERY, List.of("recovery")));
    }
    addNode(recovery);
    addNettySocketIo();
    all.add(
        new Subject(
            BARE, java(classPath(), BareSubject.class.getName()), Map.of(), "/health", false));
    return this;
  }

  /// The servers that can be measured.
  List<Subject> all() {
    return List.copyOf(all);
  }

  /// The servers that cannot be measured, and why.
  List<String> skipped() {
    return List.copyOf(skipped);
  }

  private Subject parley(String name, List<String> arguments) {
    List<String> command = java(classPath(), ParleySubject.class.getName());
    command.addAll(arguments);
    return new Subject(name, command, Map.of(), Subject.HANDSHAKE, true);
  }

  private void addNode(boolean recovery) throws IOException {
    Path folder = Files.createDirectories(kept.resolve("node"));
    copy("package.json", folder);
    Path script = copy("server.cjs", folder);
    if (!Files.exists(folder.resolve("node_modules/socket.io/package.json"))
        && !run(folder, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")) {
      skip(NODE, "npm cannot install socket.io");
    } else if (!run(folder, NODE, "--check", script.toString())) {
      skip(NODE, "node cannot be run");
    } else {
      List<String> command = List.of(NODE, "--expose-gc", script.toString());
      all.add(new Subject(NODE, command, Map.of(), Subject.HANDSHAKE, true));
      if (recovery) {
        Map<String, String> on = Map.of("RECOVERY", "on");
        all.add(new Subject(NODE + RECOVERY, command, on, Subject.HANDSHAKE, true));
      }
    }
  }

  private void addNettySocketIo() {
    try {
      MavenPeer peer = MavenPeer.bring(kept, NETTY, "NettySocketIoServer.java");
      all.add(new Subject(NETTY, peer.command(javaOptions), Map.of(), Subject.HANDSHAKE, true));
    } catch (IOException notBrought) {
      skip(NETTY, String.valueOf(notBrought.getMessage()));
    }
  }

  private void skip(String name, String why) {
    skipped.add(name + ": " + why);
    progress.println("SKIPPED " + name + ": " + why);
  }

  /// Whether the command could be started and succeeded; its output goes to `install.log`.
  private static boolean run(Path folder, String... command) {
    try {
      return new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("install.log").toFile())
              .start()
              .waitFor()
          == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Path copy(String resource, Path folder) throws IOException {
    Path to = folder.resolve(resource);
    try (InputStream in = Subjects.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is missing");
      }
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }

  private List<String> java(String classPath, String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(javaOptions.trim().split(" +", -1)));
    command.addAll(List.of("-cp", classPath, main));
    return command;
  }

  /// The paths are absolute, because a server has another working folder.
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}
