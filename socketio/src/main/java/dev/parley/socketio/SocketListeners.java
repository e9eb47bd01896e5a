package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.Failures;
import dev.parley.socketio.packet.Packet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listeners and event middlewares of one socket. Safe for use by many threads; exceptions of
/// listeners are logged. The lists are replaced as a whole, and take no memory while they are
/// empty.
final class SocketListeners {
  private static final Logger LOG = LoggerFactory.getLogger(SocketListeners.class);

  final Listeners events = new Listeners();

  private volatile List<EventMiddleware> middlewares = List.of();
  private volatile List<Consumer<String>> errors = List.of();
  private volatile List<Consumer<DisconnectReason>> disconnecting = List.of();
  private volatile List<Consumer<DisconnectReason>> disconnected = List.of();
  private volatile List<BiConsumer<String, List<JsonNode>>> outgoing = List.of();

  synchronized void use(EventMiddleware middleware) {
    middlewares = appended(middlewares, middleware);
  }

  synchronized void onError(Consumer<String> listener) {
    errors = appended(errors, listener);
  }

  synchronized void onDisconnecting(Consumer<DisconnectReason> listener) {
    disconnecting = appended(disconnecting, listener);
  }

  synchronized void onDisconnect(Consumer<DisconnectReason> listener) {
    disconnected = appended(disconnected, listener);
  }

  synchronized void onAnyOutgoing(BiConsumer<String, List<JsonNode>> listener) {
    outgoing = appended(outgoing, listener);
  }

  static <T> List<T> appended(List<T> list, T last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }

  List<EventMiddleware> middlewares() {
    return middlewares;
  }

  void failed(String reason) {
    call(errors, reason);
  }

  void disconnecting(DisconnectReason reason) {
    call(disconnecting, reason);
  }

  void disconnected(DisconnectReason reason) {
    call(disconnected, reason);
  }

  private static <T> void call(List<Consumer<T>> listeners, T argument) {
    for (Consumer<T> listener : listeners) {
      try {
        listener.accept(argument);
      } catch (Throwable failure) {
        Failures.log(LOG, "a listener of a socket failed", failure);
      }
    }
  }

  boolean hearsOutgoing() {
    return !outgoing.isEmpty();
  }

  void sent(OutgoingEvent outgoingEvent) {
    Packet.Event event = outgoingEvent.event().decoded();
    List<JsonNode> args = event.args().subList(1, event.args().size());
    for (BiConsumer<String, List<JsonNode>> listener : outgoing) {
      try {
        listener.accept(event.name(), args);
      } catch (Throwable failure) {
        Failures.log(LOG, "a listener of a socket failed", failure);
      }
    }
  }
}
