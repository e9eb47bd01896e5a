package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A connection to the server, on which any bytes can be sent. Reads answers strictly; throws
/// [SocketTimeoutException] if an answer does not arrive in time.
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// A `POST` of `body`, as a decent client sends it.
  static byte[] post(String path, String contentType, byte[] body) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: parley\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, contentType, body.length)
            .getBytes(ISO_8859_1);
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length + body.length);
    request.writeBytes(head);
    request.writeBytes(body);
    return request.toByteArray();
  }

  Wire send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /// Characters are bytes; a line may end in `\n` alone here, and is sent with `\r\n`.
  Wire send(String text) throws IOException {
    return send(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
  }

  /// Sends as much as the server reads before it ends the connection; its answer can still be read.
  Wire sendAsFarAsItGoes(String text) throws IOException {
    try {
      send(text);
    } catch (SocketException ended) {
      // The caller checks the answer.
    }
    return this;
  }

  /// Sends one byte at a time with pauses, until the end of the text or an answer of the server.
  Wire drip(String text, int everyMillis) throws IOException {
    socket.setSoTimeout(everyMillis);
    for (byte next : text.replace("\n", "\r\n").getBytes(ISO_8859_1)) {
      try {
        socket.getOutputStream().write(next);
        in.mark(1);
        int said = in.read();
        if (said >= 0) {
          in.reset();
        }
        break;
      } catch (SocketTimeoutException nothingYet) {
        // The server is waiting for more.
      } catch (IOException closed) {
        break;
      }
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    return this;
  }

  /// Closes the sending side of the connection.
  void finishSending() throws IOException {
    socket.shutdownOutput();
  }

  /// The next answer.
  Answer answer() throws IOException {
    String[] first = line().split(" ", 3);
    if (!first[0].equals("HTTP/1.1")) {
      throw new IOException("not an answer: " + String.join(" ", first));
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon), line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
    return new Answer(Integer.parseInt(first[1]), headers, body(headers));
  }

  /// Everything until the server ends the connection in any way.
  byte[] rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketTimeoutException late) {
      throw late;
    } catch (IOException reset) {
      // A reset is also an end: the server did not read everything.
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if ("chunked".equals(headers.getOrDefault("Transfer-Encoding", "").toLowerCase(Locale.ROOT))) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        body.writeBytes(exactly(size));
        line();
      }
      line();
      return body.toByteArray();
    }
    return exactly(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the answer broke off");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended without an answer");
      }
      line.write(next);
    }
    return line.toString(UTF_8).stripTrailing();
  }
}
