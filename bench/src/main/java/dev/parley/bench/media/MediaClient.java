package dev.parley.bench.media;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// Uploads files to Parley and downloads them, over one connection for each file, with little
/// processor time for the driver. Safe for use by several threads.
final class MediaClient {
  private static final int BLOCK = 1 << 18;
  private static final int LARGEST_HEAD = 1 << 14;
  private static final String END = "\r\n\r\n";
  private static final String LENGTH = "\r\ncontent-length: ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InetSocketAddress server;

  MediaClient(ServerProcess server) {
    this.server = server.address();
  }

  /// Writes the bytes of a file to a connection.
  interface Content {
    void sendTo(WritableByteChannel channel) throws IOException;
  }

  /// Uploads a file and waits until Parley confirms it.
  ///
  /// @param type for example `application/pdf`
  /// @return the id of the file
  String upload(String name, String type, long size, Content content) throws IOException {
    try (SocketChannel channel = connect()) {
      write(
          channel,
          """
          POST /api/media?name=%s HTTP/1.1\r
          Host: localhost\r
          Content-Type: %s\r
          Content-Length: %d\r
          \r
          """
              .formatted(name, type, size));
      content.sendTo(channel);
      Answer answer = answer(channel);
      byte[] body = new byte[Math.toIntExact(answer.length())];
      ByteBuffer into = ByteBuffer.wrap(body).put(answer.begun());
      while (into.hasRemaining() && channel.read(into) >= 0) {
        Thread.onSpinWait();
      }
      if (answer.status() != 201) {
        throw new IOException(
            "an upload was answered with %d: %s"
                .formatted(answer.status(), new String(body, StandardCharsets.UTF_8)));
      }
      return JSON.readTree(body).path("id").asText();
    }
  }

  /// Downloads a file and discards it.
  ///
  /// @param path such as `/api/media/med_1`
  /// @param bytesPerSecond the highest rate of reading; 0 for no limit
  /// @return the size of the file in bytes
  long download(String path, long bytesPerSecond) throws IOException {
    try (SocketChannel channel = connect()) {
      write(channel, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      long begun = System.nanoTime();
      Answer answer = answer(channel);
      if (answer.status() != 200) {
        throw new IOException("a download was answered with " + answer.status());
      }
      long count = answer.begun().remaining();
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
      while (count < answer.length()) {
        int more = channel.read(block.clear());
        if (more < 0) {
          throw new IOException(
              "a download ended after %d of %d bytes".formatted(count, answer.length()));
        }
        count += more;
        if (bytesPerSecond > 0) {
          long due = begun + (long) (count * 1e9 / bytesPerSecond);
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
      return count;
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// The head of an answer.
  ///
  /// @param length the length of its body
  /// @param begun the part of the body that arrived with the head
  private record Answer(int status, long length, ByteBuffer begun) {}

  private static Answer answer(SocketChannel channel) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(LARGEST_HEAD);
    while (read.hasRemaining() && channel.read(read) >= 0) {
      String text = new String(read.array(), 0, read.position(), StandardCharsets.ISO_8859_1);
      int end = text.indexOf(END);
      if (end >= 0) {
        return new Answer(
            Integer.parseInt(text.split(" ", 3)[1]),
            length(text.substring(0, end + 2).toLowerCase(Locale.ROOT)),
            read.flip().position(end + END.length()));
      }
    }
    throw new IOException("the header of an answer is incomplete or too long");
  }

  /// @param head the head in lower case, with the line break at its end
  private static long length(String head) throws IOException {
    int at = head.indexOf(LENGTH);
    if (at < 0) {
      throw new IOException("an answer has no Content-Length");
    }
    int from = at + LENGTH.length();
    return Long.parseLong(head.substring(from, head.indexOf("\r\n", from)).strip());
  }
}
