package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A client that sends random valid and invalid data over one or both transports. Its connections
/// stay open until it is closed. The server may disconnect it at any time.
final class HostileClient implements Closeable {
  private static final String PATH = "/socket.io/?EIO=4&transport=";
  private static final int MOST_GARBAGE = 300;

  /// The largest message that the server accepts; attachments may have twice this size. It is small
  /// because each buffer is tracked.
  static final int LIMIT = 50_000;

  private static final String[] PACKETS = {
    "40",
    "40/custom,",
    "40/never,",
    "40{\"pid\":1,\"offset\":[]}",
    "41",
    "41/custom,",
    "42[\"x\",1]",
    "42[\"join\",\"r\"]",
    "42[\"join\"]",
    "42[\"join\",{}]",
    "42/custom,[\"x\"]",
    "421[\"ack\",1]",
    "42999999999999999[\"ack\"]",
    "4299999999999999999999[\"ack\",1]",
    "429223372036854775807[\"ack\",1]",
    "42-1[\"ack\"]",
    "43[1]",
    "4312[]",
    "430[\"ok\"]",
    "4399999999999999999999[]",
    "44{}",
    "45-[\"x\"]",
    "459-[]",
    "45999999999999-[\"x\"]",
    "451-[\"x\",{\"_placeholder\":true,\"num\":0}]",
    "451-[\"x\",{\"_placeholder\":true,\"num\":-1}]",
    "461-1[{\"_placeholder\":true,\"num\":0}]",
    "4",
    "47",
    "42",
    "42{",
    "42[",
    "42[\"x\",1e999999999]",
    "42[\"\\ud800\"]",
    "42[\"__proto__\",{\"__proto__\":1}]",
    "0",
    "0{}",
    "1",
    "2",
    "2probe",
    "3",
    "3probe",
    "5",
    "6",
    "7",
    "b",
    "bAQID",
    "b%%",
    "",
    "\u0000",
    "99",
    "null"
  };

  private final int port;
  private final Random random;
  private final List<Closeable> opened = new ArrayList<>();

  private HostileClient(int port, Random random) {
    this.port = port;
    this.random = random;
  }

  /// Starts a client and lets it act.
  static HostileClient act(int port, Random random) throws IOException {
    HostileClient client = new HostileClient(port, random);
    try {
      if (random.nextBoolean()) {
        client.useWebSocket(client.keep(new RawSocket(client.connect(), PATH + "websocket")));
      } else {
        client.poll();
      }
    } catch (IOException cutOff) {
      // The server may cut off the client.
    }
    return client;
  }

  private RawHttp connect() throws IOException {
    return keep(new RawHttp(port));
  }

  private <T extends Closeable> T keep(T connection) {
    opened.add(connection);
    return connection;
  }

  private String packet() {
    return switch (random.nextInt(30)) {
      case 5 -> "42[\"" + "x".repeat(LIMIT) + "\"]";
      case 0 -> "42[\"x\"," + "[".repeat(random.nextInt(20_000));
      case 1 -> "42[\"" + "x".repeat(random.nextInt(20_000)) + "\"]";
      case 2 -> "42[\"x\"," + "9".repeat(random.nextInt(5_000)) + "]";
      case 3 -> "40/" + "n".repeat(random.nextInt(5_000));
      case 4 -> new String(garbage(), UTF_8);
      default -> PACKETS[random.nextInt(PACKETS.length)];
    };
  }

  private byte[] garbage() {
    byte[] garbage = new byte[random.nextInt(MOST_GARBAGE)];
    random.nextBytes(garbage);
    return garbage;
  }

  // --- Over a WebSocket --------------------------------------------------------------------------

  private void useWebSocket(RawSocket raw) throws IOException {
    if (random.nextInt(3) > 0) {
      raw.text("40");
    }
    for (int i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(12)) {
        case 0 -> raw.binary(1, 2, 3);
        case 1 -> raw.bytes(garbage());
        case 2 -> raw.frame(random.nextInt(256), garbage());
        case 3 -> raw.frame(0x01, packet().getBytes(UTF_8)); // the rest never follows
        case 4 -> raw.frame(0x82, garbage());
        case 5 -> bomb(raw);
        case 6 -> raw.frame(0x88, garbage());
        default -> raw.text(packet());
      }
    }
  }

  /// Announces attachments, and sends too many, too few, or too much.
  private void bomb(RawSocket raw) throws IOException {
    int announced = random.nextInt(12);
    StringBuilder event = new StringBuilder("45" + announced + "-[\"x\"");
    for (int i = 0; i < announced; i++) {
      event.append(",{\"_placeholder\":true,\"num\":").append(i).append('}');
    }
    raw.text(event.append(']').toString());
    byte[] attachment = new byte[random.nextInt(4) == 0 ? LIMIT : 1000];
    for (int i = random.nextInt(14); i > 0; i--) {
      raw.frame(0x82, attachment);
    }
  }

  // --- Over polling ------------------------------------------------------------------------------

  private void poll() throws IOException {
    String handshake = connect().head("GET", PATH + "polling").answer().body();
    String sid = handshake.replaceFirst("(?s).*\"sid\":\"([\\w-]{20})\".*", "$1");
    String target = PATH + "polling&sid=" + sid;
    if (random.nextInt(3) > 0) {
      connect().post(target, "40".getBytes(UTF_8));
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      byte[] body = (packet() + "\u001e" + packet()).getBytes(UTF_8);
      switch (random.nextInt(13)) {
        case 0, 1 -> connect().head("GET", target);
        case 2, 3 -> connect().post(target, body);
        case 4 -> connect().head("POST", target, "Content-Length: 1000").bytes(body);
        case 5 -> connect().post(target, garbage());
        case 6 -> connect().head("POST", target, "Transfer-Encoding: chunked").bytes(garbage());
        case 7 -> connect().head("POST", target, "Transfer-Encoding: chunked").chunk(body);
        case 8 -> connect().head(random.nextBoolean() ? "PUT" : "HEAD", target);
        case 9 -> connect().head("GET", target.replace("EIO=4", "EIO=3"));
        case 10 -> connect().bytes(("GET " + target + " HTTP/1.1\r\nHo").getBytes(UTF_8));
        case 11 -> connect().head("GET", target).head("GET", target).post(target, body);
        default -> upgrade(target.replace("polling", "websocket"));
      }
    }
  }

  private void upgrade(String target) throws IOException {
    if (random.nextInt(4) == 0) {
      connect().head("GET", target, RawSocket.UPGRADE.toArray(String[]::new)).bytes(garbage());
      return;
    }
    RawSocket raw = keep(new RawSocket(connect(), target));
    if (random.nextBoolean()) {
      raw.text("2probe");
    }
    if (random.nextBoolean()) {
      raw.text("5");
    }
    useWebSocket(raw);
  }

  @Override
  public void close() throws IOException {
    for (Closeable connection : opened) {
      connection.close();
    }
  }
}
