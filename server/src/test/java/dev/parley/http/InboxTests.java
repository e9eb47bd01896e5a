package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.parley.http.InboxBrowser.Window;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the web client in a browser: one server, one browser and some customers for all tests
/// of a class.
@Timeout(120)
abstract class InboxTests {
  @TempDir private static Path folder;
  static InboxBrowser browser;
  static RunningParley parley;
  static InboxMessages customers;

  @BeforeAll
  static void startAll() throws IOException {
    browser = InboxBrowser.open();
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    parley = RunningParley.start(folder.resolve("shared"));
    customers = new InboxMessages(parley);
  }

  @AfterAll
  static void stopAll() {
    if (browser != null) {
      browser.close();
    }
    if (parley != null) {
      parley.close();
    }
  }

  /// The tick of a message that the server has.
  static Locator sent(Locator message) {
    return message.getByLabel("Sent", new Locator.GetByLabelOptions().setExact(true));
  }

  /// Waits until a chat with this message can be read and answered.
  static void ready(Window window, String text) {
    assertThat(window.message(text).first()).isVisible();
    assertThat(window.box()).isEditable();
  }
}
