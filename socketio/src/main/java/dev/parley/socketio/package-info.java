/// A Socket.IO server for Vert.x: protocol 5 over Engine.IO 4, the protocol of the JavaScript
/// clients 3 and 4. It does not depend on the application.
///
/// Start at [dev.parley.socketio.SocketIoServer], which answers the requests of any HTTP server:
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
/// Names are the same as in the server for Node.js, if possible, as methods: `socket.rooms` is
/// [dev.parley.socketio.Socket#rooms]. Listeners and middlewares run on virtual threads and may
/// block, see [dev.parley.socketio.SocketIoOptions.Builder#executor].
///
/// A [dev.parley.socketio.Namespace] has sockets, rooms and listeners; a
/// [dev.parley.socketio.BroadcastOperator] selects many sockets at once; an
/// [dev.parley.socketio.Adapter] knows which socket is in which room, and can be replaced by one
/// for a cluster. The layers below are `packet`, the form of packets, and `engine`, the sessions
/// that carry them; applications need neither. Every session, and so every socket, belongs to one
/// event loop. All messages to it go through the queue of that event loop, no matter which thread
/// sends them, and so have one order.
@NullMarked
package dev.parley.socketio;

import org.jspecify.annotations.NullMarked;
