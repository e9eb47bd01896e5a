package dev.parley.bench.client;

import dev.parley.bench.load.ResponseReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A client that stays on long polling. One connection stays open as long as the server allows; a
/// poll always waits on it, and each answer is followed by another poll. Packets are sent rarely,
/// over a second connection, all waiting ones in one request. Used by the thread of its loop.
///
/// Source: Engine.IO 4, "HTTP long-polling".
public final class PollingClient extends Client {
  private static final String PATH = "/socket.io/?EIO=4&transport=polling";
  private static final char SEPARATOR = 30;
  private static final int OK = 200;

  private final InetSocketAddress server;
  private final SocketLoop loop;
  private final PayloadReader payload = new PayloadReader(this::heard);
  private final StringBuilder outbox = new StringBuilder();

  private String session = "";
  private byte[] poll = {};
  private HttpConnection polling;
  private @Nullable HttpConnection posting;
  private @Nullable Action resting;
  private boolean open = true;

  private PollingClient(InetSocketAddress server, SocketLoop loop, int number, Events events)
      throws IOException {
    super(number, events);
    this.server = server;
    this.loop = loop;
    this.polling =
        HttpConnection.connect(
            server, loop, number, new Polls(), new ResponseReader(payload::read), get(PATH));
  }

  /// Begins to connect and to join.
  public static PollingClient connect(
      InetSocketAddress server, SocketLoop loop, int number, Events events) throws IOException {
    return new PollingClient(server, loop, number, events);
  }

  private static byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// The id of the session.
  public String session() {
    return session;
  }

  private void heard(PacketKind kind) throws IOException {
    if (open) {
      packet(kind);
    }
  }

  @Override
  void opened() throws IOException {
    session = Packets.field(payload.text(), "sid");
    poll = get(PATH + "&sid=" + session);
  }

  @Override
  public String text() {
    return payload.text();
  }

  @Override
  public void send(String packet) throws IOException {
    if (!outbox.isEmpty()) {
      outbox.append(SEPARATOR);
    }
    outbox.append(packet);
    if (posting == null) {
      post();
    }
  }

  private void post() throws IOException {
    String request =
        "POST "
            + PATH
            + "&sid="
            + session
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain;charset=UTF-8\r\n"
            + "Content-Length: "
            + outbox.length()
            + "\r\n\r\n"
            + outbox;
    outbox.setLength(0);
    posting =
        HttpConnection.connect(
            server,
            loop,
            number,
            new Posts(),
            new ResponseReader(),
            request.getBytes(StandardCharsets.US_ASCII));
  }

  /// Stops polling after the answer to the current poll, so that a WebSocket can take over.
  ///
  /// @param stopped runs once no poll is under way any more
  public void stopPolling(Action stopped) {
    resting = stopped;
  }

  @Override
  public void close() throws IOException {
    open = false;
    polling.close();
    if (posting != null) {
      posting.close();
    }
  }

  private void ended(String why) throws IOException {
    if (open) {
      close();
      over(why);
    }
  }

  private void check(HttpConnection connection, int status) throws IOException {
    if (status != OK) {
      ended("status " + status + ": " + connection.bodyStart());
    }
  }

  private final class Polls implements HttpConnection.Answers {
    private boolean reused;
    private boolean answering;

    @Override
    public void arrived(int bytes) {
      answering = true;
      events.arrived(bytes);
    }

    @Override
    public void answered(HttpConnection connection, int status) throws IOException {
      check(connection, status);
      if (!open) {
        return;
      }
      payload.end();
      if (resting != null) {
        connection.close();
        open = false;
        resting.go();
      } else if (open) {
        reused = true;
        answering = false;
        connection.request(poll);
      }
    }

    @Override
    public void ended(HttpConnection connection, String why) throws IOException {
      if (open && reused && !answering) {
        // The server closed the connection after an answer, as netty-socketio always does. Poll
        // again, as browsers do.
        polling =
            HttpConnection.connect(
                server, loop, number, new Polls(), new ResponseReader(payload::read), poll);
      } else {
        PollingClient.this.ended(why);
      }
    }
  }

  private final class Posts implements HttpConnection.Answers {
    @Override
    public void arrived(int bytes) {}

    @Override
    public void answered(HttpConnection connection, int status) throws IOException {
      connection.close();
      posting = null;
      check(connection, status);
      if (open && !outbox.isEmpty()) {
        post();
      } else if (isLeaving()) {
        PollingClient.this.ended("we have left");
      }
    }

    @Override
    public void ended(HttpConnection connection, String why) throws IOException {
      PollingClient.this.ended(why);
    }
  }
}
