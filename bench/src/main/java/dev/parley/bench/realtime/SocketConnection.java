package dev.parley.bench.realtime;

import dev.parley.bench.realtime.FrameReader.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One WebSocket of the [RealtimeDriver]: connects, joins the namespace `/`, answers pings, and
/// says what else arrives. Used by one thread.
final class SocketConnection implements FrameReader.Frames {
  /// Hears of the connection it is given.
  interface Events {
    /// So many bytes have arrived, before anybody looked at them.
    default void arrived(int bytes) {}

    /// The namespace is joined.
    void joined(SocketConnection connection) throws IOException;

    /// An event has arrived.
    void event(SocketConnection connection) throws IOException;
  }

  /// So many connections from one source address, as a port is needed for each.
  private static final int PORTS = 20_000;

  private static final String REQUEST =
      String.join(
          "\r\n",
          "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
          "Host: 127.0.0.1",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "",
          "");
  private static final byte[] PONG = ClientFrames.text("3");
  private static final byte[] JOIN = ClientFrames.text("40");
  private static final int SWITCHED = 101;
  private static final int STATUS_START = "HTTP/1.1 ".length();
  private static final int HEAD_END = 4;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Events events;
  private final FrameReader frames = new FrameReader();
  private final byte[] headStart = new byte[STATUS_START + 3];

  private ByteBuffer out = ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII));
  private int headRead;

  /// How many bytes of the empty line that ends the answer's head were seen.
  private int lineEnds;

  /// Its place among the driver's connections.
  final int number;

  /// When it began to connect, or last sent, in nanoseconds.
  long begun = System.nanoTime();

  /// How many events have arrived.
  long received;

  private SocketConnection(SocketChannel channel, Selector selector, int number, Events events)
      throws IOException {
    this.channel = channel;
    this.number = number;
    this.events = events;
    this.key = channel.register(selector, SelectionKey.OP_CONNECT, this);
  }

  /// Begins to connect.
  static SocketConnection connect(
      InetSocketAddress server, Selector selector, int number, Events events) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (number >= PORTS) {
      byte[] source = {127, 0, 0, (byte) (1 + number / PORTS)};
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
    }
    SocketConnection connection = new SocketConnection(channel, selector, number, events);
    if (channel.connect(server)) {
      connection.flush();
    }
    return connection;
  }

  /// Does what the selector found possible.
  ///
  /// @param in empty, and reused for every connection
  void ready(ByteBuffer in) throws IOException {
    if (key.isConnectable() && channel.finishConnect()) {
      flush();
    } else if (key.isWritable()) {
      flush();
    }
    if (key.isValid() && key.isReadable()) {
      receive(in);
    }
  }

  private void receive(ByteBuffer in) throws IOException {
    in.clear();
    int count = channel.read(in);
    if (count < 0) {
      throw new EOFException("the server closed connection " + number);
    }
    events.arrived(count);
    in.flip();
    if (lineEnds < HEAD_END) {
      readHead(in);
    }
    frames.read(in, this);
  }

  private void readHead(ByteBuffer in) throws IOException {
    while (lineEnds < HEAD_END && in.hasRemaining()) {
      byte next = in.get();
      if (headRead < headStart.length) {
        headStart[headRead++] = next;
      }
      boolean expected = next == (lineEnds % 2 == 0 ? '\r' : '\n');
      lineEnds = expected ? lineEnds + 1 : next == '\r' ? 1 : 0;
    }
    if (lineEnds == HEAD_END) {
      String start = new String(headStart, StandardCharsets.US_ASCII);
      if (!start.endsWith(" " + SWITCHED)) {
        throw new IOException("the server answered " + start + " instead of " + SWITCHED);
      }
    }
  }

  @Override
  public void frame(Kind kind) throws IOException {
    switch (kind) {
      case OPEN -> send(JOIN);
      case PING -> send(PONG);
      case JOINED -> events.joined(this);
      case EVENT -> {
        received++;
        events.event(this);
      }
      case CLOSE -> throw new EOFException("the server closed connection " + number);
      case OTHER -> throw new IOException("the server sent what was not expected");
    }
  }

  /// Sends whole frames, now or as soon as the system takes them.
  void send(byte[] bytes) throws IOException {
    if (out.hasRemaining()) {
      byte[] rest = Arrays.copyOfRange(out.array(), out.position(), out.limit() + bytes.length);
      System.arraycopy(bytes, 0, rest, out.remaining(), bytes.length);
      out = ByteBuffer.wrap(rest);
    } else {
      out = ByteBuffer.wrap(bytes);
    }
    flush();
  }

  private void flush() throws IOException {
    channel.write(out);
    int wanted =
        out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /// Ends it without a word.
  void close() throws IOException {
    channel.close();
  }
}
