package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.socketio.client.ClientDisconnectReason;
import dev.parley.socketio.client.ConnectProblem;
import dev.parley.socketio.client.SocketClientListener;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The events that the demo's socket receives: queued by the client's thread, shown and checked by
/// the command's thread. Only the methods of the listener run on the client's thread.
final class DemoEvents implements SocketClientListener {
  /// The maximum number of queued events; beyond it the oldest is dropped.
  private static final int MOST_WAITING = 10_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final BlockingQueue<TimedEvent> queue = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Console console;
  private final URI server;
  private Runnable whenConnected = () -> {};
  private boolean connected;
  private @Nullable CommandException over;

  /// An event of the client, and its time.
  private sealed interface TimedEvent {
    record Connected(LocalTime at, boolean recovered) implements TimedEvent {}

    record Event(LocalTime at, String name, JsonNode payload) implements TimedEvent {}

    record Lost(LocalTime at, ClientDisconnectReason reason) implements TimedEvent {}

    record NotConnected(LocalTime at, ConnectProblem problem) implements TimedEvent {}
  }

  /// An event that must arrive.
  ///
  /// @param what describes the event, for the error message if it does not arrive
  record Expected(String what, String event, Predicate<JsonNode> payload) {}

  DemoEvents(Console console, URI server) {
    this.console = console;
    this.server = server;
  }

  @Override
  public void connected(String id, boolean recovered) {
    add(new TimedEvent.Connected(now(), recovered));
  }

  @Override
  public void event(String name, List<JsonNode> arguments) {
    JsonNode payload = arguments.isEmpty() ? MissingNode.getInstance() : arguments.getFirst();
    add(new TimedEvent.Event(now(), name, payload));
  }

  @Override
  public void disconnected(ClientDisconnectReason reason) {
    add(new TimedEvent.Lost(now(), reason));
  }

  @Override
  public void notConnected(ConnectProblem problem) {
    add(new TimedEvent.NotConnected(now(), problem));
  }

  private static LocalTime now() {
    return LocalTime.now(ZoneId.systemDefault());
  }

  private void add(TimedEvent told) {
    var _ = queue.offer(told);
  }

  /// Runs `action` each time the socket has connected, including the first time.
  void onConnected(Runnable action) {
    whenConnected = action;
  }

  /// Waits for the first connection, and the server's greeting.
  ///
  /// @throws CommandException if there is no such server
  void awaitConnection() throws InterruptedException {
    while (!connected) {
      TimedEvent told = queue.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      switch (told) {
        case null -> throw ServerUrl.silent(server);
        case TimedEvent.NotConnected(_, ConnectProblem problem) -> throw failure(problem);
        default -> handle(told);
      }
    }
    await(new Expected("the greeting", "connected", _ -> true));
  }

  /// Shows the events until all of `expected` have arrived, in any order.
  ///
  /// @throws CommandException with the first event that did not arrive in time
  void await(Expected... expected) throws InterruptedException {
    List<Expected> missing = new ArrayList<>(List.of(expected));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!missing.isEmpty()) {
      TimedEvent told = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (told != null) {
        handle(told);
      }
      if (told instanceof TimedEvent.Event(_, String name, JsonNode payload)) {
        missing.removeIf(it -> it.event().equals(name) && it.payload().test(payload));
      } else if (told == null || !connected) {
        Expected first = missing.getFirst();
        throw new CommandException(
            "%s did not come%s (%s)"
                .formatted(
                    first.event(),
                    connected
                        ? " within %d s".formatted(PATIENCE.toSeconds())
                        : ", the connection was lost",
                    first.what()));
      }
    }
  }

  /// Shows the events for a time.
  void show(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    TimedEvent told = queue.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    while (told != null) {
      handle(told);
      told = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  /// Waits until the socket is connected, if it is not.
  ///
  /// @throws CommandException if it will not connect again
  void awaitReconnection() throws InterruptedException {
    while (!connected) {
      if (over != null) {
        throw over;
      }
      handle(queue.take());
    }
  }

  private void handle(TimedEvent told) {
    switch (told) {
      case TimedEvent.Connected(LocalTime at, boolean recovered) -> {
        connected = true;
        note(at, recovered ? "connected again, nothing was missed" : "connected");
        whenConnected.run();
      }
      case TimedEvent.Event(LocalTime at, String name, JsonNode payload) ->
          console.line(
              "%s  %-20s %s", CLOCK.format(at), Console.plain(name), EventLine.of(name, payload));
      case TimedEvent.Lost(LocalTime at, ClientDisconnectReason reason) -> {
        connected = false;
        note(at, "disconnected: " + reason.text());
        if (!reason.reconnects()) {
          over = new CommandException("the server at " + server + " sent this client away");
        }
      }
      case TimedEvent.NotConnected(LocalTime at, ConnectProblem problem) -> {
        CommandException failure = failure(problem);
        note(at, "not connected, trying again");
        if (!problem.reconnects()) {
          over = failure;
        }
      }
    }
  }

  private void note(LocalTime at, String what) {
    console.line("%s  - %s", CLOCK.format(at), what);
  }

  private CommandException failure(ConnectProblem problem) {
    return switch (problem) {
      case ConnectProblem.Unreachable _ -> ServerUrl.silent(server);
      case ConnectProblem.TimedOut _, ConnectProblem.Ended _ ->
          new CommandException(
              "the server at " + server + " answers, but does not speak Socket.IO 4");
      case ConnectProblem.NoWebSocket(int status) ->
          new CommandException(
              "the server at %s has no Socket.IO: it answered %d to the WebSocket"
                  .formatted(server, status));
      case ConnectProblem.Refused(String message, _) ->
          new CommandException(
              "the server at %s refused the connection: %s"
                  .formatted(server, Console.plain(message)));
    };
  }
}
