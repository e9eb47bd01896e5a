package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.MARTA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.http.InboxBrowser.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The main states of the web client: each is checked by axe, and its screenshot is saved in
/// `target/screenshots` for review.
final class InboxLookTest extends InboxTests {
  private static final Path AXE =
      Path.of("target", "test-npm", "node_modules", "axe-core", "axe.min.js");

  /// The serious violations, as `rule: element`.
  private static final String CHECK =
      """
      async () => {
        const found = await axe.run(document, { resultTypes: ['violations'] });
        return found.violations
          .filter((it) => it.impact === 'serious' || it.impact === 'critical')
          .flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.html} ${node.failureSummary}`));
      }
      """;

  @BeforeAll
  static void start() throws IOException {
    Instant now = Instant.now();
    String[] names = {
      "Jonas Weber",
      "Aisha Khan",
      "Chen Wei",
      "محمد العلي",
      "Sofia Rossi",
      "Priya Nair",
      "Lucas Martin"
    };
    String[] lines = {
      "Could you send me the invoice again?",
      "When will it arrive?",
      "Is the blue one back in stock?",
      "مرحبا، متى تفتحون يوم الأحد؟",
      "Perfect, see you on Friday!",
      "Do you deliver on Saturdays?",
      "I would like to change the address."
    };
    for (int i = 0; i < names.length; i++) {
      customers.one(
          "1555010010" + i,
          names[i],
          Map.of("type", "text", "text", Map.of("body", lines[i])),
          now.minusSeconds(20_000L * (i + 1)));
    }
    customers.text(
        MARTA, "Marta Silva", "Hi! I ordered the ceramic teapot last week (order 7781).");
    String question =
        customers.text(MARTA, "Marta Silva", "Could you tell me when it will arrive?");
    send(
        "Good morning Marta! You can follow it here: https://example.com/track/7781", null, "read");
    send("It should reach you on Tuesday between 9 and 12.", question, "delivered");
    customers.one(
        MARTA,
        "Marta Silva",
        Map.of(
            "type",
            "image",
            "image",
            Map.of("id", "1", "mime_type", "image/jpeg", "caption", "The lid of the last one")),
        now);
    customers.one(
        MARTA,
        "Marta Silva",
        Map.of(
            "type",
            "location",
            "location",
            Map.of(
                "latitude",
                52.52,
                "longitude",
                13.405,
                "name",
                "Café Morgenrot",
                "address",
                "Kastanienallee 85")),
        now);
    customers.one(
        MARTA,
        "Marta Silva",
        Map.of(
            "type",
            "document",
            "document",
            Map.of("id", "2", "filename", "invoice-7781.pdf", "mime_type", "application/pdf")),
        now);
    String thanks =
        send("Thank you for the picture. We will add a new lid to your parcel.", null, "sent");
    customers.one(
        MARTA,
        "Marta Silva",
        Map.of("type", "reaction", "reaction", Map.of("message_id", thanks, "emoji", "❤️")),
        now);
    sendPicture();
    send("This one did not arrive.", null, "failed");
    parley.post(
        "/api/chats/" + MARTA + "/notes",
        "{\"text\":\"Second lid this year: ask the supplier\"}",
        "Content-Type",
        "application/json");
    String label =
        RunningParley.json(
                parley.post(
                    "/api/labels",
                    "{\"name\":\"Complaint\",\"color\":\"#b3261e\"}",
                    "Content-Type",
                    "application/json"))
            .get("id")
            .stringValue();
    put(MARTA, "{\"labels\":[\"" + label + "\"],\"pinned\":true}");
    put("15550100102", "{\"muted\":true,\"labels\":[\"" + label + "\"]}");
    parley.post(
        "/api/replies",
        "{\"shortcut\":\"hi\",\"text\":\"Good morning {{name}}!\"}",
        "Content-Type",
        "application/json");
    parley.post(
        "/api/hooks",
        "{\"url\":\"https://bot.example.com/parley\",\"events\":[\"message.received\"]}",
        "Content-Type",
        "application/json");
  }

  private static void put(String chat, String change) {
    parley.ask(
        "PUT", "/api/chats/" + chat, change.getBytes(UTF_8), "Content-Type", "application/json");
  }

  private static void sendPicture() throws IOException {
    byte[] picture = Files.readAllBytes(Path.of("src/test/resources/files/picture.jpg"));
    String media =
        RunningParley.json(
                parley.ask(
                    "POST", "/api/media?name=lid.jpg", picture, "Content-Type", "image/jpeg"))
            .get("id")
            .stringValue();
    parley.post(
        "/api/send",
        "{\"wa_id\":\"%s\",\"content\":{\"type\":\"image\",\"media\":\"%s\",\"caption\":\"Like this?\"}}"
            .formatted(MARTA, media),
        "Content-Type",
        "application/json");
  }

  private static String send(String text, @Nullable String replyTo, String status) {
    String reply = replyTo == null ? "" : ",\"reply_to\":\"" + replyTo + "\"";
    var answer =
        parley.post(
            "/api/send",
            "{\"wa_id\":\"%s\",\"text\":\"%s\"%s}".formatted(MARTA, text, reply),
            "Content-Type",
            "application/json");
    String id = RunningParley.json(answer).get("message").get("id").stringValue();
    new InboxMessages(parley).status(id, status);
    return id;
  }

  /// Takes a picture of the page, and fails if axe finds something serious in it.
  static void check(Window window, String name) throws IOException {
    Page page = window.page();
    page.evaluate("() => document.fonts.ready");
    window.screenshot(name);
    page.evaluate(Files.readString(AXE));
    assertEquals(List.of(), page.evaluate(CHECK), name);
  }

  @ParameterizedTest
  @CsvSource({
    "1280, 800, LIGHT, en, chat-light",
    "1280, 800, DARK, en, chat-dark",
    "1920, 1080, LIGHT, de, chat-wide",
    "1440, 900, DARK, ar, chat-rtl",
    "820, 1100, LIGHT, en, chat-tablet",
    "320, 568, LIGHT, en, chat-phone"
  })
  void aChat(int width, int height, ColorScheme scheme, String language, String name)
      throws IOException {
    String settings = "{\"language\":\"%s\",\"detailsOpen\":%s}".formatted(language, width > 1400);
    try (Window window = browser.window(width, height, scheme, settings)) {
      window.open(parley, "/c/" + MARTA);
      assertThat(window.message("This one did not arrive.")).isVisible();
      check(window, name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, 1280, 800, LIGHT, list-light",
    "/, 390, 844, DARK, list-phone",
    "/settings/general, 1280, 800, LIGHT, settings",
    "/settings/status, 1280, 800, DARK, status",
    "/settings, 390, 844, LIGHT, settings-phone",
    "/settings/hooks, 1280, 800, DARK, hooks",
    "/settings/labels, 390, 844, DARK, labels-phone",
    "/settings/replies, 1280, 800, LIGHT, replies",
    "/setup#link, 390, 844, DARK, setup"
  })
  void aPage(String path, int width, int height, ColorScheme scheme, String name)
      throws IOException {
    try (Window window = browser.window(width, height, scheme, "{}")) {
      window.open(parley, path);
      assertThat(window.page().locator("h1:visible, h2:visible").first()).isVisible();
      window.page().evaluate("() => new Promise((done) => setTimeout(done, 150))");
      check(window, name);
    }
  }

  @ParameterizedTest
  @CsvSource({"Control+k, DARK, go-to", "Control+/, LIGHT, keys"})
  void anOverlay(String key, ColorScheme scheme, String name) throws IOException {
    try (Window window = browser.window(1280, 800, scheme, "{}")) {
      window.open(parley, "/c/" + MARTA);
      assertThat(window.message("This one did not arrive.")).isVisible();
      window.page().keyboard().press(key);
      assertThat(window.page().locator("dialog[open]")).isVisible();
      check(window, name);
    }
  }
}
