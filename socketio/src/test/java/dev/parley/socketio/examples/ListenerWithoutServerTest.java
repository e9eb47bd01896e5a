package dev.parley.socketio.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.socketio.Listener;
import dev.parley.socketio.ReceivedEvent;
import dev.parley.socketio.Socket;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Shows how an application tests a listener without a server: with its own implementation of a
/// socket.
final class ListenerWithoutServerTest {
  private record Line(String room, String text) {}

  @Test
  void aListenerIsCalledWithASocketOfTheTest() {
    Listener listener =
        event -> {
          Line line = event.arg(0, Line.class);
          event.socket().join(line.room());
          event.ack(line.text().length());
        };
    List<Object> calls = new ArrayList<>();
    Socket socket =
        (Socket)
            Proxy.newProxyInstance(
                Socket.class.getClassLoader(),
                new Class<?>[] {Socket.class},
                (_, method, args) -> {
                  calls.add(method.getName() + Arrays.deepToString(args));
                  return null;
                });

    listener.handle(
        new ReceivedEvent(
            socket,
            "say",
            List.of(JsonNodeFactory.instance.objectNode().put("room", "a").put("text", "hello")),
            Optional.of(answer -> calls.add("ack" + Arrays.toString(answer)))));

    assertEquals(List.of("join[[a]]", "ack[5]"), calls);
  }
}
