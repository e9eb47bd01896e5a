package dev.parley.bench.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The owner account of the Parley server under test. Creates the credentials for the benchmark.
/// Used by one thread.
final class Owner {
  private static final String EMAIL = "owner@example.com";
  private static final String PASSWORD = "the bench measures what this costs";
  private static final String READY = "Parley is ready";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI server;

  Owner(HttpClient http, ServerProcess server) {
    this.http = http;
    this.server = URI.create("http://127.0.0.1:" + server.address().getPort());
  }

  /// Starts a Parley server with this owner. Callers on this machine may do everything without a
  /// credential.
  ///
  /// @param work an empty folder
  static ServerProcess start(ParleyServer build, Path work) throws IOException {
    Path password = Files.writeString(Files.createDirectories(work).resolve("password"), PASSWORD);
    Map<String, String> settings = new HashMap<>();
    settings.put("DATA_DIR", work.resolve("data").toString());
    settings.put("ANONYMOUS", "local");
    settings.put("PARLEY_OWNER_EMAIL", EMAIL);
    settings.put("PARLEY_OWNER_PASSWORD_FILE", password.toString());
    settings.put("TRUSTED_PROXIES", "127.0.0.1");
    settings.put("RATE_LIMIT_API", "0");
    settings.put("RATE_LIMIT_SOCKETS", "0");
    Path log = work.resolve("parley.log");
    ServerProcess server = build.start(settings, log);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.readString(log).contains(READY)) { // the server answers before the owner exists
      if (System.nanoTime() - end > 0) {
        server.close();
        throw new IOException("the server does not say that it is ready");
      }
      Thread.onSpinWait();
    }
    return server;
  }

  /// The header of a browser that has signed in.
  String cookie() throws IOException {
    HttpResponse<String> answer = post("/api/login", credentials(), 200);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    return "Cookie: " + cookie;
  }

  /// The header of a program with an API key.
  String key() throws IOException {
    HttpRequest.Builder request =
        request("/api/keys").header(header(cookie())[0], header(cookie())[1]);
    String body = "{\"name\":\"bench\",\"scopes\":[\"read\",\"send\"]}";
    JsonNode key = JSON.readTree(send(request, body, 201).body());
    return "Authorization: Bearer " + key.path("key").asText();
  }

  /// The header of a program with an access token.
  String token() throws IOException {
    JsonNode pair = JSON.readTree(post("/api/auth/token", credentials(), 200).body());
    return "Authorization: Bearer " + pair.path("access_token").asText();
  }

  private static String[] header(String line) {
    return line.split(": ", 2);
  }

  private static String credentials() {
    return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(EMAIL, PASSWORD);
  }

  private HttpResponse<String> post(String path, String body, int expected) throws IOException {
    return send(request(path), body, expected);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).header("Content-Type", "application/json");
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String body, int expected)
      throws IOException {
    try {
      HttpResponse<String> answer =
          http.send(
              request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != expected) {
        throw new IOException(
            "answered %d, not %d: %s".formatted(answer.statusCode(), expected, answer.body()));
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
