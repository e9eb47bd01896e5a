package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests what is logged about hostile clients: a line at most once a minute, without their data.
final class LogTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void everyKindOfRefusalIsLoggedOnce() throws IOException {
    List<String> said;
    try (FrontDoor door = FrontDoor.open(folder, "WHATSAPP_APP_SECRET", "s3")) {
      for (int i = 0; i < 20; i++) {
        assertEquals(401, door.post("/webhook", "{}").status());
        assertEquals(
            403,
            door.ask(
                    "GET /webhook?hub.mode=subscribe&hub.verify_token=bad&hub.challenge=1"
                        + " HTTP/1.1\n"
                        + "Host: x\n\n")
                .status());
        assertEquals(403, door.ask("GET /health HTTP/1.1\nHost: evil.example\n\n").status());
        assertEquals(
            403,
            door.ask(
                    """
                    POST /api/chats/1/read HTTP/1.1
                    Host: x
                    Origin: http://evil.example
                    Content-Length: 0

                    """)
                .status());
      }
      said = door.warnings();
    }

    assertEquals(1, count(said, "signature is missing or wrong"), said::toString);
    assertEquals(1, count(said, "verify token is wrong"), said::toString);
    assertEquals(1, count(said, "host name"), said::toString);
    assertEquals(1, count(said, "page of another origin"), said::toString);
    assertEquals(4, said.size(), said::toString);
  }

  @Test
  void unprocessedBodiesAreLogged() throws IOException {
    List<String> said;
    try (FrontDoor door = FrontDoor.open(folder)) {
      assertEquals(
          200,
          door.post(
                  "/webhook",
                  "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{\"messages\":[7]}}]}]}")
              .status());
      said = door.warnings();
    }

    assertEquals(1, count(said, "parley webhooks list"), said::toString);
  }

  /// The clients disconnect in the middle of a request, or of its answer.
  @Test
  void disconnectingClientsAreNotLogged() throws Exception {
    List<String> said;
    try (FrontDoor door = FrontDoor.open(folder)) {
      String text = "y".repeat(60_000);
      for (int i = 0; i < 30; i++) {
        door.post("/webhook", "{\"wa_id\":\"7\",\"text\":\"" + text + "\"}");
      }
      for (String request :
          List.of(
              "GET /api/chats/7 HTTP/1.1\r\nHost: x\r\n\r\n",
              "GET /api/chats/7 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(5),
              "POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")) {
        for (int i = 0; i < 4; i++) {
          try (Socket client = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            client.setSoLinger(true, 0); // closing resets it
            client.getOutputStream().write(request.getBytes(ISO_8859_1));
            if (request.startsWith("GET")) {
              assertEquals('H', client.getInputStream().read());
            }
          }
        }
      }
      door.isWell();
      said = door.warnings();
      assertEquals(List.of(), door.traces());
    }

    assertEquals(List.of(), said);
  }

  @Test
  void droppedUnprocessedBodiesAreLoggedOnce() throws IOException {
    List<String> said;
    try (FrontDoor door = FrontDoor.open(folder, "UNPROCESSED_LIMIT", "1048576")) {
      for (int i = 0; i < 60; i++) {
        door.post("/webhook", "[%d, \"%s\"]".formatted(i, "x".repeat(100_000)));
      }
      said = door.warnings();
    }

    assertEquals(1, count(said, "UNPROCESSED_LIMIT"), said::toString);
    assertEquals(2, said.size(), said::toString);
  }

  private static long count(List<String> lines, String words) {
    return lines.stream().filter(line -> line.contains(words)).count();
  }
}
