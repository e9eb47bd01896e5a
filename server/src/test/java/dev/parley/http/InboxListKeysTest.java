package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.JONAS;
import static dev.parley.http.InboxMessages.MARTA;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.parley.http.InboxBrowser.Window;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Tests the keys of the list of chats.
final class InboxListKeysTest extends InboxKeysTests {
  @Test
  void theListIsEnteredAtTheOpenChat() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      window.chat(MARTA).focus();
      page.keyboard().press("Control+k");
      page.keyboard().type("zoe");
      page.keyboard().press("Enter");
      ready(window, "Third of the list");
      page.keyboard().press("Shift+F6");
      page.keyboard().press("Shift+F6");
      assertThat(window.chat(ZOE)).isFocused();

      page.keyboard().press("Alt+ArrowUp");
      assertThat(window.chat(JONAS)).isFocused();
    }
  }

  @Test
  void theSearchAboveTheListLeadsIntoIt() {
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      assertThat(window.chat(JONAS)).isVisible();
      Locator search = page.getByLabel("Name or number");
      search.focus();
      page.keyboard().type("zoe");
      assertThat(window.chat(JONAS)).hasCount(0);
      page.keyboard().press("ArrowDown");
      assertThat(window.chat(ZOE)).isFocused();

      search.focus();
      page.keyboard().press("Enter");
      assertThat(page).hasURL(Pattern.compile(".*/c/" + ZOE));
      assertThat(window.box()).isFocused();
    }
  }

  /// A letter without an action moves to the next name that begins with it. This letter must not do
  /// that, because it has an action on servers with accounts.
  @Test
  void theKeyToAssignDoesNothingWithoutAccounts() {
    write("15550100048", "Ada Moss", "Are you there?", longAgo());
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      assertThat(window.chat("15550100048")).isVisible();
      window.chat(JONAS).focus();
      page.keyboard().press("a");
      assertThat(window.chat(JONAS)).isFocused();

      page.keyboard().press("m");
      assertThat(page.getByText("Muted", new Page.GetByTextOptions().setExact(true))).isVisible();
      page.keyboard().press("m");
      assertThat(page.getByText("Unmuted")).isVisible();
      page.keyboard().press("Control+/");
      assertThat(page.getByRole(AriaRole.DIALOG).getByText("snooze")).isVisible();
      assertThat(page.getByRole(AriaRole.DIALOG).getByText("assign to me")).hasCount(0);
    }
  }

  @Test
  void aChatIsLabelledFromTheList() {
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      window.chat(JONAS).focus();
      page.keyboard().press("l");
      assertThat(page.getByRole(AriaRole.DIALOG).getByLabel("New label")).isFocused();
      page.keyboard().type("By keyboard");
      page.keyboard().press("Enter");
      assertThat(window.chat(JONAS)).containsText("By keyboard");
      page.keyboard().press("Escape");

      assertThat(window.chat(JONAS)).isFocused();
    }
  }

  @Test
  void arrowsMoveInTheChoicesOfASnooze() {
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      assertThat(window.chat(JONAS)).isVisible();
      window.chat(JONAS).focus();
      page.keyboard().press("s");
      assertThat(focused(page)).containsText("For an hour");
      page.keyboard().press("ArrowDown");
      assertThat(focused(page)).not().containsText("For an hour");
      page.keyboard().press("ArrowUp");
      assertThat(focused(page)).containsText("For an hour");
    }
  }

  @Test
  void theSearchSaysThatNothingWasFound() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.keyboard().press("Control+k");
      page.keyboard().type("xylophone");
      assertThat(page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.STATUS))
          .hasText("Nothing found.");
    }
  }

  /// The letter S alone would snooze the chat that E moved to.
  @Test
  void aLetterWithinANameOnlyFindsTheName() {
    write("15550100049", "Eli Moss", "First", longAgo());
    write("15550100050", "Esme Poole", "Second", longAgo());
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      assertThat(window.chat("15550100050")).isVisible();
      window.chat(MARTA).focus();
      page.keyboard().type("es");
      assertThat(window.chat("15550100050")).isFocused();
      assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    }
  }

  @Test
  void theSameLetterAgainGoesToTheNextName() {
    write("15550100051", "Quinn Abel", "First", longAgo());
    write("15550100052", "Quentin Ray", "Second", longAgo().minusSeconds(5));
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      assertThat(window.chat("15550100052")).isVisible();
      window.chat(MARTA).focus();
      page.keyboard().press("q");
      assertThat(window.chat("15550100051")).isFocused();
      page.keyboard().press("q");
      assertThat(window.chat("15550100052")).isFocused();
    }
  }
}
