/// A Socket.IO server for Vert.x: protocol 5 over Engine.IO 4, what the JavaScript client 3 and 4
/// speak. It knows nothing of what it carries.
///
/// Start at [dev.parley.socketio.SocketIoServer], which answers the requests of any HTTP server it
/// is given:
///
/// ```java
/// SocketIoServer io = new SocketIoServer(vertx, SocketIoOptions.DEFAULTS);
/// io.of("/")
///     .use((socket, next) -> {
///       if (socket.handshake().auth().path("token").asText().equals(secret)) {
///         next.proceed();
///       } else {
///         next.refuse("not authorized", null);
///       }
///     })
///     .onConnection(socket -> socket.join("everybody"))
///     .on("say", Saying.class, (saying, event) -> {
///       event.socket().to("everybody").emit("said", saying);
///       event.ack("ok");
///     });
/// vertx.createHttpServer()
///     .requestHandler(request -> {
///       if (io.matches(request)) {
///         io.handle(request);
///       } else {
///         request.response().setStatusCode(404).end();
///       }
///     })
///     .listen(3000);
/// ```
///
/// For who knows the server for Node.js, in whose words this one speaks:
///
/// | there | here |
/// | --- | --- |
/// | `io.of("/a")`, `io.of(/regex/)`, `io.of(function)` | `of(String)`, `of(Pattern)`, `of(Predicate)` |
/// | `io.on("connection", f)`, `io.on("new_namespace", f)` | `onConnection(f)`, `onNewNamespace(f)` |
/// | `socket.on("say", (what, answer) => answer(1))` | `on("say", event -> event.ack(1))`, also of a namespace |
/// | `socket.on("disconnecting" / "disconnect" / "error", f)` | `onDisconnecting(f)`, `onDisconnect(f)`, `onError(f)` |
/// | `socket.onAny(f)`, `socket.onAnyOutgoing(f)`, `once`, `off` | the same |
/// | `io.use(f)`, `socket.use(f)`, `next(new Error("no"))` | the same; `next.refuse("no", data)`, `next.refuse("no")` |
/// | `socket.emit`, `send`, `broadcast.emit`, `io.to(a).except(b).emit` | the same; `broadcast()` is a method |
/// | `io.volatile.emit`, `socket.volatile.emit`, `io.compress(false)` | `volatileOnly().emit`, `emitVolatile`, the same |
/// | `socket.timeout(5000).emitWithAck("ask")`, also of `io.to(a)` | `emitWithAck(Duration.ofSeconds(5), "ask")` |
/// | `socket.id`, `rooms`, `data`, `handshake`, `recovered`, `connected` | methods: `id()` ... `isRecovered()`, `isConnected()` |
/// | `io.fetchSockets`, `socketsJoin`, `socketsLeave`, `disconnectSockets` | the same |
/// | `io.of("/").adapter.rooms`, `adapter.on("create-room", f)` | `adapter().rooms()`, `adapter().onRooms(listener)` |
///
/// A [dev.parley.socketio.Namespace] has sockets, rooms and listeners; a
/// [dev.parley.socketio.BroadcastOperator] is many sockets at once; an
/// [dev.parley.socketio.Adapter] knows who is in which room, and is where a cluster would begin.
/// Beneath are `packet`, the form of packets, and `engine`, the sessions that carry them. Every
/// session, and so every socket, lives on one event loop; what it is sent goes through that loop's
/// queue, whoever sends it, and so has one order.
@NullMarked
package dev.parley.socketio;

import org.jspecify.annotations.NullMarked;
