package dev.parley.bench.flood;

import dev.parley.bench.client.Client;
import dev.parley.bench.client.PacketKind;
import dev.parley.bench.client.SocketConnection;
import dev.parley.bench.client.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Clients of two kinds: some request all chats and read one byte of the answer in a second; others
/// send many messages over their sockets without waiting for answers, and read all they receive.
/// Used by one thread, unless a method says otherwise.
final class Flood implements AutoCloseable, Client.Events {
  private static final int SMALL_BUFFER = 4096;
  private static final byte[] LIST =
      "GET /api/chats?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int GLANCE_MILLIS = 100;

  private final InetSocketAddress server;
  private final SocketLoop loop = new SocketLoop();
  private final List<SocketChannel> readers = new ArrayList<>();
  private final List<SocketConnection> senders = new ArrayList<>();
  private final ByteBuffer oneByte = ByteBuffer.allocate(1);
  private final AtomicLong answered = new AtomicLong();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile boolean ended;
  private int joined;
  private long begun;
  private long refused;
  private long heard;
  private double seconds;

  /// The results of the clients that send.
  ///
  /// @param heard the number of events that they received
  /// @param lost the number of connections that the server ended
  /// @param seconds the time from the first message to the last answer
  record Counts(long answered, long refused, long heard, int lost, double seconds) {}

  Flood(InetSocketAddress server) throws IOException {
    this.server = server;
  }

  /// Connects the clients, and waits until the sockets have joined.
  void connect(int slow, int sockets) throws IOException {
    for (int i = 0; i < slow; i++) {
      SocketChannel reader = SocketChannel.open();
      readers.add(reader);
      reader.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
      reader.connect(server);
      reader.write(ByteBuffer.wrap(LIST));
      reader.configureBlocking(false);
    }
    for (int i = 0; i < sockets; i++) {
      senders.add(SocketConnection.connectKeepingTexts(server, loop, i, this));
    }
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (joined < sockets) {
      if (System.nanoTime() - limit > 0) {
        throw new IOException(joined + " of " + sockets + " sockets could join");
      }
      loop.turn(GLANCE_MILLIS);
    }
  }

  /// Sends, and reads until [#end].
  ///
  /// @param each the number of messages that each socket sends
  void run(int each) throws IOException {
    begun = System.nanoTime();
    for (SocketConnection sender : senders) {
      send(sender, each);
    }
    long next = System.nanoTime();
    while (!ended) {
      loop.turn(GLANCE_MILLIS);
      if (System.nanoTime() - next > 0) {
        next += TimeUnit.SECONDS.toNanos(1);
        readOneByte();
      }
    }
  }

  private void send(SocketConnection sender, int count) throws IOException {
    String chat = "15551%04d".formatted(sender.number);
    try {
      for (int i = 0; i < count; i++) {
        sender.send(
            "42%d[\"send\",{\"wa_id\":\"%s\",\"text\":\"message %d\"}]".formatted(i, chat, i));
      }
    } catch (IOException cutOff) {
      sender.close();
      lost.incrementAndGet();
    }
  }

  private void readOneByte() throws IOException {
    for (SocketChannel reader : readers) {
      oneByte.clear();
      try {
        if (reader.isOpen() && reader.read(oneByte) < 0) {
          reader.close();
        }
      } catch (IOException cutOff) {
        reader.close();
      }
    }
  }

  /// Lets [#run] return. Any thread may call it.
  void end() {
    ended = true;
  }

  /// The number of answers so far. Any thread may call it.
  long answered() {
    return answered.get();
  }

  /// The number of connections that the server has ended. Any thread may call it.
  int lost() {
    return lost.get();
  }

  /// The results. Call this after [#run] has returned.
  Counts counts() {
    return new Counts(answered.get(), refused, heard, lost.get(), seconds);
  }

  @Override
  public void joined(Client client) {
    joined++;
  }

  @Override
  public void event(Client client) {
    heard++;
  }

  @Override
  public void other(Client client, PacketKind kind) throws IOException {
    switch (kind) {
      case ACK -> {
        answered.incrementAndGet();
        if (!client.text().contains("\"success\":true")) {
          refused++;
        }
        seconds = (System.nanoTime() - begun) / 1e9;
      }
      case LEFT -> {} // the end of the connection follows
      default -> Client.Events.super.other(client, kind);
    }
  }

  @Override
  public void ended(Client client, String why) {
    lost.incrementAndGet();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel reader : readers) {
      reader.close();
    }
    loop.close();
  }
}
