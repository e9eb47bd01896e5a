package dev.parley.bench.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// The connections of one thread. Each is handled when the operating system reports it as ready.
/// Used by that thread.
public final class SocketLoop implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 30_000;

  /// The maximum number of connections from one source address, because each needs a port.
  private static final int PORTS = 20_000;

  private final Selector selector;
  private final ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024);

  /// Handles a connection.
  interface Ready {
    /// Performs the operations for which the connection is ready.
    ///
    /// @param in empty, and reused for every connection
    void ready(ByteBuffer in) throws IOException;
  }

  public SocketLoop() throws IOException {
    this.selector = Selector.open();
  }

  /// A channel that is neither bound nor connected.
  ///
  /// @param number the index of the connection among the driver's connections, which determines its
  ///   source address
  static SocketChannel channel(int number) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (number >= PORTS) {
      byte[] source = {127, 0, 0, (byte) (1 + number / PORTS)};
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
    }
    return channel;
  }

  SelectionKey register(SocketChannel channel, Ready connection) throws IOException {
    return channel.register(selector, SelectionKey.OP_CONNECT, connection);
  }

  /// Waits until a connection is ready, and handles all ready connections.
  ///
  /// @throws IOException if nothing arrives for half a minute, or if handling a connection fails
  public void turn() throws IOException {
    if (turn(PATIENCE_MILLIS) == 0) {
      throw new IOException("nothing arrived for " + PATIENCE_MILLIS / 1000 + " seconds");
    }
  }

  /// Handles the connections that are ready or become ready within `millis`.
  ///
  /// @param millis at least 1
  /// @return the number of connections that were ready
  public int turn(long millis) throws IOException {
    try {
      return selector.select(this::serve, millis);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void serve(SelectionKey key) {
    if (!key.isValid()) { // a connection that was handled before has closed this one
      return;
    }
    try {
      ((Ready) key.attachment()).ready(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends every connection without a packet.
  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
