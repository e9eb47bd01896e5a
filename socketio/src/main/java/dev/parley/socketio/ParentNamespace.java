package dev.parley.socketio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes namespaces as clients ask for them, where a predicate allows the name. What is set up here
/// holds for each of them that is made afterwards. Safe for use by many threads.
public final class ParentNamespace {
  private final BiFunction<String, ObjectNode, Future<Boolean>> allows;
  private final List<Middleware> middlewares = new CopyOnWriteArrayList<>();
  private final List<Consumer<Socket>> connectionListeners = new CopyOnWriteArrayList<>();
  private final List<Namespace> children = new CopyOnWriteArrayList<>();

  ParentNamespace(BiFunction<String, ObjectNode, Future<Boolean>> allows) {
    this.allows = allows;
  }

  /// See [Namespace#use].
  public ParentNamespace use(Middleware middleware) {
    middlewares.add(middleware);
    return this;
  }

  /// See [Namespace#onConnection].
  public ParentNamespace onConnection(Consumer<Socket> listener) {
    connectionListeners.add(listener);
    return this;
  }

  /// Sends an event to everybody in every namespace that was made here.
  public void emit(String event, @Nullable Object... args) {
    children.forEach(child -> child.emit(event, args));
  }

  /// Those that were made and are still there.
  public List<Namespace> children() {
    return List.copyOf(children);
  }

  Future<Boolean> allows(String name, ObjectNode auth) {
    return allows.apply(name, auth);
  }

  void adopt(Namespace child) {
    child.inherit(middlewares, connectionListeners);
    children.add(child);
  }

  void forget(Namespace child) {
    children.remove(child);
  }
}
