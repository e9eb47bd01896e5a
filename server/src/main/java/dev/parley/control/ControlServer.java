package dev.parley.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers commands that run while this Parley server is running. A process that can open the file
/// of the socket has the rights of the data folder's owner, so the file has mode 0600.
///
/// Each connection has its own virtual thread. Safe for use by many threads.
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final int MOST_CONNECTIONS = 8;

  private final ServerSocketChannel server;
  private final Path file;
  private final Operations operations;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private final Semaphore room = new Semaphore(MOST_CONNECTIONS);

  private ControlServer(ServerSocketChannel server, Path file, Operations operations) {
    this.server = server;
    this.file = file;
    this.operations = operations;
  }

  /// Listens in `folder`, which only this process may use: a file that a killed process left there
  /// is replaced. Empty, with a warning in the log, if the folder cannot have such a socket: then
  /// commands that write are refused while this server runs.
  public static Optional<ControlServer> open(Path folder, Operations operations) {
    Path file = ControlProtocol.file(folder);
    try {
      Files.deleteIfExists(file);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(ControlProtocol.address(folder));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException | RuntimeException failure) {
        server.close();
        throw failure;
      }
      ControlServer control = new ControlServer(server, file, operations);
      Thread.ofVirtual().name("control").start(control::accept);
      return Optional.of(control);
    } catch (IOException | RuntimeException failure) {
      // The probable cause is the path: systems allow about 100 bytes for the name of a socket.
      LOG.atWarn()
          .addKeyValue("reason", String.valueOf(failure.getMessage()))
          .log(
              "no control channel: seed and other commands that write cannot run while Parley"
                  + " runs");
      return Optional.empty();
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        room.acquire();
        SocketChannel connection = server.accept();
        connections.add(connection);
        Thread.ofVirtual().name("control-connection").start(() -> serve(connection));
      } catch (IOException closed) {
        room.release();
        if (server.isOpen()) {
          LOG.atWarn().setCause(closed).log("control channel failed to accept a connection");
        }
      } catch (InterruptedException ended) {
        return;
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        BufferedInputStream in = new BufferedInputStream(Channels.newInputStream(connection));
        OutputStream out = Channels.newOutputStream(connection)) {
      for (JsonNode request = ControlProtocol.read(in);
          request != null;
          request = ControlProtocol.read(in)) {
        ControlProtocol.write(out, answer(request));
      }
    } catch (IOException gone) {
      LOG.atDebug().log("a command closed the control channel");
    } finally {
      connections.remove(connection);
      room.release();
    }
  }

  private JsonNode answer(JsonNode request) {
    try {
      return perform(request);
    } catch (Refusal refusal) {
      return ControlProtocol.of(refusal);
    } catch (RuntimeException | Error failure) {
      LOG.atError().setCause(failure).log("a command failed");
      return ControlProtocol.of(
          new Refusal(ErrorCode.INTERNAL, "Parley failed to do this: its log says why"));
    }
  }

  private JsonNode perform(JsonNode request) {
    try {
      return switch (request.path(ControlProtocol.DO).asText()) {
        case ControlProtocol.RECEIVE ->
            ControlProtocol.of(
                operations.receive(
                    request.path("body").binaryValue(), request.path("file").asText()));
        case ControlProtocol.REPLAY ->
            ControlProtocol.of(operations.replay(request.path("number").asLong()));
        case ControlProtocol.DISMISS ->
            ControlProtocol.numbers(
                "dismissed", operations.dismiss(ControlProtocol.numbers(request, "numbers")));
        case ControlProtocol.ACCOUNT ->
            ControlProtocol.object().set("answer", operations.account(request.path("request")));
        case ControlProtocol.NAME_CONTACT -> {
          operations.nameContact(
              new WaId(request.path("wa_id").asText()), request.path("name").asText());
          yield ControlProtocol.object();
        }
        case ControlProtocol.REINDEX -> {
          operations.reindex();
          yield ControlProtocol.object();
        }
        case ControlProtocol.ERASE ->
            ControlProtocol.object()
                .set("answer", operations.erase(new WaId(request.path("wa_id").asText())));
        default -> throw unknown();
      };
    } catch (IOException | IllegalArgumentException malformed) {
      throw unknown();
    }
  }

  private static Refusal unknown() {
    return new Refusal(
        ErrorCode.INVALID_REQUEST,
        "The running Parley does not know this command: restart it with the version of the"
            + " command");
  }

  /// Ends running commands and removes the socket.
  @Override
  public void close() {
    try {
      server.close();
      for (SocketChannel connection : connections) {
        connection.close();
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
