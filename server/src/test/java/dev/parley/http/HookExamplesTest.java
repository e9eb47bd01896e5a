package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Tests the receivers in `docs/hooks.md`, one of them with the official library of Standard
/// Webhooks.
@Timeout(60)
final class HookExamplesTest {
  private static final Path DOCS = Path.of("..", "docs", "hooks.md");
  private static final Pattern CODE = Pattern.compile("(?s)```js\n(.*?)```");
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

  @RegisterExtension final RunningParley parley = RunningParley.with("HOOKS_ALLOW_PRIVATE", "true");

  private static String example(int index) throws IOException {
    Matcher code = CODE.matcher(Files.readString(DOCS));
    List<String> all = new ArrayList<>();
    while (code.find()) {
      all.add(code.group(1));
    }
    return all.get(index);
  }

  @Test
  void theNodeReceiverAcceptsOnlySignedCalls() throws Exception {
    Path script = Files.writeString(parley.folder().resolve("receiver.cjs"), example(0));
    try (Script receiver = new Script("node", script.toString())) {
      hook(receiver.port, SECRET);
      receive("Hello, Node");

      assertEquals("message.received 15551234567 Hello, Node", receiver.next());
      HttpRequest forged =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + receiver.port))
              .header("webhook-id", "evt_1")
              .header("webhook-timestamp", Long.toString(System.currentTimeMillis() / 1000))
              .header("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=")
              .POST(BodyPublishers.ofString("{}"))
              .build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        assertEquals(401, client.send(forged, BodyHandlers.discarding()).statusCode());
      }
    }
  }

  @Test
  void aSlowWorkflowOfN8nGetsEverythingInOrder() throws Exception {
    Path code = Files.writeString(parley.folder().resolve("code.js"), example(1));
    Path script = parley.folder().resolve("n8n-like.cjs");
    try (InputStream source =
        Objects.requireNonNull(HookExamplesTest.class.getResourceAsStream("n8n-like.cjs"))) {
      Files.copy(source, script);
    }
    try (Script n8n = new Script("node", script.toString(), code.toString(), "200")) {
      hook(n8n.port, SECRET);
      receive("one");
      receive("two");
      receive("three");

      for (String text : List.of("one", "two", "three")) {
        assertEquals("message.received 15551234567 " + text, n8n.next());
      }
    }
  }

  @Test
  void theWorkflowRefusesCallsWithAnotherSecret() throws Exception {
    Path code = Files.writeString(parley.folder().resolve("code.js"), example(1));
    Path script = parley.folder().resolve("n8n-like.cjs");
    try (InputStream source =
        Objects.requireNonNull(HookExamplesTest.class.getResourceAsStream("n8n-like.cjs"))) {
      Files.copy(source, script);
    }
    try (Script n8n = new Script("node", script.toString(), code.toString(), "0")) {
      hook(n8n.port, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
      receive("one");

      assertEquals("refused not from Parley, or too old", n8n.next());
    }
  }

  private void hook(String port, String secret) {
    var made =
        parley.post(
            "/api/hooks",
            "{\"url\":\"http://127.0.0.1:%s/\",\"events\":[\"message.received\"],\"secret\":\"%s\"}"
                .formatted(port, secret));
    assertEquals(201, made.statusCode(), made::body);
  }

  private void receive(String text) {
    var answer =
        parley.post("/webhook", "{\"wa_id\":\"15551234567\",\"text\":\"%s\"}".formatted(text));
    assertEquals(200, answer.statusCode(), answer::body);
  }

  /// A script that prints its address, and then the calls that it receives.
  private static final class Script implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;
    final String port;

    Script(String... command) throws IOException {
      Path packages = JavaScriptListener.packages().toAbsolutePath();
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("NODE_PATH", packages.resolve("node_modules").toString());
      builder.environment().put("PORT", "0");
      builder.environment().put("PARLEY_HOOK_SECRET", SECRET);
      process = builder.start();
      lines = process.inputReader(UTF_8);
      port = next().replaceFirst("^listening ", "");
    }

    String next() throws IOException {
      return String.valueOf(lines.readLine());
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
