package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cheap ways to fill a server's memory or to take all its places, against the real program with
/// the launcher's options. Beside each, a client posts webhooks and asks whether the server is
/// alive, and must be served.
final class FloodsIT {
  /// Of the whole process: its heap of 256 MB, and what a JVM with these libraries takes beside it.
  private static final long MOST_RESIDENT = 400L * 1024 * 1024;

  private static final int SLOWEST_ANSWER_MILLIS = 5_000;

  private ParleyProcess parley;
  private int port;
  private Bystander bystander;

  @BeforeEach
  void start(@TempDir Path folder) {
    parley =
        ParleyProcess.startAsLaunched(
            folder,
            Map.of("HOST", "127.0.0.1", "PORT", "0", "DATA_DIR", folder.resolve("data").toString()),
            "serve");
    port = parley.ready().getPort();
    bystander = new Bystander(port, SLOWEST_ANSWER_MILLIS);
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void requestsBehindOneThatIsUnderWayGoWithTheirClient() throws Exception {
    String body = "{\"wa_id\":\"15551\",\"text\":\"aaaaaa\"}";
    byte[] requests =
        ("POST /api/send HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n%s")
            .formatted(body.length(), body)
            .repeat(6000)
            .getBytes(ISO_8859_1);

    bystander.whileServed(() -> leaveAfterSending(requests));

    staysSmall();
  }

  @Test
  void bodiesBehindARequestThatIsUnderWayGoWithTheirClient() throws Exception {
    byte[] requests =
        ("GET /api/chats HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + ("1000\r\n" + " ".repeat(0x1000) + "\r\n").repeat(100)
                + "0\r\n\r\n")
            .repeat(3)
            .getBytes(ISO_8859_1);

    bystander.whileServed(() -> leaveAfterSending(requests));

    staysSmall();
  }

  @Test
  void aBodyInPiecesOfOneByteTakesNoMoreThanItsBytes() throws Exception {
    byte[] head =
        "POST /webhook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            .getBytes(ISO_8859_1);
    byte[] pieces = "1\r\n \r\n".repeat(20_000).getBytes(ISO_8859_1);

    bystander.whileServed(() ->
        atOnce(
            4,
            _ -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                OutputStream out = socket.getOutputStream();
                out.write(head);
                for (int i = 0; i < 100; i++) {
                  out.write(pieces);
                }
              }
            }));

    staysSmall();
  }

  @Test
  void clientsThatDoNotReadTheirListsHoldUpNobody() throws Exception {
    storeChats();
    List<Socket> slow = new ArrayList<>();

    bystander.whileServed(() -> {
      for (int i = 0; i < 400; i++) {
        slow.add(askForTheList());
      }
      // Some of them read a little now and then.
      for (int second = 0; second < 5; second++) {
        TimeUnit.SECONDS.sleep(1); // what they do is to take their time
        for (Socket socket : slow.subList(0, 100)) {
          readALittle(socket);
        }
        bystander.isServedAList();
      }
    });

    staysSmall();
    for (Socket socket : slow) {
      socket.close();
    }
  }

  private void staysSmall() {
    long most = parley.mostResident();
    System.out.printf(
        "FloodsIT: at most %d MB resident, slowest answer after %d ms%n",
        most >> 20, bystander.slowestMillis());
    assertTrue(most < MOST_RESIDENT, () -> "resident: " + (most >> 20) + " MB");
  }

  /// Sends and resets the connection a moment later, again and again.
  private void leaveAfterSending(byte[] requests) throws Exception {
    atOnce(
        4,
        _ -> {
          for (int i = 0; i < 100; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoLinger(true, 0); // closing resets it
            Thread leaving =
                Thread.ofVirtual()
                    .start(() -> {
                      try {
                        TimeUnit.MILLISECONDS.sleep(20); // the server must have begun to read
                        socket.close();
                      } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    });
            try {
              socket.getOutputStream().write(requests);
            } catch (IOException closed) {
              // In the middle of a request, as meant.
            }
            leaving.join();
          }
        });
  }

  private interface Client {
    void run(int number) throws Exception;
  }

  private static void atOnce(int clients, Client client) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int number = i;
        all.add(
            threads.submit(() -> {
              client.run(number);
              return number;
            }));
      }
      for (Future<Integer> one : all) {
        one.get();
      }
    }
  }

  /// 10,000 messages of 1 KB in 200 chats.
  private void storeChats() throws IOException {
    for (int first = 0; first < 10_000; first += 1000) {
      StringBuilder batch = new StringBuilder("{\"messages\":[");
      for (int i = first; i < first + 1000; i++) {
        batch
            .append(i == first ? "" : ",")
            .append(
                "{\"id\":\"wamid.%d\",\"from\":\"1555%d\",\"timestamp\":\"%d\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}}"
                    .formatted(i, i % 200, 1780000000 + i, "y".repeat(1000)));
      }
      byte[] body = batch.append("]}").toString().getBytes(UTF_8);
      try (Wire wire = new Wire(port)) {
        assertEquals(
            200, wire.send(Wire.post("/webhook", "application/json", body)).answer().status());
      }
    }
  }

  private Socket askForTheList() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket
        .getOutputStream()
        .write(
            "GET /api/chats?limit=1000&messages=500 HTTP/1.1\r\nHost: x\r\n\r\n"
                .getBytes(ISO_8859_1));
    return socket;
  }

  private static void readALittle(Socket socket) {
    try {
      int there = socket.getInputStream().available();
      socket.getInputStream().skipNBytes(Math.min(there, 100));
    } catch (IOException cutOff) {
      // As it should be, sooner or later.
    }
  }
}
