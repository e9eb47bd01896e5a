package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A connection on which a test writes and reads HTTP itself.
public final class RawHttp implements Closeable {
  private static final int LIMIT_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /// An answer.
  ///
  /// @param headers the headers by name, regardless of case; a repeated header has both values
  @SuppressWarnings("ArrayRecordComponent") // as received; answers are not compared
  public record Answer(int status, Map<String, List<String>> headers, byte[] bytes) {
    /// The body as UTF-8.
    public String body() {
      return new String(bytes, UTF_8);
    }

    /// A header's value.
    public Optional<String> header(String name) {
      List<String> values = headers.getOrDefault(name, List.of());
      return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }
  }

  /// Connects.
  public RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(LIMIT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /// Sends a request without a body, or the head of one that has a body.
  ///
  /// @param headers such as `Origin: http://a`
  public RawHttp head(String method, String target, String... headers) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return bytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
  }

  /// Sends a request with a body.
  public RawHttp post(String target, byte[] body, String... headers) throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Length: " + body.length);
    return head("POST", target, all.toArray(String[]::new)).bytes(body);
  }

  /// Sends a chunk of a chunked body; an empty chunk is the last.
  public RawHttp chunk(byte[] part) throws IOException {
    bytes((Integer.toHexString(part.length) + "\r\n").getBytes(ISO_8859_1));
    return bytes(part).bytes("\r\n".getBytes(ISO_8859_1));
  }

  /// Sends any bytes.
  public RawHttp bytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /// The next answer. One without a length has no body.
  public Answer answer() throws IOException {
    String[] status = line().split(" ", 3);
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] header = line.split(": ?", 2);
      headers.computeIfAbsent(header[0], _ -> new ArrayList<>()).add(header[1]);
    }
    String length = headers.getOrDefault("Content-Length", List.of("0")).getFirst();
    return new Answer(
        Integer.parseInt(status[1]), headers, in.readNBytes(Integer.parseInt(length)));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("ended after: " + line);
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /// Waits for the server to end the connection without another answer.
  ///
  /// @return false if other data arrived
  public boolean ends() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException stillThere) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  DataInputStream in() {
    return in;
  }

  /// Resets the connection, like a client that crashes.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
