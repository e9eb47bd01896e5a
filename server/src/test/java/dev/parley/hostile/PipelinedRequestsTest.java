package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tests clients that send requests without waiting for the answers to earlier ones. Source: RFC
/// 9112, 9.3.2.
final class PipelinedRequestsTest {
  private static final int REQUESTS = 3_000;

  /// Requests of each kind: with and without a body, for REST and Socket.IO, answered immediately
  /// and later.
  private static final List<Sample> SAMPLES =
      List.of(
          new Sample(200, "GET /health/live HTTP/1.1\nHost: x\n\n"),
          new Sample(200, "GET /api/chats?limit=1 HTTP/1.1\nHost: x\n\n"),
          new Sample(404, "GET /nothing HTTP/1.1\nHost: x\n\n"),
          new Sample(200, "POST /webhook HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}"),
          new Sample(
              200,
              "POST /webhook HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n"
                  + "1000\n%s\n".formatted(" ".repeat(0x1000)).repeat(5)
                  + "2\n{}\n0\n\n"),
          new Sample(201, "POST /api/media HTTP/1.1\nHost: x\nContent-Length: 5\n\nHello"),
          new Sample(200, "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\nHost: x\n\n"),
          new Sample(
              400,
              "POST /socket.io/?EIO=4&transport=polling&sid=none HTTP/1.1\n"
                  + "Host: x\nContent-Length: 2\n\n40"));

  @RegisterExtension static final FrontDoor door = FrontDoor.with();

  private record Sample(int status, String request) {}

  @Test
  void eachIsAnsweredInItsTurn() throws Exception {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("PipelinedRequestsTest: -Dparley.seed=" + seed);
    Random random = new Random(seed);
    List<Sample> sent = new ArrayList<>();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < REQUESTS; i++) {
      Sample next = SAMPLES.get(random.nextInt(SAMPLES.size()));
      sent.add(next);
      all.writeBytes(next.request.replace("\n", "\r\n").getBytes(ISO_8859_1));
    }
    all.writeBytes("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));

    try (Wire wire = door.connect()) {
      Thread sender = Thread.ofVirtual().start(() -> send(wire, all.toByteArray(), random));
      for (int i = 0; i < REQUESTS; i++) {
        Answer answer = wire.answer();
        assertEquals(sent.get(i).status, answer.status(), "answer " + i + ": " + answer);
      }
      assertEquals(200, wire.answer().status());
      assertArrayEquals(new byte[0], wire.rest());
      sender.join();
    }
  }

  /// Sends the bytes in pieces of random sizes.
  private static void send(Wire wire, byte[] bytes, Random random) {
    try {
      int from = 0;
      while (from < bytes.length) {
        int to = Math.min(bytes.length, from + 1 + random.nextInt(20_000));
        wire.send(Arrays.copyOfRange(bytes, from, to));
        from = to;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
