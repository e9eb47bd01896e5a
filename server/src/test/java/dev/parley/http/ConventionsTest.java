package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The conventions that apply to every path.
final class ConventionsTest {
  private static final String PAGE = "https://page.example";

  @RegisterExtension static final RunningParley parley = RunningParley.with("CORS_ORIGINS", PAGE);

  @ParameterizedTest
  @ValueSource(strings = {"/nope", "/api", "/api/chats/1/nope", "/docs/../etc/passwd", "//"})
  void anUnknownPathIsNotFound(String path) {
    HttpResponse<String> answer = parley.get(path);

    assertEquals(404, answer.statusCode());
    assertEquals("not_found", json(answer).get("code").stringValue());
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /api/send, 'OPTIONS, POST'",
    "POST, /api/chats, 'GET, HEAD, OPTIONS'",
    "PUT, /webhook, 'GET, HEAD, OPTIONS, POST'"
  })
  void anotherMethodIsAnsweredWithTheAllowedOnes(String method, String path, String allowed) {
    HttpResponse<String> answer = parley.ask(method, path, new byte[0]);

    assertEquals(405, answer.statusCode());
    assertEquals(Optional.of(allowed), answer.headers().firstValue("Allow"));
    assertEquals("method_not_allowed", json(answer).get("code").stringValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/API/Chats", "/api/chats/", "/Health", "/API/Contacts/", "/API/chats/1/"})
  void letterCaseAndASlashAtTheEndOfAPathDoNotMatter(String path) {
    assertEquals(200, parley.get(path).statusCode());
  }

  @Test
  void aChatInAPathKeepsItsLetterCase() {
    String id = "US.20481632649612825501Ab";
    parley.post(
        "/API/Send",
        "{\"wa_id\":\"%s\",\"text\":\"hello\"}".formatted(id),
        "Content-Type",
        "application/json");

    var messages = json(parley.get("/Api/CHATS/" + id));

    assertEquals(1, messages.size());
    assertEquals(0, json(parley.get("/api/chats/" + id.toLowerCase(Locale.ROOT))).size());
  }

  @ParameterizedTest
  @CsvSource({
    "/parley, /parley/api/contacts",
    "/a/b-c_d~1.2, /a/b-c_d~1.2/api/contacts",
    "'', /api/contacts",
    "parley, /api/contacts",
    "//evil.example, /api/contacts",
    "/x>; rel=next, /api/contacts",
    "https://evil.example, /api/contacts"
  })
  void linksLeadBackThroughTheProxyThatHasAPrefix(String prefix, String path) {
    parley.post(
        "/api/contacts",
        "{\"wa_id\":\"881\",\"name\":\"One\"}",
        "Content-Type",
        "application/json");
    parley.post(
        "/api/contacts",
        "{\"wa_id\":\"882\",\"name\":\"Two\"}",
        "Content-Type",
        "application/json");

    HttpResponse<String> page = parley.get("/api/contacts?limit=1", "X-Forwarded-Prefix", prefix);

    String link = page.headers().firstValue("Link").orElse("");
    assertTrue(link.startsWith("<" + path + "?limit=1&cursor="), link);
  }

  @ParameterizedTest
  @CsvSource({"/docs, ./", "/docs/, ../", "/docs/events, ./", "/docs/events/, ../"})
  void pagesHaveRelativeLinksOnly(String path, String here) {
    String page = parley.get(path).body();

    assertTrue(page.contains("<base href=\"" + here + "\">"), page);
    assertFalse(page.contains("=\"/"), page);
  }

  @Test
  void headIsGetWithoutTheBody() {
    HttpResponse<String> head = parley.ask("HEAD", "/api/contacts", new byte[0]);

    assertEquals(200, head.statusCode());
    assertEquals(Optional.of("2"), head.headers().firstValue("Content-Length"));
  }

  @Test
  void aSaneRequestIdIsKept() {
    HttpResponse<String> answer = parley.get("/nope", "X-Request-Id", "mine-1.a_b");

    assertEquals(Optional.of("mine-1.a_b"), answer.headers().firstValue("X-Request-Id"));
    assertEquals("mine-1.a_b", json(answer).get("requestId").stringValue());
  }

  @Test
  void anotherRequestIdIsReplaced() {
    String id =
        parley.get("/health", "X-Request-Id", "a b<c>").headers().firstValue("X-Request-Id").get();

    assertNotEquals("a b<c>", id);
    assertTrue(id.matches("[a-z0-9-]+"), id);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"a\":1,]', 'line 1, column 8'",
    "'{\n\"a\" 1}', 'line 2, column 5'",
    "'{\"a\":1', 'line 1'"
  })
  void malformedJsonIsReportedWithItsPosition(String body, String where) {
    HttpResponse<String> answer = parley.post("/api/send", body);

    assertEquals(400, answer.statusCode());
    assertTrue(json(answer).get("error").stringValue().contains(where), answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"x\"", "null", "{}{}", "{\"a\":1} x"})
  void aBodyThatIsNoObjectIsRefused(String body) {
    assertEquals(400, parley.post("/api/send", body).statusCode());
  }

  @Test
  void nestingWithoutEndIsRefused() {
    HttpResponse<String> answer =
        parley.post("/api/send", "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");

    assertEquals(400, answer.statusCode());
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] body = {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'};

    assertEquals(400, parley.ask("POST", "/api/send", body).statusCode());
  }

  @Test
  void aBodyOfAnotherTypeIsRefused() {
    HttpResponse<String> answer = parley.post("/api/send", "<a/>", "Content-Type", "text/xml");

    assertEquals(415, answer.statusCode());
    assertEquals("unsupported_media_type", json(answer).get("code").stringValue());
  }

  @Test
  void aBodyOverTheLimitIsTooLarge() {
    HttpResponse<String> answer = parley.ask("POST", "/api/send", new byte[10_485_761]);

    assertEquals(413, answer.statusCode());
    assertEquals("too_large", json(answer).get("code").stringValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/chats?limit=0",
        "/api/chats?limit=1001",
        "/api/chats?limit=x",
        "/api/chats?messages=501",
        "/api/chats?messages=-1",
        "/api/chats?cursor=%00",
        "/api/chats?cursor=bm90aGluZw",
        "/api/chats/1?limit=5001",
        "/api/chats/1?before=soon",
        "/api/chats/1?include=everything",
        "/api/contacts?limit=",
        "/api/chats/a%20b",
        "/api/chats/%00"
      })
  void aWrongParameterIsNamed(String path) {
    HttpResponse<String> answer = parley.get(path);

    assertEquals(400, answer.statusCode());
    assertEquals(1, json(answer).get("details").size(), answer.body());
  }

  @Test
  void longAnswersAreCompressedForClientsThatAcceptIt() throws IOException {
    HttpResponse<byte[]> plain = parley.getBytes("/openapi.yaml");
    HttpResponse<byte[]> gzip = parley.getBytes("/openapi.yaml", "Accept-Encoding", "br, gzip");

    assertEquals(Optional.empty(), plain.headers().firstValue("Content-Encoding"));
    assertEquals(Optional.of("gzip"), gzip.headers().firstValue("Content-Encoding"));
    assertTrue(gzip.headers().allValues("Vary").contains("accept-encoding"));
    assertArrayEquals(
        plain.body(), new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes());
  }

  @ParameterizedTest
  @CsvSource({"/health, gzip", "/openapi.yaml, gzip;q=0", "/openapi.yaml, identity"})
  void shortOrUnacceptedAnswersAreNotCompressed(String path, String accepted) {
    HttpResponse<byte[]> answer = parley.getBytes(path, "Accept-Encoding", accepted);

    assertEquals(Optional.empty(), answer.headers().firstValue("Content-Encoding"));
  }

  @Test
  void answersMayNotBeFramedOrGuessedAt() {
    HttpResponse<String> answer = parley.get("/api/chats");

    assertEquals(Optional.of("nosniff"), answer.headers().firstValue("X-Content-Type-Options"));
    assertEquals(Optional.of("no-referrer"), answer.headers().firstValue("Referrer-Policy"));
    assertEquals(Optional.of("DENY"), answer.headers().firstValue("X-Frame-Options"));
    assertTrue(
        answer
            .headers()
            .firstValue("Content-Security-Policy")
            .get()
            .contains("default-src 'none'"));
  }

  @Test
  void aPageOfAnAllowedOriginMayReadWithCredentials() {
    HttpResponse<String> answer = parley.get("/health", "Origin", PAGE);

    assertEquals(Optional.of(PAGE), answer.headers().firstValue("Access-Control-Allow-Origin"));
    assertEquals(
        Optional.of("true"), answer.headers().firstValue("Access-Control-Allow-Credentials"));
    assertTrue(answer.headers().allValues("Vary").contains("origin"));
  }

  @Test
  void aPageOfAnotherOriginMayNot() {
    HttpResponse<String> answer = parley.get("/health", "Origin", "https://evil.example");

    assertEquals(200, answer.statusCode());
    assertFalse(answer.headers().map().containsKey("access-control-allow-origin"));
  }

  @Test
  void aPreflightIsAnswered() {
    HttpResponse<String> answer =
        parley.ask(
            "OPTIONS",
            "/api/send",
            new byte[0],
            "Origin",
            PAGE,
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "content-type, idempotency-key");

    assertEquals(204, answer.statusCode());
    assertEquals(
        Optional.of("OPTIONS, POST"), answer.headers().firstValue("Access-Control-Allow-Methods"));
    assertEquals(
        Optional.of("content-type, idempotency-key"),
        answer.headers().firstValue("Access-Control-Allow-Headers"));
  }

  @Test
  void withAStarEveryOriginMayReadWithoutCredentials(@TempDir Path folder) {
    try (RunningParley open = RunningParley.start(folder, "CORS_ORIGINS", "*")) {
      HttpResponse<String> answer = open.get("/health", "Origin", "https://any.example");

      assertEquals(Optional.of("*"), answer.headers().firstValue("Access-Control-Allow-Origin"));
      assertFalse(answer.headers().map().containsKey("access-control-allow-credentials"));
    }
  }
}
