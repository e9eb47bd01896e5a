package dev.parley.socketio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests the files under `/socket.io/`, with a server that has nothing else. The files under
/// `/sample/` are a small test client with version 1.2.3; those under `/missing/` are absent.
final class ClientBundleTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String SCRIPT = "/sample/socket.io.esm.min.js";
  private static final String SCRIPT_TEXT = "export const greeting = \"grüße\";\n";

  private static Vertx vertx;
  private static HttpServer server;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    ClientBundle real = new ClientBundle(vertx, "/socket.io/");
    ClientBundle sample = new ClientBundle(vertx, "/sample/", "client-sample");
    ClientBundle missing = new ClientBundle(vertx, "/missing/", "client-missing");
    ClientBundle nowhere = new ClientBundle(vertx, "/nowhere/", "client-nowhere");
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> {
              request.response().putHeader("X-Request-Id", "r-1").putHeader("Vary", "Origin");
              if (!real.serve(request)
                  && !sample.serve(request)
                  && !missing.serve(request)
                  && !nowhere.serve(request)) {
                request.response().setStatusCode(418).end();
              }
            })
            .listen(0, "127.0.0.1")
            .await();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @Test
  void aScriptIsServedAsNodeDoes() throws Exception {
    HttpResponse<byte[]> answer = get(SCRIPT);

    assertEquals(200, answer.statusCode());
    assertEquals(SCRIPT_TEXT, new String(answer.body(), UTF_8));
    assertEquals("application/javascript; charset=utf-8", header(answer, "Content-Type"));
    assertEquals("public, max-age=0", header(answer, "Cache-Control"));
    assertEquals("\"1.2.3\"", header(answer, "ETag"));
    assertEquals(Optional.empty(), answer.headers().firstValue("Content-Encoding"));
  }

  @Test
  void aMapIsServedAsJson() throws Exception {
    HttpResponse<byte[]> answer = get(SCRIPT + ".map");

    assertEquals(200, answer.statusCode());
    assertEquals("application/json; charset=utf-8", header(answer, "Content-Type"));
  }

  @Test
  void aQueryDoesNotMatter() throws Exception {
    assertEquals(200, get(SCRIPT + "?v=1").statusCode());
  }

  @Test
  void aSecondAnswerIsTheSame() throws Exception {
    assertArrayEquals(get(SCRIPT).body(), get(SCRIPT).body());
  }

  @Test
  void aBrowserThatTakesGzipGetsIt() throws Exception {
    HttpResponse<byte[]> answer = get(SCRIPT, "Accept-Encoding", "br, gzip;q=0.8");

    assertEquals("gzip", header(answer, "Content-Encoding"));
    assertEquals(SCRIPT_TEXT, unzipped(answer.body()));
  }

  @Test
  void gzipThatIsRefusedIsNotSent() throws Exception {
    HttpResponse<byte[]> answer = get(SCRIPT, "Accept-Encoding", "br, gzip;q=0");

    assertEquals(SCRIPT_TEXT, new String(answer.body(), UTF_8));
  }

  @Test
  void varyContainsTheEncodingAndOtherHeaders() throws Exception {
    assertEquals(
        "Origin, Accept-Encoding", String.join(", ", get(SCRIPT).headers().allValues("Vary")));
  }

  @Test
  void anUnchangedVersionIsNotSentAgain() throws Exception {
    HttpResponse<byte[]> answer = get(SCRIPT, "If-None-Match", "\"1.2.3\"");

    assertEquals(304, answer.statusCode());
    assertEquals(0, answer.body().length);
    assertEquals("\"1.2.3\"", header(answer, "ETag"));
  }

  @Test
  void aWeakTagInAListIsTheVersionToo() throws Exception {
    assertEquals(304, get(SCRIPT, "If-None-Match", "\"1.2.2\", W/\"1.2.3\"").statusCode());
  }

  @Test
  void anotherVersionIsSent() throws Exception {
    assertEquals(200, get(SCRIPT, "If-None-Match", "\"1.2.2\"").statusCode());
  }

  @Test
  void headGetsTheLengthAndNoBody() throws Exception {
    HttpResponse<byte[]> answer =
        CLIENT.send(to(SCRIPT).HEAD().build(), BodyHandlers.ofByteArray());

    assertEquals(200, answer.statusCode());
    assertEquals(
        Integer.toString(SCRIPT_TEXT.getBytes(UTF_8).length), header(answer, "Content-Length"));
  }

  @Test
  void otherNamesAreNotHandled() throws Exception {
    assertEquals(418, get("/sample/").statusCode());
    assertEquals(418, get("/sample/package.json").statusCode());
    assertEquals(418, get("/sample/../sample/socket.io.js").statusCode());
    assertEquals(418, get("/other/socket.io.js").statusCode());
  }

  @Test
  void aMissingBundleIsNotFoundWithAReason() throws Exception {
    HttpResponse<byte[]> answer = get("/missing/socket.io.js");

    assertEquals(404, answer.statusCode());
    assertEquals("application/json; charset=utf-8", header(answer, "Content-Type"));
    JsonNode body = new ObjectMapper().readTree(answer.body());
    assertTrue(body.path("error").textValue().contains("npm was not found"), body::toString);
    assertEquals("not_found", body.path("code").textValue());
    assertEquals("r-1", body.path("requestId").textValue());
  }

  @Test
  void filesMissingWithoutAReasonAreNotFoundEither() throws Exception {
    assertEquals(404, get("/nowhere/socket.io.min.js").statusCode());
  }

  @Test
  void everyFileOfTheRealClientIsInTheBuild() throws Exception {
    assumeTrue(
        ClientBundle.class.getResource("client/package.json") != null,
        "MISSING npm package socket.io-client: the build went on without it");

    for (String name : ClientBundle.NAMES) {
      HttpResponse<byte[]> answer = get("/socket.io/" + name, "Accept-Encoding", "gzip");
      assertEquals(200, answer.statusCode(), name);
      assertTrue(unzipped(answer.body()).length() > 40_000, name);
    }
  }

  @Test
  void theRealClientIsTheVersionThatItsTagNames() throws Exception {
    assumeTrue(
        ClientBundle.class.getResource("client/package.json") != null,
        "MISSING npm package socket.io-client: the build went on without it");

    HttpResponse<byte[]> answer = get("/socket.io/socket.io.js");

    String version = header(answer, "ETag").replace("\"", "");
    assertTrue(new String(answer.body(), UTF_8).contains("Socket.IO v" + version), version);
  }

  private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = to(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:%d%s".formatted(server.actualPort(), path)));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("none");
  }

  private static String unzipped(byte[] body) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(gzip.readAllBytes(), UTF_8);
    }
  }
}
