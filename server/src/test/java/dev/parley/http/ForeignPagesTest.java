package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of other sites, in the browser of a user who can reach Parley, can do nothing with Parley:
/// neither with requests to Parley's address nor with a host name of the other site that resolves
/// to Parley's address.
final class ForeignPagesTest {
  private static final String SEND = "/api/send";
  private static final String MESSAGE = "{\"wa_id\":\"15551\",\"text\":\"forged\"}";
  private static final String POLL = "/socket.io/?EIO=4&transport=polling";
  private static final String FOREIGN = "Origin: http://evil.example\n";
  private static final String SOCKET =
      """
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      """;

  private final Path folder;
  private RunningParley parley;

  ForeignPagesTest(@TempDir Path folder) {
    this.folder = folder;
    parley =
        RunningParley.start(
            folder,
            "CORS_ORIGINS",
            "http://localhost:3000,https://*.vercel.app",
            "PUBLIC_URL",
            "https://chat.example",
            "ALLOWED_HOSTS",
            "*.tunnel.example");
  }

  @AfterEach
  void close() {
    parley.close();
  }

  // --- Requests that change something ------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        FOREIGN,
        "Origin: null\n",
        "Origin: null\nSec-Fetch-Site: same-origin\n",
        FOREIGN + "Sec-Fetch-Site: cross-site\n",
        "Origin: http://localhost:3001\nSec-Fetch-Site: same-site\n",
        "Sec-Fetch-Site: cross-site\n",
        "Sec-Fetch-Site: same-site\n",
        "Origin: https://vercel.app\n",
        "Origin: file://\n",
        "Origin: garbage\n",
      })
  void aForeignPageChangesNothing(String headers) throws IOException {
    String form = "Content-Type: application/x-www-form-urlencoded\n";
    assertRefused(post(SEND, headers + form, "wa_id=15551&text=forged"));
    assertRefused(post(SEND, headers + "Content-Type: application/json\n", MESSAGE));
    assertRefused(post(SEND, headers, MESSAGE));
    assertRefused(post("/webhook", headers + "Content-Type: text/plain\n", MESSAGE));
    assertRefused(post("/webhook", headers + form, "wa_id=15551&text=forged"));
    assertRefused(post("/api/chats/15551/read", headers, ""));
    assertRefused(post("/api/contacts", headers, "{\"wa_id\":\"15551\",\"avatar\":\"https://x\"}"));
    assertRefused(post(POLL + "&sid=x", headers, "40"));
    assertEquals("[]", parley.get("/api/chats").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sec-Fetch-Site: none\n",
        "Sec-Fetch-Site: same-origin\n",
        "Origin: http://localhost:3000\n",
        "Origin: http://localhost:3000\nSec-Fetch-Site: cross-site\n",
        "Origin: http://localhost:3000\nSec-Fetch-Site: same-site\n",
        "Origin: https://shop.vercel.app\nSec-Fetch-Site: cross-site\n",
        "Origin: https://chat.example\nSec-Fetch-Site: same-origin\n",
        "Origin: https://chat.example\n",
      })
  void programsAndKnownPagesMay(String headers) throws IOException {
    assertEquals(201, status(post(SEND, headers, MESSAGE)));
    assertEquals(200, status(post("/webhook", headers, MESSAGE)));
  }

  @Test
  void aPageThatParleyServesMay() throws IOException {
    String own = "Origin: http://127.0.0.1:" + parley.port() + "\n";

    assertEquals(201, status(post(SEND, own, MESSAGE)));
    assertEquals(101, status(ask("GET", socketPath(), own + SOCKET, "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "FORGE"})
  void anyOtherMethodChangesSomething(String method) throws IOException {
    assertRefused(ask(method, SEND, FOREIGN, ""));
  }

  @Test
  void readingIsLeftToTheBrowsersOwnRule() throws IOException {
    String answer = ask("GET", "/api/chats", FOREIGN + "Sec-Fetch-Site: cross-site\n", "");

    assertEquals(200, status(answer));
    assertFalse(answer.contains("access-control-allow-origin"), answer);
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.vercel.app, https://shop.vercel.app",
    "http://evil.example, ",
  })
  void pagesBelowAListedDomainMayRead(String origin, String allowed) {
    for (String path : new String[] {"/api/chats", POLL}) {
      assertEquals(
          allowed,
          parley
              .get(path, "Origin", origin)
              .headers()
              .firstValue("Access-Control-Allow-Origin")
              .orElse(null));
    }
  }

  @Test
  void withAStarEveryPageMayRead() throws IOException {
    parley.close();
    parley = RunningParley.start(folder, "CORS_ORIGINS", "*");

    assertEquals(201, status(post(SEND, FOREIGN + "Sec-Fetch-Site: cross-site\n", MESSAGE)));
    assertEquals(101, status(ask("GET", socketPath(), FOREIGN + SOCKET, "")));
  }

  // --- Sockets -----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        FOREIGN,
        "Origin: null\n",
        "Sec-Fetch-Site: cross-site\n",
        "Origin: http://localhost:3001\nSec-Fetch-Site: same-site\n",
      })
  void aForeignPageDoesNotConnect(String headers) throws IOException {
    assertEquals(403, status(ask("GET", POLL, headers, "")));
    assertEquals(400, status(ask("GET", socketPath(), headers + SOCKET, "")));
  }

  @Test
  void everyPageMayLoadTheClientScript() throws IOException {
    assertEquals(
        200, status(ask("GET", "/socket.io/socket.io.js", "Sec-Fetch-Site: cross-site\n", "")));
  }

  @Test
  void aForeignPageDoesNotWriteToASession() throws IOException {
    String opened = parley.get(POLL).body();
    String session = POLL + "&sid=" + opened.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");

    assertRefused(post(session, FOREIGN, "40"));
    assertEquals(200, status(post(session, "", "40")));
  }

  // --- Host names --------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:5000",
        "EVIL.example.",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "tunnel.example",
        "chat.example.evil.example",
        "localhost@evil.example",
        "2130706433",
        "[evil.example]",
      })
  void aNameThatIsNotDeclaredReachesNothing(String host) throws IOException {
    String origin = "Origin: http://" + host + "\nSec-Fetch-Site: same-origin\n";
    for (String path :
        new String[] {
          "/api/chats",
          "/health",
          "/webhook?hub.mode=subscribe",
          "/docs",
          "/nothing",
          POLL,
          socketPath(),
          "/socket.io/socket.io.js"
        }) {
      assertRefused(raw("GET", path, host, origin, ""));
    }
    assertRefused(raw("GET", socketPath(), host, origin + SOCKET, ""));
    assertRefused(raw("POST", SEND, host, origin, MESSAGE));
    assertRefused(raw("POST", "/webhook", host, "", MESSAGE));
    assertRefused(raw("OPTIONS", SEND, host, origin, ""));
    assertEquals("[]", parley.get("/api/chats").body());
  }

  @Test
  void theRefusalNamesTheSetting() throws IOException {
    String answer = raw("GET", "/health", "chat.elsewhere.example:443", "", "");

    assertTrue(
        answer.contains("(chat.elsewhere.example): add it to ALLOWED_HOSTS, or set PUBLIC_URL"),
        answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:5000",
        "localhost.",
        "app.localhost:3000",
        "127.0.0.1",
        "192.168.178.20:5000",
        "[::1]:5000",
        "[2001:db8::1]",
        "chat.example",
        "Chat.Example.:443",
        "a1b2.tunnel.example",
      })
  void aDeclaredNameAnAddressAndLocalhostAreAnswered(String host) throws IOException {
    assertEquals(200, status(raw("GET", "/api/chats", host, "", "")));
    assertEquals(200, status(raw("GET", POLL, host, "", "")));
    assertEquals(101, status(raw("GET", socketPath(), host, SOCKET, "")));
    assertEquals(201, status(raw("POST", SEND, host, "", MESSAGE)));
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, localhost",
    "http://evil.example:5000, localhost",
    "http://localhost, evil.example",
    "http://localhost@evil.example, localhost",
  })
  void aWholeUrlInTheFirstLineDoesNotHideAName(String authority, String host) throws IOException {
    for (String path : new String[] {"/api/chats", POLL}) {
      assertRefused(raw("GET", authority + path, host, "", ""));
    }
    assertRefused(raw("POST", authority + SEND, host, "", MESSAGE));
  }

  @Test
  void bothOfTwoNamesMustBeDeclared() throws IOException {
    for (String path : new String[] {"/api/chats", POLL}) {
      int status = status(raw("GET", path, "localhost", "Host: evil.example\n", ""));

      assertTrue(status == 400 || status == 403, path + " " + status);
    }
  }

  @Test
  void aForwardedNameIsIgnored() throws IOException {
    assertRefused(raw("GET", "/api/chats", "evil.example", "X-Forwarded-Host: localhost\n", ""));
    assertEquals(
        200, status(raw("GET", "/api/chats", "localhost", "X-Forwarded-Host: evil.example\n", "")));
  }

  private static boolean isUpgraded(StringBuilder answer) {
    return answer.indexOf("HTTP/1.1 101") == 0;
  }

  /// Whether the answer is an error in JSON that has arrived completely. The connection stays open.
  private static boolean isError(StringBuilder answer) {
    return answer.charAt(answer.length() - 1) == '}';
  }

  private static String socketPath() {
    return "/socket.io/?EIO=4&transport=websocket";
  }

  private static void assertRefused(String answer) {
    assertEquals(403, status(answer), answer);
    assertTrue(answer.contains("\"code\":\"forbidden\""), answer);
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  private String post(String path, String headers, String body) throws IOException {
    return ask("POST", path, headers, body);
  }

  private String ask(String method, String path, String headers, String body) throws IOException {
    return raw(method, path, "127.0.0.1:" + parley.port(), headers, body);
  }

  /// @return the answer's head with lower-case header names, and the part of its body that arrived
  ///   with it
  private String raw(String method, String path, String host, String headers, String body)
      throws IOException {
    String length =
        method.equals("GET") ? "" : "Content-Length: " + body.getBytes(UTF_8).length + "\n";
    String type =
        headers.contains("Content-Type") || body.isEmpty() || path.contains("socket.io")
            ? ""
            : "Content-Type: application/json\n";
    String request =
        "%s %s HTTP/1.1\nHost: %s\n%s%s%s%s\n"
            .formatted(
                method,
                path,
                host,
                headers,
                type,
                length,
                headers.contains("Connection") ? "" : "Connection: close\n");
    try (Socket socket = parley.connect()) {
      socket.getOutputStream().write((request.replace("\n", "\r\n") + body).getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      byte[] some = new byte[8192];
      for (int read = in.read(some); read > 0; read = in.read(some)) {
        answer.append(new String(some, 0, read, UTF_8));
        boolean kept = headers.contains("Connection: Upgrade");
        if (kept && answer.indexOf("\r\n\r\n") > 0 && (isUpgraded(answer) || isError(answer))) {
          break;
        }
      }
      return answer.toString();
    }
  }
}
