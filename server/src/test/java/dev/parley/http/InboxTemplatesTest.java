package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.RunningParley.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.parley.Waiting;
import dev.parley.http.InboxBrowser.Window;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The account's templates in the settings and in a chat, by keyboard.
final class InboxTemplatesTest extends InboxTests {
  private static Simulator meta() {
    return Simulator.start(SimulatorOptions.defaults().verifyToken("verify").token("token"));
  }

  /// A server that knows the templates.
  private static RunningParley connected(Path own, Simulator meta) {
    RunningParley connected =
        RunningParley.start(
            own,
            "GRAPH_API_URL",
            meta.url().toString(),
            "WHATSAPP_ACCESS_TOKEN",
            "token",
            "PHONE_NUMBER_ID",
            "310987654321098",
            "BUSINESS_ACCOUNT_ID",
            "220045678901234");
    Waiting.until(
        "the templates are known", () -> json(connected.get("/api/templates")).size() > 12);
    return connected;
  }

  @Test
  void templatesAreListedWithTheirStateAndFetched(@TempDir Path own) throws IOException {
    try (Simulator meta = meta();
        RunningParley connected = connected(own, meta);
        Window window = browser.window()) {
      Page page = window.open(connected, "/settings/templates").page();
      Locator german =
          page.getByRole(AriaRole.LISTITEM)
              .filter(new Locator.FilterOptions().setHasText("Ihre Bestellung"));
      assertThat(german).containsText("approved");
      assertThat(
              page.getByRole(AriaRole.LISTITEM)
                  .filter(new Locator.FilterOptions().setHasText("rejected")))
          .containsText("TAG_CONTENT_MISMATCH");

      meta.template(
          (ObjectNode)
              new ObjectMapper()
                  .readTree(
                      "{\"name\":\"order_ready\",\"language\":\"de\",\"status\":\"PAUSED\"}"));
      page.keyboard().press("F6");
      assertThat(page.locator(":focus")).hasText("Fetch now");
      page.keyboard().press("Enter");
      assertThat(german).containsText("paused");

      page.keyboard().press("Tab");
      page.keyboard().type("bestellung");
      assertThat(page.getByRole(AriaRole.MAIN).getByRole(AriaRole.LISTITEM)).hasCount(1);
    }
  }

  @Test
  void aTemplateWithoutVariablesIsSentWithEnter(@TempDir Path own) {
    try (Simulator meta = meta();
        RunningParley connected = connected(own, meta);
        Window window = browser.window()) {
      Page page = window.open(connected, "/c/15550100970").page();
      page.getByText("Choose a template").press("Enter");
      assertThat(page.getByLabel("Search templates")).isFocused();
      page.keyboard().type("held_news");
      assertThat(page.getByRole(AriaRole.DIALOG).getByText("There is news.")).isVisible();
      page.keyboard().press("Enter");
      assertThat(page.locator(":focus")).hasText("Send template");
      page.keyboard().press("Enter");

      assertThat(window.message("There is news.")).isVisible();
    }
  }
}
