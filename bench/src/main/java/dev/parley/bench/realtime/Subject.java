package dev.parley.bench.realtime;

import dev.parley.bench.server.OpenFiles;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A server that is measured, and how it is started.
///
/// @param name the name of the subject in the table
/// @param environment environment variables in addition to `PORT`
/// @param probe a path that it answers with 200 once it is up
/// @param polls whether it serves polling clients
record Subject(
    String name,
    List<String> command,
    Map<String, String> environment,
    String probe,
    boolean polls) {
  /// Begins a polling session, which ends by itself.
  static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

  /// Starts the server, with as many open files as the system allows.
  ///
  /// @param log receives the server's output
  ServerProcess start(Path log) throws IOException {
    int port = ServerProcess.freePort();
    Map<String, String> all = new HashMap<>(environment);
    all.put("PORT", Integer.toString(port));
    return ServerProcess.start(OpenFiles.most(command), all, port, probe, log);
  }

  boolean isNode() {
    return command.getFirst().equals("node");
  }
}
