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
/// Names are those of the server for Node.js where that is possible, as methods: `socket.rooms` is
/// [dev.parley.socketio.Socket#rooms]. Listeners and middlewares run on virtual threads and may
/// block, see [dev.parley.socketio.SocketIoOptions.Builder#executor].
///
/// A [dev.parley.socketio.Namespace] has sockets, rooms and listeners; a
/// [dev.parley.socketio.BroadcastOperator] is many sockets at once; an
/// [dev.parley.socketio.Adapter] knows who is in which room, and is where a cluster would begin.
/// Beneath are `packet`, the form of packets, and `engine`, the sessions that carry them; an
/// application needs neither. Every session, and so every socket, lives on one event loop; what it
/// is sent goes through that loop's queue, whoever sends it, and so has one order.
@NullMarked
package dev.parley.socketio;

import org.jspecify.annotations.NullMarked;
