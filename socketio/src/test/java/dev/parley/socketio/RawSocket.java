package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A WebSocket on which a test writes and reads frames itself. Answers pings of Engine.IO.
public final class RawSocket implements Closeable {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[16]);

  /// The headers that turn a request into one for a WebSocket.
  public static final List<String> UPGRADE =
      List.of(
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: " + KEY);

  private final RawHttp connection;
  private final RawHttp.Answer answer;
  private final DataInputStream in;

  /// @param query the part after `/socket.io/?`
  RawSocket(int port, String query) throws IOException {
    this(new RawHttp(port), "/socket.io/?" + query);
  }

  /// The headers of an upgrade, and more.
  public static String[] upgrade(String... more) {
    return Stream.concat(UPGRADE.stream(), Stream.of(more)).toArray(String[]::new);
  }

  /// Upgrades a connection to a WebSocket.
  ///
  /// @param headers headers in addition to the required ones
  public RawSocket(RawHttp connection, String target, String... headers) throws IOException {
    this.connection = connection;
    this.in = connection.in();
    this.answer = connection.head("GET", target, upgrade(headers)).answer();
    if (answer.status() != 101) {
      throw new IOException(answer.status() + " " + answer.body());
    }
  }

  /// The answer to the upgrade request.
  public RawHttp.Answer answer() {
    return answer;
  }

  /// Opens a WebSocket, and reads the handshake.
  static RawSocket open(int port) throws IOException {
    RawSocket raw = new RawSocket(port, "EIO=4&transport=websocket");
    raw.read();
    return raw;
  }

  /// Opens a WebSocket, and joins `/`.
  static RawSocket joined(int port) throws IOException {
    RawSocket raw = open(port);
    raw.text("40");
    raw.read();
    return raw;
  }

  /// Sends a text.
  public RawSocket text(String text) throws IOException {
    frame(0x81, text.getBytes(UTF_8));
    return this;
  }

  /// Sends bytes.
  public RawSocket binary(int... bytes) throws IOException {
    byte[] data = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      data[i] = (byte) bytes[i];
    }
    frame(0x82, data);
    return this;
  }

  /// Sends any frame, masked with zeros.
  public void frame(int first, byte[] payload) throws IOException {
    byte[] frame = new byte[payload.length + 14];
    int at = 0;
    frame[at++] = (byte) first;
    if (payload.length <= 125) {
      frame[at++] = (byte) (0x80 | payload.length);
    } else if (payload.length <= 65_535) {
      frame[at++] = (byte) (0x80 | 126);
      frame[at++] = (byte) (payload.length >> 8);
      frame[at++] = (byte) payload.length;
    } else {
      frame[at++] = (byte) (0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame[at++] = (byte) ((long) payload.length >> shift);
      }
    }
    at += 4;
    System.arraycopy(payload, 0, frame, at, payload.length);
    connection.bytes(Arrays.copyOf(frame, at + payload.length));
  }

  /// Sends any bytes.
  public void bytes(byte[] bytes) throws IOException {
    connection.bytes(bytes);
  }

  /// The next message: a text as it is, a binary one as `<010203>`, a close as `close 1009`, the
  /// end as `end`.
  public String read() throws IOException {
    while (true) {
      String message = readAny();
      if (message.equals("2")) {
        text("3");
      } else {
        return message;
      }
    }
  }

  /// The next message, as in [#read], or a ping, which is not answered.
  public String readAny() throws IOException {
    Frame frame = readFrame();
    byte[] payload = frame.payload();
    return switch (frame.first() < 0 ? -1 : frame.first() & 15) {
      case -1 -> "end";
      case 1 -> new String(payload, UTF_8);
      case 2 -> "<" + HexFormat.of().formatHex(payload) + ">";
      case 8 ->
          "close " + (payload.length < 2 ? 1005 : ((payload[0] & 255) << 8) | (payload[1] & 255));
      default -> "frame " + (frame.first() & 15);
    };
  }

  /// A frame.
  ///
  /// @param first the first byte of the frame; -1 if the connection has ended
  @SuppressWarnings("ArrayRecordComponent") // as received; frames are not compared
  public record Frame(int first, byte[] payload) {
    /// Whether the payload is compressed.
    public boolean isCompressed() {
      return (first & 0x40) != 0;
    }
  }

  /// The next frame.
  public Frame readFrame() throws IOException {
    int first;
    try {
      first = in.read();
    } catch (SocketTimeoutException late) {
      throw late;
    } catch (IOException reset) {
      first = -1;
    }
    if (first < 0) {
      return new Frame(-1, new byte[0]);
    }
    int length = in.read();
    long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
    return new Frame(first, in.readNBytes((int) size));
  }

  /// Reads until the server has closed.
  ///
  /// @return the close frame, or `end` if there was none
  public String readToTheEnd() throws IOException {
    @Nullable String last = null;
    while (true) {
      String message = read();
      if (message.equals("end")) {
        return last == null ? message : last;
      }
      if (message.startsWith("close")) {
        last = message;
        answerClose();
      }
    }
  }

  private void answerClose() {
    try {
      frame(0x88, new byte[0]);
    } catch (IOException closedAlready) {
      // The server need not wait for the answer.
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
