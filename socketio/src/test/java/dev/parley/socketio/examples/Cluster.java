package dev.parley.socketio.examples;

import dev.parley.socketio.BroadcastTarget;
import dev.parley.socketio.ForwardingAdapter;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.Reliability;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.SocketIoOptions;
import dev.parley.socketio.SocketIoServer;
import dev.parley.socketio.packet.EncodedEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// Two servers whose clients receive each other's events. Here both are in one process; in
/// production, the servers would exchange text messages, for example through Redis.
final class Cluster {
  private Cluster() {}

  static void main() {
    Example.run(Cluster::listen);
  }

  /// Forwards the calls of this adapter to the adapters of all other servers.
  private static final class Bus extends ForwardingAdapter {
    private final Namespace namespace;
    private final List<Bus> all;

    Bus(Namespace namespace, List<Bus> all) {
      super(namespace);
      this.namespace = namespace;
      this.all = all;
      all.add(this);
    }

    private Stream<Bus> others(BroadcastTarget target) {
      return all.stream()
          .filter(it -> it != this && !target.local())
          .filter(it -> it.namespace.name().equals(namespace.name()));
    }

    private static BroadcastTarget here(BroadcastTarget target) {
      return new BroadcastTarget(target.rooms(), target.except(), true);
    }

    @Override
    public boolean isDeserted() {
      return all.stream().allMatch(Bus::isDesertedHere);
    }

    private boolean isDesertedHere() {
      return super.isDeserted();
    }

    @Override
    public void broadcast(
        EncodedEvent event, BroadcastTarget target, Reliability reliability, boolean compress) {
      super.broadcast(event, target, reliability, compress);
      others(target).forEach(it -> it.broadcast(event, here(target), reliability, compress));
    }

    @Override
    public Future<List<RemoteSocket>> fetchSockets(BroadcastTarget target) {
      Future<List<RemoteSocket>> found = super.fetchSockets(target);
      for (Bus other : others(target).toList()) {
        found =
            found.compose(some ->
                other
                    .fetchSockets(here(target))
                    .map(more -> Stream.concat(some.stream(), more.stream()).toList()));
      }
      return found;
    }

    @Override
    public void socketsJoin(BroadcastTarget target, Set<String> rooms) {
      super.socketsJoin(target, rooms);
      others(target).forEach(it -> it.socketsJoin(here(target), rooms));
    }

    @Override
    public void socketsLeave(BroadcastTarget target, Set<String> rooms) {
      super.socketsLeave(target, rooms);
      others(target).forEach(it -> it.socketsLeave(here(target), rooms));
    }

    @Override
    public void disconnectSockets(BroadcastTarget target, boolean close) {
      super.disconnectSockets(target, close);
      others(target).forEach(it -> it.disconnectSockets(here(target), close));
    }
  }

  /// The second server listens on a separate port, for which clients ask the first server.
  static HttpServer listen(Vertx vertx, int port) {
    List<Bus> all = new CopyOnWriteArrayList<>();
    HttpServer second = server(vertx, all, 0, 0);
    return server(vertx, all, port, second.actualPort());
  }

  private static HttpServer server(Vertx vertx, List<Bus> all, int port, int other) {
    SocketIoServer io =
        new SocketIoServer(
            vertx, SocketIoOptions.builder().adapter(it -> new Bus(it, all)).build());
    io.on("other", event -> event.ack(other));
    io.on(
        "enter",
        event -> {
          event.socket().join(event.arg(0).asText());
          event.ack();
        });
    io.on("say", event -> event.socket().to(event.arg(0).asText()).emit("said", event.arg(1)));
    io.on(
        "move",
        event -> {
          io.to(event.arg(0).asText())
              .except(event.socket().id())
              .socketsJoin(event.arg(1).asText());
          event.ack();
        });
    io.on(
        "empty",
        event -> {
          io.to(event.arg(0).asText()).socketsLeave(event.arg(0).asText());
          event.ack();
        });
    io.on(
        "count",
        event -> {
          Future<List<RemoteSocket>> sockets = io.in(event.arg(0).asText()).fetchSockets();
          sockets.map(List::size).onSuccess(event::ack);
        });
    io.on("close", event -> io.to(event.arg(0).asText()).disconnectSockets(true));
    return vertx.createHttpServer().requestHandler(io::handle).listen(port, "127.0.0.1").await();
  }
}
