package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.JONAS;
import static dev.parley.http.InboxMessages.MARTA;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.parley.http.InboxBrowser.Window;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/// Tests of the web client without a mouse: three customers wrote.
abstract class InboxKeysTests extends InboxTests {
  static final String ZOE = "15550100044";
  static final String TIA = "15550100045";

  /// A time that places a chat below the three others in the list, in any order of the tests.
  static Instant longAgo() {
    return Instant.now().minusSeconds(1_000);
  }

  @BeforeEach
  void threeCustomersWrote() {
    Instant now = Instant.now();
    write(ZOE, "Zoe Adams", "Third of the list", now.minusSeconds(20));
    write(JONAS, "Jonas Weber", "When do you open?", now.minusSeconds(10));
    write(MARTA, "Marta Silva", "Hello!", now);
  }

  /// WhatsApp's times are whole seconds, so only messages with different seconds have a definite
  /// order.
  static void write(String from, String name, String text, Instant at) {
    customers.one(from, name, Map.of("type", "text", "text", Map.of("body", text)), at);
  }

  static Locator focused(Page page) {
    return page.locator(":focus");
  }

  static Window at(String waId, String text) {
    Window window = browser.window().open(parley, "/c/" + waId);
    ready(window, text);
    assertThat(window.chat(ZOE)).isVisible();
    return window;
  }
}
