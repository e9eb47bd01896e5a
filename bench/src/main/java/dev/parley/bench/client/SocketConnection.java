package dev.parley.bench.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One WebSocket. Used by the thread of its loop.
public final class SocketConnection extends Client implements FrameReader.Frames, SocketLoop.Ready {
  private static final String PROBE = "2probe";
  private static final String UPGRADE = "5";
  private static final String NO_SESSION = "";
  private static final int SWITCHED = 101;
  private static final int STATUS_START = "HTTP/1.1 ".length();
  private static final int HEAD_END = 4;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final FrameReader frames;
  private final String session;
  private final byte[] headStart = new byte[STATUS_START + 3];

  private ByteBuffer out;
  private int headRead;

  /// The number of bytes read so far of the CR LF CR LF that ends the answer's head.
  private int lineEnds;

  private SocketConnection(
      SocketChannel channel,
      SocketLoop loop,
      int number,
      Events events,
      FrameReader frames,
      String session,
      List<String> headers)
      throws IOException {
    super(number, events);
    this.channel = channel;
    this.frames = frames;
    this.session = session;
    this.out = ByteBuffer.wrap(request(session, headers));
    this.key = loop.register(channel, this);
  }

  private static byte[] request(String session, List<String> headers) {
    String query = session.isEmpty() ? "" : "&sid=" + session;
    List<String> lines =
        new ArrayList<>(
            List.of(
                "GET /socket.io/?EIO=4&transport=websocket" + query + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    lines.addAll(headers);
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /// Starts to connect, and then joins the namespace.
  public static SocketConnection connect(
      InetSocketAddress server, SocketLoop loop, int number, Events events) throws IOException {
    return connect(server, loop, number, events, List.of());
  }

  /// Connects with additional headers.
  ///
  /// @param headers such as `Cookie: a=b`
  public static SocketConnection connect(
      InetSocketAddress server, SocketLoop loop, int number, Events events, List<String> headers)
      throws IOException {
    return begin(server, loop, number, events, new FrameReader(false), NO_SESSION, headers);
  }

  /// Connects and keeps the texts of packets, which can be read with [#text].
  public static SocketConnection connectKeepingTexts(
      InetSocketAddress server, SocketLoop loop, int number, Events events) throws IOException {
    return begin(server, loop, number, events, new FrameReader(true), NO_SESSION, List.of());
  }

  /// Starts the upgrade from polling: connects and sends a probe. The answer arrives as a packet of
  /// the kind `PROBED`; after that, call [#takeOver]. The texts of packets can be read with
  /// [#text].
  ///
  /// @param session the id of the polling client's session
  public static SocketConnection probe(
      InetSocketAddress server, SocketLoop loop, int number, Events events, String session)
      throws IOException {
    return begin(server, loop, number, events, new FrameReader(true), session, List.of());
  }

  private static SocketConnection begin(
      InetSocketAddress server,
      SocketLoop loop,
      int number,
      Events events,
      FrameReader frames,
      String session,
      List<String> headers)
      throws IOException {
    SocketChannel channel = SocketLoop.channel(number);
    SocketConnection connection =
        new SocketConnection(channel, loop, number, events, frames, session, headers);
    if (channel.connect(server)) {
      connection.flush();
    }
    return connection;
  }

  @Override
  public void ready(ByteBuffer in) throws IOException {
    int count = 0;
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        flush();
      } else if (key.isWritable()) {
        flush();
      }
      if (key.isReadable()) {
        in.clear();
        count = channel.read(in);
      }
    } catch (IOException broken) {
      ended(String.valueOf(broken.getMessage()));
      return;
    }
    if (count < 0) {
      ended("without a close frame");
    } else if (count > 0) {
      events.arrived(count);
      receive(in.flip());
    }
  }

  private void ended(String why) throws IOException {
    channel.close();
    over(why);
  }

  private void receive(ByteBuffer in) throws IOException {
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
      if (!session.isEmpty()) {
        send(PROBE);
      }
    }
  }

  @Override
  public void frame(PacketKind kind) throws IOException {
    if (channel.isOpen()) {
      packet(kind);
    }
  }

  @Override
  public String text() {
    return frames.text();
  }

  /// Completes the upgrade: the session uses this connection from now on. Call it when no poll is
  /// under way.
  public void takeOver() throws IOException {
    send(UPGRADE);
  }

  /// Sends a packet now, or as soon as the operating system accepts it.
  @Override
  public void send(String packet) throws IOException {
    byte[] bytes = ClientFrames.text(packet);
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

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
