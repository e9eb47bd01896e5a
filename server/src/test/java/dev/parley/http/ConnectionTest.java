package dev.parley.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests single connections, byte by byte. The server waits three seconds for a request (one second
/// is too short on a busy machine) and accepts bodies of up to 2 KB.
final class ConnectionTest {
  @RegisterExtension
  static final RunningParley parley =
      RunningParley.with("REQUEST_TIMEOUT_SECONDS", "3", "BODY_LIMIT", "2048");

  @Test
  void requestsSentTogetherAreAnsweredInOrder() throws IOException {
    String answers =
        answer(
            """
            GET /api/chats/1 HTTP/1.1
            Host: x
            X-Request-Id: first

            GET /health HTTP/1.1
            Host: x
            X-Request-Id: second

            GET /nope HTTP/1.1
            Host: x
            X-Request-Id: third
            Connection: close

            """);

    int first = answers.indexOf("X-Request-Id: first");
    int second = answers.indexOf("X-Request-Id: second");
    int third = answers.indexOf("X-Request-Id: third");
    assertTrue(first > 0 && first < second && second < third, answers);
  }

  @Test
  void aBodyThatDoesNotArriveIsTimedOut() throws IOException {
    String answer =
        answer(
            """
            POST /api/send HTTP/1.1
            Host: x
            Content-Length: 100

            {"wa_id":\
            """);

    assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
    assertTrue(answer.contains("\"code\":\"request_timeout\""), answer);
  }

  @Test
  void aConnectionThatNeverSendsARequestIsClosed() throws IOException {
    assertEquals("", answer("GET /health HTTP/1.1\nHost: x\n"));
  }

  @Test
  void aLengthOverTheLimitIsRefusedBeforeTheBody() throws IOException {
    String answer =
        answer(
            """
            POST /webhook HTTP/1.1
            Host: x
            Content-Length: 2049

            """);

    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
  }

  @Test
  void aBodyWithoutLengthIsRefusedOnceItIsOverTheLimit() throws IOException {
    String answer =
        answer(
            "POST /webhook HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n"
                + ("400\n" + "x".repeat(1024) + "\n").repeat(3)
                + "0\n\n");

    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
  }

  @Test
  void aBodyThatIsAnnouncedIsAskedFor() throws IOException {
    String answer =
        answer(
            """
            POST /webhook HTTP/1.1
            Host: x
            Expect: 100-continue
            Content-Length: 2
            Connection: close

            {}\
            """);

    assertTrue(answer.startsWith("HTTP/1.1 100 Continue"), answer);
    assertTrue(answer.contains("HTTP/1.1 200 "), answer);
  }

  @Test
  void aFirstLineThatIsTooLongIsNamed() throws IOException {
    String answer = answer("GET /" + "x".repeat(9000) + " HTTP/1.1\nHost: x\n\n");

    assertTrue(answer.startsWith("HTTP/1.0 413 "), answer); // the version was not read
    assertTrue(answer.contains("first line is too long"), answer);
  }

  @Test
  void headersThatAreTooLargeAreNamed() throws IOException {
    String answer = answer("GET / HTTP/1.1\nHost: x\nA: " + "x".repeat(17_000) + "\n\n");

    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("headers are too large"), answer);
  }

  @Test
  void tooManyHeadersAreReported() throws IOException {
    String answer = answer("GET / HTTP/1.1\nHost: x\n" + "a:\n".repeat(250) + "\n");

    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("headers are too large"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\n\n",
        "GET /health HTTP/1.1\nHost: x\nHost: x\n\n",
        "GET /health HTTP/1.1\nHost: x\nX-A: a\n b\n\n",
        "GET /health HTTP/1.1\nHost: x\nX-A: a\n\tHost: y\n\n",
        "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\nHost: x\nHost: y\n\n",
        "POST /webhook HTTP/1.1\nHost: x\nTransfer-Encoding: gzip\n\n{}",
        "POST /webhook HTTP/1.1\nHost: x\nTransfer-Encoding: gzip, chunked\n\n0\n\n",
        "POST /webhook HTTP/1.0\nHost: x\nTransfer-Encoding: chunked\n\n2\n{}\n0\n\n",
        "POST /webhook HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nTransfer-Encoding: x\n\n0\n\n"
      })
  void ambiguousRequestsAreRefusedAndTheConnectionEnds(String request) throws IOException {
    String answer = answer(request);

    assertTrue(answer.matches("(?s)HTTP/1.[01] 400 .*"), answer);
    assertEquals(-1, answer.indexOf("HTTP/1.1 ", 1), answer);
  }

  @Test
  void aRequestOfAnOldClientNeedsNoHost() throws IOException {
    assertTrue(answer("GET /health HTTP/1.0\n\n").matches("(?s)HTTP/1.[01] 200 .*"));
  }

  @Test
  void invalidHttpIsRefused() throws IOException {
    assertTrue(answer("nonsense\n\n").startsWith("HTTP/1.0 400 "));
  }

  @Test
  void aStoppedServerTakesNoConnections(@TempDir Path folder) {
    RunningParley own = RunningParley.start(folder);

    own.close();

    assertThrows(IOException.class, () -> own.connect().close());
  }

  @Test
  void requestsUnderWayFinishWhenTheServerStops(@TempDir Path folder) throws Exception {
    RunningParley own = RunningParley.start(folder);
    try (Socket socket = own.connect()) {
      String body = "{\"wa_id\":\"1\",\"text\":\"x\"}";
      socket
          .getOutputStream()
          .write(
              "POST /api/send HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
                  .formatted(body.length())
                  .getBytes(ISO_8859_1));
      assertTrue(new String(socket.getInputStream().readNBytes(25), ISO_8859_1).contains("100"));

      Thread stopping = Thread.ofVirtual().start(own::close);
      socket.getOutputStream().write(body.getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      stopping.join();

      assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
    }
  }

  /// Sends a request and returns everything that the server sends until it closes the connection.
  private static String answer(String request) throws IOException {
    try (Socket socket = parley.connect()) {
      socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
