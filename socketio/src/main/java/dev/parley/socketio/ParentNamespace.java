package dev.parley.socketio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Creates namespaces when clients ask for them, if a predicate allows the name. Listeners and
/// middlewares that are added here apply to each namespace that is created afterwards. Safe for use
/// by many threads.
public final class ParentNamespace {
  private final BiFunction<String, ObjectNode, Future<Boolean>> allows;
  private final List<Consumer<Namespace>> setUp = new CopyOnWriteArrayList<>();
  private final Map<String, Namespace> children = new ConcurrentSkipListMap<>();

  ParentNamespace(BiFunction<String, ObjectNode, Future<Boolean>> allows) {
    this.allows = allows;
  }

  /// See [Namespace#use].
  public ParentNamespace use(Middleware middleware) {
    setUp.add(child -> child.use(middleware));
    return this;
  }

  /// See [Namespace#useForEvents].
  public ParentNamespace useForEvents(EventMiddleware middleware) {
    setUp.add(child -> child.useForEvents(middleware));
    return this;
  }

  /// See [Namespace#onConnection].
  public ParentNamespace onConnection(Consumer<Socket> listener) {
    setUp.add(child -> child.onConnection(listener));
    return this;
  }

  /// See [Namespace#on(String, Listener)].
  public ParentNamespace on(String event, Listener listener) {
    setUp.add(child -> child.on(event, listener));
    return this;
  }

  /// See [Namespace#on(String, Class, TypedListener)].
  public <T> ParentNamespace on(String event, Class<T> type, TypedListener<T> listener) {
    setUp.add(child -> child.on(event, type, listener));
    return this;
  }

  /// See [Namespace#onAny].
  public ParentNamespace onAny(Listener listener) {
    setUp.add(child -> child.onAny(listener));
    return this;
  }

  /// Sends an event to all sockets in every namespace that this parent created.
  public void emit(String event, @Nullable Object... args) {
    children.values().forEach(child -> child.emit(event, args));
  }

  /// The namespaces that this parent created and that still exist, sorted by name.
  public List<Namespace> children() {
    return List.copyOf(children.values());
  }

  Future<Boolean> allows(String name, ObjectNode auth) {
    return allows.apply(name, auth);
  }

  void setUp(Namespace child) {
    setUp.forEach(step -> step.accept(child));
  }

  void adopt(Namespace child) {
    children.put(child.name(), child);
  }

  void forget(Namespace child) {
    children.remove(child.name(), child);
  }
}
