package dev.parley.bench.client;

import dev.parley.bench.load.ResponseReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// One HTTP/1.1 connection that is kept open, with one request at a time. Used by the thread of its
/// loop.
final class HttpConnection implements SocketLoop.Ready {
  /// Receives the events of the connection.
  interface Answers {
    /// Bytes have arrived and were not read yet.
    void arrived(int bytes);

    /// An answer is complete.
    void answered(HttpConnection connection, int status) throws IOException;

    /// The server has closed the connection.
    void ended(HttpConnection connection, String why) throws IOException;
  }

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Answers answers;
  private final ResponseReader reader;
  private ByteBuffer out;

  private HttpConnection(
      SocketChannel channel, SocketLoop loop, Answers answers, ResponseReader reader, byte[] first)
      throws IOException {
    this.channel = channel;
    this.answers = answers;
    this.reader = reader;
    this.out = ByteBuffer.wrap(first);
    this.key = loop.register(channel, this);
  }

  /// Begins to connect.
  ///
  /// @param first the first request
  static HttpConnection connect(
      InetSocketAddress server,
      SocketLoop loop,
      int number,
      Answers answers,
      ResponseReader reader,
      byte[] first)
      throws IOException {
    SocketChannel channel = SocketLoop.channel(number);
    HttpConnection connection = new HttpConnection(channel, loop, answers, reader, first);
    if (channel.connect(server)) {
      connection.flush();
    }
    return connection;
  }

  /// Sends the next request; the one before is answered.
  void request(byte[] request) throws IOException {
    out = ByteBuffer.wrap(request);
    try {
      flush();
    } catch (IOException broken) {
      ended(String.valueOf(broken.getMessage()));
    }
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
      ended("without a word");
    } else if (count > 0) {
      answers.arrived(count);
      receive(in.flip());
    }
  }

  private void receive(ByteBuffer in) throws IOException {
    while (channel.isOpen() && reader.read(in)) {
      answers.answered(this, reader.status());
    }
  }

  private void ended(String why) throws IOException {
    channel.close();
    answers.ended(this, why);
  }

  private void flush() throws IOException {
    channel.write(out);
    int wanted =
        out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /// The beginning of the last answer's body.
  String bodyStart() {
    return reader.bodyStart();
  }

  void close() throws IOException {
    channel.close();
  }
}
