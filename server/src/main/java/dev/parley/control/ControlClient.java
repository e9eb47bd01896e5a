package dev.parley.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Ingested;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Sends the requests of a command to a running Parley. Used by one thread.
public final class ControlClient implements Operations, AutoCloseable {
  private final SocketChannel connection;
  private final BufferedInputStream in;
  private final OutputStream out;

  private ControlClient(SocketChannel connection) {
    this.connection = connection;
    this.in = new BufferedInputStream(Channels.newInputStream(connection));
    this.out = Channels.newOutputStream(connection);
  }

  /// Connects to the Parley that runs on `folder`; empty if no Parley runs there, or if it does not
  /// accept the connection.
  public static Optional<ControlClient> connect(Path folder) {
    if (!Files.exists(ControlProtocol.file(folder))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ControlClient(SocketChannel.open(ControlProtocol.address(folder))));
    } catch (IOException | RuntimeException nobody) {
      return Optional.empty(); // the socket file of a process that was killed
    }
  }

  @Override
  public Ingested receive(byte[] body, String file) {
    return ControlProtocol.ingested(
        ask(
            ControlProtocol.object()
                .put(ControlProtocol.DO, ControlProtocol.RECEIVE)
                .put("file", file)
                .put("body", body)));
  }

  @Override
  public Ingested replay(long number) {
    return ControlProtocol.ingested(
        ask(
            ControlProtocol.object()
                .put(ControlProtocol.DO, ControlProtocol.REPLAY)
                .put("number", number)));
  }

  @Override
  public List<Long> dismiss(List<Long> numbers) {
    JsonNode answer =
        ask(
            ControlProtocol.numbers("numbers", numbers)
                .put(ControlProtocol.DO, ControlProtocol.DISMISS));
    return ControlProtocol.numbers(answer, "dismissed");
  }

  @Override
  public JsonNode account(JsonNode request) {
    return ask(ControlProtocol.object()
            .put(ControlProtocol.DO, ControlProtocol.ACCOUNT)
            .set("request", request))
        .path("answer");
  }

  @Override
  public void reindex() {
    ask(ControlProtocol.object().put(ControlProtocol.DO, ControlProtocol.REINDEX));
  }

  @Override
  public JsonNode erase(WaId person) {
    return ask(ControlProtocol.object()
            .put(ControlProtocol.DO, ControlProtocol.ERASE)
            .put("wa_id", person.value()))
        .path("answer");
  }

  @Override
  public void nameContact(WaId waId, String name) {
    ask(
        ControlProtocol.object()
            .put(ControlProtocol.DO, ControlProtocol.NAME_CONTACT)
            .put("wa_id", waId.value())
            .put("name", name));
  }

  private JsonNode ask(JsonNode request) {
    JsonNode answer;
    try {
      ControlProtocol.write(out, request);
      answer = ControlProtocol.read(in);
    } catch (IOException gone) {
      throw stopped();
    }
    if (answer == null) {
      throw stopped();
    }
    if (answer.has("error")) {
      throw ControlProtocol.refusal(answer);
    }
    return answer;
  }

  private static Refusal stopped() {
    return new Refusal(
        ErrorCode.STORE_UNAVAILABLE,
        "Parley stopped during the command: start it, or repeat the command without it");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
