package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A WebSocket whose frames are written and read by hand. Answers pings of Engine.IO.
final class RawSocket implements AutoCloseable {
  private static final int LIMIT_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /// @param query what follows `/socket.io/?`
  RawSocket(int port, String query) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(LIMIT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    String key = Base64.getEncoder().encodeToString(new byte[16]);
    out.write(
        """
        GET /socket.io/?%s HTTP/1.1
        Host: x
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: %s

        """
            .formatted(query, key)
            .replace("\n", "\r\n")
            .getBytes(ISO_8859_1));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException(head.toString());
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException(head.toString());
    }
  }

  /// Opens one, and reads the handshake.
  static RawSocket open(int port) throws IOException {
    RawSocket raw = new RawSocket(port, "EIO=4&transport=websocket");
    raw.read();
    return raw;
  }

  /// Opens one, and joins `/`.
  static RawSocket joined(int port) throws IOException {
    RawSocket raw = open(port);
    raw.text("40");
    raw.read();
    return raw;
  }

  RawSocket text(String text) throws IOException {
    frame(0x81, text.getBytes(UTF_8));
    return this;
  }

  RawSocket binary(int... bytes) throws IOException {
    byte[] data = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      data[i] = (byte) bytes[i];
    }
    frame(0x82, data);
    return this;
  }

  /// Any frame, masked with zeros.
  void frame(int first, byte[] payload) throws IOException {
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
    out.write(frame, 0, at + payload.length);
    out.flush();
  }

  void bytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// The next message: a text as it is, a binary one as `<010203>`, a close as `close 1009`, the
  /// end as `end`.
  String read() throws IOException {
    while (true) {
      String message = readAny();
      if (message.equals("2")) {
        text("3");
      } else {
        return message;
      }
    }
  }

  private String readAny() throws IOException {
    int first;
    try {
      first = in.read();
    } catch (IOException reset) {
      return "end";
    }
    if (first < 0) {
      return "end";
    }
    int length = in.read();
    long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
    byte[] payload = in.readNBytes((int) size);
    return switch (first & 15) {
      case 1 -> new String(payload, UTF_8);
      case 2 -> "<" + HexFormat.of().formatHex(payload) + ">";
      case 8 ->
          "close " + (payload.length < 2 ? 1005 : ((payload[0] & 255) << 8) | (payload[1] & 255));
      default -> "frame " + (first & 15);
    };
  }

  /// Reads until the server has closed.
  ///
  /// @return the close, or `end` where there was none
  String readToTheEnd() throws IOException {
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
    socket.close();
  }
}
