package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// Clients that ask for everything and hardly read what they get.
final class SlowReaders implements AutoCloseable {
  private final List<Socket> sockets = new ArrayList<>();

  /// Connects so many, each of which asks for all chats.
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

  /// The first `clients` of them read so many bytes each, if those are there.
  void read(int clients, int bytes) {
    for (Socket socket : sockets.subList(0, clients)) {
      try {
        int there = socket.getInputStream().available();
        socket.getInputStream().skipNBytes(Math.min(there, bytes));
      } catch (IOException cutOff) {
        // As it should be, sooner or later.
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
