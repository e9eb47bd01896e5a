package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.parley.ParleyProcess;
import dev.parley.http.InboxBrowser.Window;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tests the web client with a server that is killed while a user writes.
@Timeout(120)
final class InboxKillIT {
  private static final String MARTA = "15550100042";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void messagesTypedDuringAKillAreSentOnceWithoutAReload() throws Exception {
    int port = freePort();
    String url = "http://localhost:" + port;
    Map<String, String> settings =
        Map.of(
            "PORT", Integer.toString(port),
            "DATA_DIR", folder.resolve("data").toString(),
            "LOG_LEVEL", "error");
    ParleyProcess process = ParleyProcess.start(folder, settings, "serve");
    try (HttpClient client = HttpClient.newHttpClient();
        InboxBrowser browser = InboxBrowser.open();
        Window window = browser.window()) {
      PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
      process.ready();
      write(client, url, "Before");
      window.page().navigate(url + "/c/" + MARTA);
      assertThat(window.message("Before")).isVisible();
      window.expectCuts();

      for (int kill = 1; kill <= 2; kill++) {
        window.box().fill("Sent as it dies " + kill);
        window.page().keyboard().press("Enter");
        process.kill();
        window.box().fill("Sent to the dead " + kill);
        window.page().keyboard().press("Enter");
        window.box().fill("Half a thought " + kill);
        process = ParleyProcess.start(folder, settings, "serve");
        process.ready();
        write(client, url, "After " + kill);

        assertThat(window.message("After " + kill)).isVisible();
        assertThat(sent(window.message("Sent as it dies " + kill))).isVisible();
        assertThat(sent(window.message("Sent to the dead " + kill))).isVisible();
        assertThat(window.box()).hasValue("Half a thought " + kill);
      }

      List<String> stored = texts(client, url);
      for (int kill = 1; kill <= 2; kill++) {
        for (String text : List.of("Sent as it dies " + kill, "Sent to the dead " + kill)) {
          assertEquals(1, stored.stream().filter(text::equals).count(), text);
        }
      }
      List<String> shown = window.page().locator("article").allInnerTexts();
      assertEquals(stored.size(), shown.size());
      for (int i = 0; i < stored.size(); i++) {
        String text = stored.get(i);
        assertTrue(shown.get(i).contains(text), () -> text + " is not in its place: " + shown);
      }
    } finally {
      process.close();
    }
  }

  private static Locator sent(Locator message) {
    return message.getByLabel("Sent", new Locator.GetByLabelOptions().setExact(true));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void write(HttpClient client, String url, String text)
      throws IOException, InterruptedException {
    String body =
        JSON.writeValueAsString(
            Map.of("wa_id", MARTA, "name", "Marta", "text", text, "type", "incoming"));
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/api/send"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertEquals(201, answer.statusCode(), answer::body);
  }

  private static List<String> texts(HttpClient client, String url)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/chats/" + MARTA)).build();
    List<String> texts = new ArrayList<>();
    for (JsonNode message : JSON.readTree(client.send(request, BodyHandlers.ofString()).body())) {
      texts.add(message.get("text").stringValue());
    }
    return texts;
  }
}
