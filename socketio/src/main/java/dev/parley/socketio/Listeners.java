package dev.parley.socketio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
            argument = json.treeToValue(event.arg(0), type);
          } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            LOG.atDebug()
                .addKeyValue("type", type.getSimpleName())
                .log("an event's argument could not be read");
            return;
          }
          listener.handle(argument, event);
        });
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

  void any(Incoming event) {
    any.forEach(listener -> call(listener, event));
  }

  void named(Incoming event) {
    byName.getOrDefault(event.name(), List.of()).forEach(listener -> call(listener, event));
  }

  private static void call(Listener listener, Incoming event) {
    try {
      listener.handle(event);
    } catch (RuntimeException failure) {
      LOG.atError().setCause(failure).log("a listener failed");
    }
  }
}
