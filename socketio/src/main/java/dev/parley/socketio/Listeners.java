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

/// Who takes which events. Safe for use by many threads as long as it is not changed.
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final Map<String, List<Listener>> byName = new HashMap<>(4);
  private final List<Listener> any = new ArrayList<>(0);

  void on(String name, Listener listener) {
    byName.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(listener);
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

  /// @throws IllegalArgumentException when the value is no `type`
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

  void off(String name, Listener listener) {
    byName.computeIfPresent(
        name,
        (_, listeners) -> {
          List<Listener> others = new ArrayList<>(listeners); // one may take itself off
          others.remove(listener);
          return others.isEmpty() ? null : others;
        });
  }

  void off(String name) {
    byName.remove(name);
  }

  void onAny(Listener listener) {
    any.add(listener);
  }

  void offAny(Listener listener) {
    any.remove(listener);
  }

  void any(Incoming event) {
    List.copyOf(any).forEach(listener -> call(listener, event));
  }

  void named(Incoming event) {
    byName.getOrDefault(event.name(), List.of()).forEach(listener -> call(listener, event));
  }

  private static void call(Listener listener, Incoming event) {
    try {
      listener.handle(event);
    } catch (Throwable failure) {
      Failures.log(LOG, "a listener failed", failure);
    }
  }
}
