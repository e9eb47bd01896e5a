package dev.parley.store.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Simulates the network between Parley and a MongoDB: it passes everything on, refuses
/// connections, or delays bytes. Closing it does not affect the MongoDB. Safe for use by many
/// threads.
public final class MongoProxy implements AutoCloseable {
  private static final int BUFFER = 16 << 10;

  private final ConnectionString target;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket door;
  private boolean held;

  /// Refuses connections at first.
  ///
  /// @param uri the URI of one server without users
  public MongoProxy(String uri) {
    target = new ConnectionString(uri);
    try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The value for `MONGODB_URI`.
  ///
  /// @param options the options of the URI, as `name=value&name=value`
  public String uri(String options) {
    return "mongodb://127.0.0.1:%d/%s?%s".formatted(port, target.getDatabase(), options);
  }

  /// Accepts connections.
  public synchronized void open() {
    try {
      ServerSocket opened = new ServerSocket();
      opened.setReuseAddress(true);
      opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      door = opened;
      Thread.ofVirtual().name("proxy").start(() -> accept(opened));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends every connection, also in the middle of a command, and refuses new ones.
  public synchronized void cut() {
    release();
    closeQuietly(door);
    door = null;
    sockets.forEach(MongoProxy::closeQuietly);
    sockets.clear();
  }

  /// Holds all bytes back from now on, in both directions.
  public synchronized void hold() {
    held = true;
  }

  /// Passes the waiting bytes on.
  public synchronized void release() {
    held = false;
    notifyAll();
  }

  private synchronized void waitWhileHeld() throws InterruptedException {
    while (held) {
      wait();
    }
  }

  private void accept(ServerSocket opened) {
    while (!opened.isClosed()) {
      try {
        Socket client = opened.accept();
        Socket server = new Socket();
        if (!add(opened, client, server)) {
          return;
        }
        ServerAddress address = new ServerAddress(target.getHosts().getFirst());
        server.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        Thread.ofVirtual().start(() -> pass(client, server));
        Thread.ofVirtual().start(() -> pass(server, client));
      } catch (IOException closed) {
        // by cut(), or the server is away: the client sees the end of the connection
      }
    }
  }

  /// @return false if the proxy was closed meanwhile
  private synchronized boolean add(ServerSocket opened, Socket client, Socket server) {
    if (opened.isClosed()) {
      closeQuietly(client);
      return false;
    }
    sockets.add(client);
    sockets.add(server);
    return true;
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        waitWhileHeld();
        out.write(buffer, 0, read);
      }
    } catch (IOException closed) {
      // the other side notices that its connection has ended
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(from);
    }
  }

  private static void closeQuietly(@Nullable AutoCloseable socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (Exception e) {
      throw new AssertionError("a socket could not be closed", e);
    }
  }

  @Override
  public void close() {
    cut();
  }
}
