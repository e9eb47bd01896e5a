package dev.parley.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Parley as its users run it: with the launcher, in a separate process.
///
/// @param home the project's folder, with the launcher
/// @param javaOptions JVM options that override those of the launcher
public record ParleyServer(Path home, String javaOptions) {
  /// Starts the server, and waits until it answers.
  ///
  /// @param store the settings for its store
  /// @param log receives the server's output
  public ServerProcess start(Map<String, String> store, Path log) throws IOException {
    int port = ServerProcess.freePort();
    Map<String, String> environment = new HashMap<>(store);
    environment.put("PORT", Integer.toString(port));
    environment.put("HOST", "127.0.0.1");
    environment.put("LOG_LEVEL", "warn");
    environment.put("PARLEY_JAVA_OPTS", javaOptions);
    List<String> command = OpenFiles.most(List.of(home.resolve("parley").toString(), "serve"));
    return ServerProcess.start(command, environment, port, log);
  }
}
