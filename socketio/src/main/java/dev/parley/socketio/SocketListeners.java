package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.Failures;
import dev.parley.socketio.engine.Lane;
import dev.parley.socketio.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who listens to one socket, and to what. Everything here runs on its lane; what listeners throw
/// is logged.
final class SocketListeners {
  private static final Logger LOG = LoggerFactory.getLogger(SocketListeners.class);

  final Listeners events = new Listeners();
  final List<EventMiddleware> middlewares = new ArrayList<>(0);
  final List<Consumer<String>> errors = new ArrayList<>(0);
  final List<Consumer<DisconnectReason>> disconnecting = new ArrayList<>(0);
  final List<Consumer<DisconnectReason>> disconnected = new ArrayList<>(1);
  final List<BiConsumer<String, List<JsonNode>>> outgoing = new ArrayList<>(0);

  static <T> void tell(List<Consumer<T>> told, T what) {
    for (Consumer<T> one : List.copyOf(told)) {
      try {
        one.accept(what);
      } catch (Throwable failure) {
        Failures.log(LOG, "a listener of a socket failed", failure);
      }
    }
  }

  void sent(Delivery delivery) {
    if (outgoing.isEmpty()) {
      return;
    }
    Packet.Event event = delivery.event().decoded();
    List<JsonNode> args = event.args().subList(1, event.args().size());
    for (BiConsumer<String, List<JsonNode>> one : List.copyOf(outgoing)) {
      try {
        one.accept(event.name(), args);
      } catch (Throwable failure) {
        Failures.log(LOG, "a listener of a socket failed", failure);
      }
    }
  }

  /// Asks the middlewares one after the other, then runs `last`.
  void pass(Incoming event, Lane lane, Runnable last) {
    ask(event, lane, 0, last);
  }

  private void ask(Incoming event, Lane lane, int index, Runnable last) {
    if (index >= middlewares.size()) {
      last.run();
      return;
    }
    AtomicBoolean decided = new AtomicBoolean();
    EventMiddleware.Next next =
        new EventMiddleware.Next() {
          @Override
          public void proceed() {
            if (decided.compareAndSet(false, true)) {
              lane.execute(() -> ask(event, lane, index + 1, last));
            }
          }

          @Override
          public void refuse(String reason) {
            if (decided.compareAndSet(false, true)) {
              lane.execute(() -> tell(errors, reason));
            }
          }
        };
    try {
      middlewares.get(index).handle(event, next);
    } catch (Throwable failure) {
      Failures.log(LOG, "an event's middleware failed", failure);
      next.refuse("a middleware failed");
    }
  }
}
