package dev.parley.socketio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.socketio.engine.Failures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listeners for events, by the names of the events. Safe for use by many threads; the lists
/// are replaced as a whole, and take no memory while they are empty.
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private volatile Map<String, List<Listener>> byName = Map.of();
  private volatile List<Listener> any = List.of();

  synchronized void on(String name, Listener listener) {
    replace(name, SocketListeners.appended(byName.getOrDefault(name, List.of()), listener));
  }

  private void replace(String name, List<Listener> listeners) {
    Map<String, List<Listener>> changed = new HashMap<>(byName);
    if (listeners.isEmpty()) {
      changed.remove(name);
    } else {
      changed.put(name, listeners);
    }
    byName = Map.copyOf(changed);
  }

  <T> void on(String name, Class<T> type, ObjectMapper json, TypedListener<T> listener) {
    on(
        name,
        event -> {
          T argument;
          try {
            argument = read(event.arg(0), type, json);
          } catch (IllegalArgumentException unreadable) {
            event.failed("the argument of " + name + " must be a " + type.getSimpleName());
            return;
          }
          listener.handle(argument, event);
        });
  }

  /// @throws IllegalArgumentException if the value cannot be read as a `type`
  static <T> T read(JsonNode value, Class<T> type, ObjectMapper json) {
    try {
      T read = json.treeToValue(value, type);
      if (read == null) {
        throw new IllegalArgumentException("a value must be a " + type.getSimpleName());
      }
      return read;
    } catch (JsonProcessingException unreadable) {
      throw new IllegalArgumentException("a value must be a " + type.getSimpleName(), unreadable);
    }
  }

  synchronized void off(String name, Listener listener) {
    replace(name, without(byName.getOrDefault(name, List.of()), listener));
  }

  synchronized void off(String name) {
    replace(name, List.of());
  }

  synchronized void onAny(Listener listener) {
    any = SocketListeners.appended(any, listener);
  }

  synchronized void offAny(Listener listener) {
    any = without(any, listener);
  }

  private static List<Listener> without(List<Listener> listeners, Listener removed) {
    List<Listener> others = new ArrayList<>(listeners);
    others.remove(removed);
    return List.copyOf(others);
  }

  void any(ReceivedEvent event) {
    any.forEach(listener -> call(listener, event));
  }

  void named(ReceivedEvent event) {
    byName.getOrDefault(event.name(), List.of()).forEach(listener -> call(listener, event));
  }

  private static void call(Listener listener, ReceivedEvent event) {
    try {
      listener.handle(event);
    } catch (Throwable failure) {
      Failures.log(LOG, "a listener failed", failure);
    }
  }
}
