package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// Clients that request everything and hardly read the answers.
final class SlowReaders implements AutoCloseable {
  private final List<Socket> sockets = new ArrayList<>();

  /// Connects this many clients, each of which requests all chats.
  static SlowReaders ask(int port, int clients) throws IOException {
    SlowReaders readers = new SlowReaders();
    for (int i = 0; i < clients; i++) {
      readers.sockets.add(askForTheList(port));
    }
    return readers;
  }

  private static Socket askForTheList(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket
        .getOutputStream()
        .write(
            "GET /api/chats?limit=1000&messages=500 HTTP/1.1\r\nHost: x\r\n\r\n"
                .getBytes(ISO_8859_1));
    return socket;
  }

  /// Lets the first `clients` clients read this many bytes each, if available.
  void read(int clients, int bytes) {
    for (Socket socket : sockets.subList(0, clients)) {
      try {
        int there = socket.getInputStream().available();
        socket.getInputStream().skipNBytes(Math.min(there, bytes));
      } catch (IOException cutOff) {
        // Expected, sooner or later.
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
