package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
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

  /// The button of the menu for everything that is not a chat. The menu itself has the same label.
  static Locator menuButton(Page page) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Menu").setExact(true));
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
