package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.MARTA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.parley.http.InboxBrowser.Window;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Files in the web client: attached, dropped, recorded, shown and played.
final class InboxMediaTest extends InboxTests {
  private static final Path FILES = Path.of("src", "test", "resources", "files");

  /// Drops a text file onto the chat; the name of the file is markup.
  private static final String DROP =
      """
      () => {
        const data = new DataTransfer();
        data.items.add(new File(['Two loaves of rye'], '<img src=x onerror=alert(1)>.txt', { type: 'text/plain' }));
        const pane = document.querySelector('[data-part=composer]');
        for (const type of ['dragover', 'drop']) {
          pane.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
      }
      """;

  /// Jumps to the middle of a sound; returns the position after that, and the length.
  private static final String SEEK =
      """
      async (audio) => {
        const seeked = new Promise((resolve) => audio.addEventListener('seeked', resolve, { once: true }));
        audio.pause();
        audio.currentTime = audio.duration / 2;
        await seeked;
        return { at: audio.currentTime, duration: audio.duration };
      }
      """;

  @BeforeAll
  static void start() {
    customers.text(MARTA, "Marta Silva", "Hello!");
  }

  /// The content of the newest message.
  private static JsonNode newest() {
    JsonNode messages = customers.messages(MARTA);
    return messages.get(messages.size() - 1).get("content");
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  @Test
  void filesAreAttachedSentAndShown() {
    try (Window window = browser.window().open(parley, "/c/" + MARTA)) {
      Page page = window.page();
      assertThat(window.message("Hello!")).isVisible();
      page.locator("[data-files=pictures]").setInputFiles(FILES.resolve("picture.jpg"));
      assertThat(page.getByLabel("Attachments").getByText("picture.jpg")).isVisible();
      window.box().fill("The lid");
      page.keyboard().press("Enter");
      Locator picture = window.message("The lid");
      assertThat(sent(picture)).isVisible();
      assertEquals("image", newest().get("type").stringValue());
      assertEquals("The lid", newest().get("caption").stringValue());

      page.reload(); // now from the server
      page.waitForCondition(
          () -> number(picture.locator("img").evaluate("it => it.naturalWidth")) > 0);
      picture.getByLabel("Open: Photo").click();
      assertThat(page.getByRole(AriaRole.DIALOG).locator("img")).isVisible();
      window.screenshot("viewer");
      page.keyboard().press("Escape");
      assertThat(picture.getByLabel("Open: Photo")).isFocused();

      page.evaluate(DROP);
      assertThat(page.getByLabel("Attachments").getByText("<img src=x onerror=alert(1)>.txt"))
          .isVisible();
      window.screenshot("tray");
      page.getByLabel("Send", new Page.GetByLabelOptions().setExact(true)).click();
      Locator document = window.message("onerror=alert(1)>.txt");
      assertThat(sent(document)).isVisible();
      assertEquals("document", newest().get("type").stringValue());

      // an upload that hangs is shown, and can be cancelled
      int before = customers.messages(MARTA).size();
      page.route("**/api/media?**", _ -> {});
      page.locator("[data-files=documents]").setInputFiles(FILES.resolve("picture.png"));
      page.getByLabel("Send", new Page.GetByLabelOptions().setExact(true)).click();
      assertThat(page.getByLabel("Uploading")).isVisible();
      window.screenshot("uploading");
      page.getByText("Cancel", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.getByLabel("Uploading")).hasCount(0);
      assertEquals(before, customers.messages(MARTA).size());
    }
  }

  private static void sendPicture(Window window, String text) {
    Page page = window.page();
    page.locator("[data-files=pictures]").setInputFiles(FILES.resolve("picture.jpg"));
    assertThat(page.getByLabel("Attachments").getByText("picture.jpg")).isVisible();
    window.box().fill(text);
    page.keyboard().press("Enter");
    assertThat(sent(window.message(text))).isVisible();
  }

  @Test
  void theViewerKeepsTheFocusAtTheLastPicture() {
    try (Window window = browser.window().open(parley, "/c/" + MARTA)) {
      Page page = window.page();
      assertThat(window.message("Hello!")).isVisible();
      sendPicture(window, "Second to last");
      sendPicture(window, "Last picture");
      window.message("Second to last").getByLabel("Open: Photo").press("Enter");
      Locator dialog = page.getByRole(AriaRole.DIALOG);
      Locator next = dialog.getByLabel("Next picture");
      next.focus();
      page.keyboard().press("Enter");
      assertThat(dialog.getByRole(AriaRole.STATUS)).containsText("Last picture");
      assertThat(next).isFocused();
      page.keyboard().press("Enter");
      assertThat(dialog.getByRole(AriaRole.STATUS)).containsText("Last picture");
      page.keyboard().press("Escape");
    }
  }

  @Test
  void aPictureThatCouldNotBeLoadedIsLoadedAfterTheNextConnection() {
    try (Window window = browser.window().open(parley, "/c/" + MARTA)) {
      window.expectCuts();
      Page page = window.page();
      assertThat(window.message("Hello!")).isVisible();
      sendPicture(window, "Seen later");

      page.route("**/api/media/**", Route::abort);
      page.reload();
      Locator picture = window.message("Seen later").locator("img");
      page.waitForCondition(() -> Boolean.TRUE.equals(picture.evaluate("it => it.complete")));
      assertEquals(0, number(picture.evaluate("it => it.naturalWidth")));
      window.context().setOffline(true);
      assertThat(page.locator("p").getByText("Offline. What you send waits here.")).isVisible();
      page.unroute("**/api/media/**");
      window.context().setOffline(false);

      page.waitForCondition(() -> number(picture.evaluate("it => it.naturalWidth")) > 0);
    }
  }

  @Test
  void freshLinksAreRequestedAgainIfThereWasNoNetwork() {
    try (Window window = browser.window().open(parley, "/c/" + MARTA)) {
      window.expectCuts();
      Page page = window.page();
      assertThat(window.message("Hello!")).isVisible();
      sendPicture(window, "Seen with a fresh link");
      AtomicInteger asked = new AtomicInteger();
      page.route("**/api/media/**", Route::abort);
      page.route(
          "**/api/messages/**",
          route -> {
            asked.incrementAndGet();
            route.abort();
          });
      page.reload();
      page.waitForCondition(() -> asked.get() > 0);
      int before = asked.get();
      window.context().setOffline(true);
      assertThat(page.locator("p").getByText("Offline. What you send waits here.")).isVisible();
      window.context().setOffline(false);

      page.waitForCondition(() -> asked.get() > before);
      page.unroute("**/api/messages/**");
      page.unroute("**/api/media/**");
    }
  }

  @Test
  void aVoiceNoteIsRecordedSentAndPlayed() {
    try (Window window = browser.window().open(parley, "/c/" + MARTA)) {
      Page page = window.page();
      assertThat(window.message("Hello!")).isVisible();
      page.getByLabel("Record a voice message").click();
      Locator recorder =
          page.getByRole(AriaRole.GROUP).and(page.getByLabel("Record a voice message"));
      assertThat(recorder.getByText("0:02")).isVisible();
      window.screenshot("recording");
      page.getByLabel("Stop").click();
      assertThat(recorder.getByLabel("Play: Voice message")).isVisible();
      page.getByLabel("Send", new Page.GetByLabelOptions().setExact(true)).click();
      Locator note = page.locator("article:has(audio)").last();
      assertThat(sent(note)).isVisible();
      JsonNode media = newest().get("media");
      assertTrue(newest().get("voice").booleanValue());
      assertTrue(media.get("mime_type").stringValue().startsWith("audio/ogg"), media.toString());
      assertTrue(media.get("waveform").valueStream().anyMatch(it -> it.intValue() > 0));

      Locator audio = note.locator("audio");
      note.getByLabel("Play: Voice message").click();
      page.waitForCondition(() -> number(audio.evaluate("it => it.currentTime")) > 0.1);
      var told = (Map<?, ?>) audio.evaluate(SEEK);
      assertTrue(number(told.get("duration")) > 1.5, told::toString);
      assertEquals(number(told.get("duration")) / 2, number(told.get("at")), 0.2);
      // arrows move by a tenth of a short note
      audio.evaluate("it => it.pause()");
      note.getByLabel("Position").focus();
      page.keyboard().press("Home");
      for (int i = 0; i < 5; i++) {
        page.keyboard().press("ArrowRight");
      }
      assertEquals(
          number(told.get("duration")) / 2, number(audio.evaluate("it => it.currentTime")), 0.2);
      note.getByLabel("Speed 1").click();
      assertEquals(1.5, number(audio.evaluate("it => it.playbackRate")));
      window.screenshot("voice");
    }
  }

  @Test
  void aRecordingWaitsWhereItsChatWasLeft() {
    try (Window window = browser.window().open(parley, "/c/" + MARTA)) {
      Page page = window.page();
      assertThat(window.message("Hello!")).isVisible();
      page.getByLabel("Record a voice message").click();
      assertThat(page.getByText("0:01")).isVisible();
      page.keyboard().press("Control+k");
      page.keyboard().type(">settings");
      page.keyboard().press("Enter");
      assertThat(page).hasURL(Pattern.compile(".*/settings"));
      page.goBack();

      assertThat(page.getByLabel("Attachments").getByText("Voice message")).isVisible();
      page.getByLabel("Send", new Page.GetByLabelOptions().setExact(true)).click();
      assertThat(sent(page.locator("article:has(audio)").last())).isVisible();
      assertTrue(newest().get("voice").booleanValue());
    }
  }
}
