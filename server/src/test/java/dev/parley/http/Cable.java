package dev.parley.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A proxy between a client and a server that a test can cut: all its connections break, and new
/// ones end immediately, until it is repaired.
final class Cable implements AutoCloseable {
  private final ServerSocket door;
  private final int server;
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private Cable(ServerSocket door, int server) {
    this.door = door;
    this.server = server;
  }

  /// @param server the port on this machine to which it leads
  static Cable to(int server) throws IOException {
    Cable cable = new Cable(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
    Thread.ofVirtual().start(cable::accept);
    return cable;
  }

  /// The port for clients.
  int port() {
    return door.getLocalPort();
  }

  void cut() {
    cut = true;
    ends.forEach(Cable::end);
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> lead(client));
      }
    } catch (IOException closed) {
      // The cable was closed.
    }
  }

  private void lead(Socket client) {
    try (client;
        Socket target = new Socket(InetAddress.getLoopbackAddress(), server)) {
      ends.add(client);
      ends.add(target);
      if (!cut) {
        Thread back = Thread.ofVirtual().start(() -> pass(target, client));
        pass(client, target);
        back.join();
      }
    } catch (IOException gone) {
      // The server is unreachable: the client's connection ends too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ends.remove(client);
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      in.transferTo(to.getOutputStream());
    } catch (IOException broken) {
      // Both ends close.
    } finally {
      ends.remove(from);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    ends.forEach(Cable::end);
  }
}
