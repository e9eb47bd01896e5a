package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The official Java client, which is built on OkHttp.
@Timeout(120)
final class JavaClientTest {
  @TempDir Path folder;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private Socket connect(RunningParley parley, String transport) throws InterruptedException {
    IO.Options options = new IO.Options();
    options.transports = new String[] {transport};
    options.forceNew = true;
    options.reconnectionDelay = 100;
    Socket socket = IO.socket(URI.create("http://127.0.0.1:" + parley.port()), options);
    for (String event : new String[] {"connected", "newMessage", "chatListUpdate"}) {
      socket.on(event, arguments -> told.add(event + " " + arguments.length));
    }
    socket.on(Socket.EVENT_DISCONNECT, arguments -> told.add("lost"));
    socket.connect();
    hear("connected 1");
    return socket;
  }

  private void hear(String what) throws InterruptedException {
    assertEquals(what, told.poll(20, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void everyEventHasOneArgument(String transport) throws InterruptedException {
    try (RunningParley parley = RunningParley.start(folder)) {
      Socket socket = connect(parley, transport);

      parley.post("/api/send", "{\"wa_id\":\"710\",\"text\":\"x\",\"id\":\"java-1\"}");

      hear("newMessage 1");
      hear("chatListUpdate 1");
      socket.disconnect();
    }
  }

  /// The client would wait for the ping timeout, 45 seconds, if the server sent a close frame.
  @Test
  void aShutdownIsNoticedAtOnce() throws InterruptedException {
    RunningParley parley = RunningParley.start(folder);
    Socket socket = connect(parley, "websocket");

    parley.close();

    hear("lost");
    socket.disconnect();
  }
}
