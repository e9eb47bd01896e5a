package dev.parley.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Parley as its users run it: through the launcher, in a process of its own.
///
/// @param home the project's folder, with the launcher
/// @param javaOptions override the launcher's
public record ParleyServer(Path home, String javaOptions) {
  /// Starts it, and waits until it serves.
  ///
  /// @param store the settings that name its store
  /// @param log gets what it prints
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
