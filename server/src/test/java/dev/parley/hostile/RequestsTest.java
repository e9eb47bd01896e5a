package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests invalid and unusual paths, parameters, methods and headers.
final class RequestsTest {
  private static final String PAGE = "http://localhost:3000";
  @RegisterExtension static final FrontDoor door = FrontDoor.with();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/../../etc/passwd",
        "/docs/../openapi.yaml/..",
        "/docs/%2e%2e%2fopenapi.yaml",
        "/docs/..%5c..%5clogback.xml",
        "/docs/docs.js%00.html",
        "//",
        "///api//chats",
        "/api%2fchats",
        "/api/chats;jsessionid=1",
        "/api/chats/%2e%2e/read/x",
        "/%",
        "/%zz",
        "/%00",
        "/\u00ff\u00fe",
        "/health%0d%0aSet-Cookie:a=b"
      })
  void anUnknownPathIsNotFound(String path) throws IOException {
    assertEquals("not_found", get(path).error().replace("invalid_request", "not_found"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%4",
        "%zz",
        "%-1",
        "%+1",
        "%00",
        "%ff",
        "%c0%af",
        "%ed%a0%80",
        "a%2fb",
        "a%20b",
        "%0d%0a",
        "a;b",
        "\u00e9",
        "<b>",
        "{}",
        "|",
        "%252e"
      })
  void anInvalidChatNameIsRefused(String name) throws IOException {
    assertEquals("invalid_request", get("/api/chats/" + name).error());
    assertEquals(
        "invalid_request",
        door.ask("POST /api/chats/%s/read HTTP/1.1\nHost: x\n\n".formatted(name)).error());
  }

  @Test
  void aTooLongChatNameIsRefused() throws IOException {
    assertEquals("invalid_request", get("/api/chats/" + "1".repeat(129)).error());
    assertEquals("invalid_request", get("/api/chats/" + "1".repeat(7000)).error());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=",
        "limit=0",
        "limit=-1",
        "limit=1e3",
        "limit=2147483648",
        "limit=99999999999999999999",
        "limit=%00",
        "limit=%",
        "limit=1%zz",
        "cursor=",
        "cursor=%00",
        "cursor=%ff",
        "cursor=AAAA",
        "cursor=====",
        "cursor=OTk5OTk5OTk5OTk5OTk5OTk5LjAuMQ",
        "cursor=MS4yLjMuNC41.x"
      })
  void anInvalidParameterIsRefused(String query) throws IOException {
    for (String path : List.of("/api/chats", "/api/chats/1", "/api/contacts")) {
      assertEquals("invalid_request", get(path + "?" + query).error());
    }
  }

  /// Well-formed positions in a list, but with extreme times.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cursor=MzE1NTY4ODk4NjQ0MDMxOTkuOTk5OTk5OTk5LjE",
        "cursor=LTMxNTU3MDE0MTY3MjE5MjAwLjAuMQ",
        "cursor=LTk5OTk5OTk5OTk5OTk5OS4tMS4x",
        "before=9223372036854775807",
        "before=-1",
        "before=%2B999999999-12-31T23:59:59Z",
        "before=-999999999-01-01T00:00:00Z"
      })
  void extremeTimesAreAnswered(String query) throws IOException {
    for (String path : List.of("/api/chats", "/api/chats/1", "/api/contacts")) {
      get(path + "?" + query).isOneOfOurs();
    }
  }

  @Test
  void aThousandParametersAreAnswered() throws IOException {
    get("/api/chats?" + "a=b&".repeat(1500)).isOneOfOurs();
    get("/api/chats?" + "limit=1&".repeat(900)).isOneOfOurs();
    get("/api/chats?" + "&".repeat(7000)).isOneOfOurs();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /api/send",
    "PATCH, /api/contacts",
    "PUT, /webhook",
    "TRACE, /health",
    "BREW, /api/chats",
    "get, /health",
    "PROPFIND, /api/chats/1"
  })
  void anotherMethodIsRefused(String method, String path) throws IOException {
    assertEquals(
        "method_not_allowed",
        door.ask("%s %s HTTP/1.1\nHost: x\n\n".formatted(method, path)).error());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/json",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/jsonx",
        "application/json/x",
        "json",
        "/",
        ";",
        "application/octet-stream, application/json"
      })
  void anotherMediaTypeIsRefusedByTheApi(String type) throws IOException {
    String request =
        "POST /api/send HTTP/1.1\nHost: x\nContent-Type: %s\nContent-Length: 2\n\n{}"
            .formatted(type);

    assertEquals("unsupported_media_type", door.ask(request).error());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-16",
        "APPLICATION/JSON",
        "application/json;;;",
        "application/json; charset=\"",
        ""
      })
  void jsonByAnotherSpellingIsRead(String type) throws IOException {
    String request =
        "POST /api/send HTTP/1.1\nHost: x\nContent-Type: %s\nContent-Length: 24\n\n{\"wa_id\":\"1\",\"text\":\"x\"}"
            .formatted(type);

    assertEquals(201, door.ask(request).status());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1000, 100_000})
  void headersWithoutEndAreTooLarge(int bytesEach) throws IOException {
    String header = "A: " + "h".repeat(bytesEach) + "\n";
    String request = "GET /health HTTP/1.1\nHost: x\n" + header.repeat(200_000 / bytesEach) + "\n";

    try (Wire wire = door.connect()) {
      assertEquals("too_large", wire.sendAsFarAsItGoes(request).answer().error());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\n\n",
        "GET\n\n",
        "GET /health\n\n",
        "GET  HTTP/1.1\n\n",
        "GET health HTTP/1.1\nHost: x\n\n",
        "GET * HTTP/1.1\nHost: x\n\n",
        "GET /health HTTP/1.1\nHost x\n\n",
        "GET /health HTTP/1.1\nHo st: x\n\n",
        "GET /health HTTP/1.1\nHost : x\n\n",
        "GET /health HTTP/1.1\nHost: x\nA\0B: c\n\n",
        "GET /health HTTP/1.1\nHost: x\nA: b\0c\n\n",
        "GE\0T /health HTTP/1.1\nHost: x\n\n",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\n\n"
      })
  void invalidHttpIsRefusedAndTheConnectionEnds(String request) throws IOException {
    try (Wire wire = door.connect()) {
      wire.send(request).finishSending();

      String all = new String(wire.rest(), ISO_8859_1);

      assertTrue(all.matches("(?s)HTTP/1.[01] 40[045] .*\"code\":.*"), all);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/9.9\n\n",
        "GET /health HTCPCP/1.0\n\n",
        "PRI * HTTP/2.0\n\nSM\n\n"
      })
  void anotherProtocolIsRefusedAndTheConnectionEnds(String request) throws IOException {
    try (Wire wire = door.connect()) {
      wire.send(request).finishSending();

      String all = new String(wire.rest(), ISO_8859_1);

      assertTrue(all.matches("(?s)[A-Z]+/[0-9.]+ 501 .*"), all);
    }
  }

  @Test
  void noHeaderOfThePageIsSentBackAsIs() throws IOException {
    for (String wanted : List.of("a\u0001b", "a\u007f", "\u00e9", "x".repeat(8000), "a, b; c=\"")) {
      Answer answer =
          door.ask(
              "OPTIONS /api/send HTTP/1.1\nHost: x\nOrigin: %s\nAccess-Control-Request-Method: POST\nAccess-Control-Request-Headers: %s\n\n"
                  .formatted(PAGE, wanted));

      assertTrue(answer.status() == 204 || answer.status() == 400, answer::toString);
    }
  }

  @Test
  void everyWrongTokenIsForbidden() throws IOException {
    for (String token : List.of("", "%00", "%ff", "x", "x".repeat(6000), FrontDoor.TOKEN + "%00")) {
      Answer answer = get("/webhook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + token);

      assertEquals("forbidden", answer.error());
    }
  }

  @Test
  void aChallengeIsReturnedAsPlainText() throws IOException {
    Answer answer =
        get(
            "/webhook?hub.mode=subscribe&hub.challenge=%3Cscript%3E%0d%0aSet-Cookie:a&hub.verify_token="
                + FrontDoor.TOKEN);

    assertEquals("text/plain; charset=utf-8", answer.header("Content-Type"));
    assertEquals("nosniff", answer.header("X-Content-Type-Options"));
    assertFalse(answer.headers().containsKey("Set-Cookie"));
  }

  private static Answer get(String path) throws IOException {
    return door.ask("GET %s HTTP/1.1\nHost: x\n\n".formatted(path));
  }
}
