package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.JONAS;
import static dev.parley.http.InboxMessages.MARTA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.http.InboxBrowser.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The web client around the messages: the list and its filters, the menu of a wide window, the
/// contact, and a phone's long press and Back button.
final class InboxListTest extends InboxTests {
  private static final String LATE = "15550100081";

  @BeforeEach
  void twoCustomersWrote() {
    customers.text(JONAS, "Jonas Weber", "When do you open?");
    customers.read(JONAS);
    customers.text(MARTA, "Marta Silva", "Hello!");
  }

  private static void command(Page page, String words) {
    page.keyboard().press("Control+k");
    page.keyboard().type(">" + words);
    assertThat(page.getByRole(AriaRole.OPTION)).hasCount(1);
    page.keyboard().press("Enter");
  }

  @Test
  void unreadChatsAreShownAlone() {
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      assertThat(window.chat(JONAS)).isVisible();
      command(page, "unread");
      assertThat(window.chat(JONAS)).hasCount(0);
      assertThat(window.chat(MARTA)).isVisible();

      command(page, "settings");
      assertThat(page).hasURL(Pattern.compile(".*/settings"));
      page.keyboard().press("Escape");
      assertThat(window.chat(MARTA)).isVisible();
      assertThat(page.locator("[data-filter=unread]")).hasAttribute("aria-pressed", "true");

      window.chat(MARTA).focus();
      page.keyboard().press("u");
      assertThat(window.chat(JONAS)).isVisible();
      page.keyboard().press("u");
      assertThat(window.chat(JONAS)).hasCount(0);
      command(page, "show all");
      assertThat(window.chat(JONAS)).isVisible();
    }
  }

  @Test
  void theListShowsTheTimeForAnswersIfLessThanFourHoursAreLeft() {
    customers.one(
        LATE,
        "Lea Late",
        Map.of("type", "text", "text", Map.of("body", "Hello?")),
        Instant.now().minus(Duration.ofHours(21)));
    try (Window window = browser.window().open(parley, "/")) {
      assertThat(window.chat(LATE).getByText("left to answer freely")).hasCount(1);
      assertThat(window.chat(MARTA)).isVisible();
      assertThat(window.chat(MARTA).getByText("left to answer freely")).hasCount(0);
    }
  }

  @Test
  void aRowIsAnimatedOnItsWayToTheTop() {
    try (Window window = browser.window().open(parley, "/")) {
      assertThat(window.chat(JONAS)).isVisible();
      Locator rows = window.page().locator("[data-part=list] ul");
      customers.text(JONAS, "Jonas Weber", "One more");
      assertThat(window.chat(JONAS)).containsText("One more");
      assertThat(rows).hasAttribute("data-animated", "true");
    }
  }

  @Test
  void messagesOfOtherChatsAreAnnouncedIfTheSettingIsOn() {
    try (Window window = browser.window(1280, 800, ColorScheme.LIGHT, "{\"announceAll\":true}")) {
      window.open(parley, "/c/" + MARTA);
      ready(window, "Hello!");
      customers.text(JONAS, "Jonas Weber", "Can you hear me?");

      Locator announced = window.page().locator("[role=status][aria-live=polite]");
      assertThat(announced.getByText("Jonas Weber: Can you hear me?")).hasCount(1);
    }
  }

  @Test
  void onlyMessagesAreCountedForScreenReaders() {
    try (Window window = browser.window().open(parley, "/c/" + MARTA)) {
      ready(window, "Hello!");
      Page page = window.page();
      Locator said = page.locator("[role=status][aria-live=polite]");
      for (int i = 0; i < 3; i++) {
        page.locator("main [title='Close chat']").click();
        assertThat(said).containsText("The chat is closed");
        page.locator("main [title='Open again']").click();
        assertThat(said).containsText("The chat is open");
      }
    }
  }

  @Test
  void theKeysForTheNextChatSkipChatsThatTheListDoesNotShow() {
    customers.text(JONAS, "Jonas Weber", "The newest");
    try (Window window = browser.window().open(parley, "/c/" + JONAS)) {
      ready(window, "The newest");
      Page page = window.page();
      page.locator("main [title='Close chat']").click();
      assertThat(page.locator("main [title='Open again']")).isVisible();
      window.chat(MARTA).click();
      assertThat(window.chat(JONAS)).hasCount(0);
      ready(window, "Hello!");

      page.keyboard().press("Alt+ArrowUp");
      assertEquals("/c/" + MARTA, page.evaluate("location.pathname"));
    } finally {
      customers.text(JONAS, "Jonas Weber", "Open again");
    }
  }

  @Test
  void aWideWindowHasItsMenuAtTheSide() {
    try (Window window = browser.window(1600, 900, ColorScheme.LIGHT, "{}").open(parley, "/")) {
      Page page = window.page();
      Locator rail =
          page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Menu"));
      rail.getByLabel("Settings").click();
      assertThat(page).hasURL(Pattern.compile(".*/settings/general"));
      rail.getByLabel("Chats").click();
      assertThat(window.chat(MARTA)).isVisible();
      rail.getByLabel("Keyboard").click();
      assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
    }
  }

  @Test
  void theContactHasTheNotesOfTheTeam() throws IOException {
    parley.post(
        "/api/chats/" + MARTA + "/notes",
        "{\"text\":\"Prefers to be called\"}",
        "Content-Type",
        "application/json");
    try (Window window =
        browser.window(1600, 900, ColorScheme.LIGHT, "{}").open(parley, "/c/" + MARTA)) {
      ready(window, "Hello!");
      Locator note =
          window.page().getByRole(AriaRole.COMPLEMENTARY).getByText("Prefers to be called");
      assertThat(note).isVisible();
      InboxLookTest.check(window, "contact-notes");
      note.click();

      assertThat(window.message("Prefers to be called")).isFocused();
    }
  }

  @Test
  void aLongPressOpensTheActionsOfAMessage() throws IOException {
    try (Window window = browser.phone(ColorScheme.DARK, "{}").open(parley, "/c/" + MARTA)) {
      Page page = window.page();
      ready(window, "Hello!");
      window.message("Hello!").last().dispatchEvent("contextmenu");
      Locator sheet = page.getByRole(AriaRole.DIALOG);
      assertThat(sheet.getByText("Copy text")).isVisible();
      InboxLookTest.check(window, "sheet-phone");
      var box = sheet.boundingBox();
      assertEquals(844, box.y + box.height, 1);
      sheet.getByText("👍").tap();
      assertThat(window.message("Hello!").last().getByText("👍")).isVisible();

      window.message("Hello!").last().dispatchEvent("contextmenu");
      sheet.getByText("Reply").tap();
      assertThat(page.getByText("Reply to Marta Silva")).isVisible();
      for (String name : new String[] {"Send", "Record a voice message", "Attach"}) {
        Locator button = page.getByLabel(name, new Page.GetByLabelOptions().setExact(true));
        if (button.count() > 0) {
          assertTrue(button.boundingBox().height >= 44, name);
        }
      }
    }
  }

  @Test
  void onAPhoneNoPageOfTheSettingsIsChosenInTheList() {
    try (Window window = browser.phone(ColorScheme.LIGHT, "{}").open(parley, "/settings")) {
      Page page = window.page();
      Locator general = page.getByRole(AriaRole.LINK).getByText("General");
      assertThat(general).isVisible();
      assertThat(page.locator("[data-part=pages] :is([aria-current], :focus)")).hasCount(0);

      general.tap();
      assertThat(page.getByLabel("Theme")).isVisible();
    }
  }

  @Test
  void onAPhoneBackClosesTheContactThenTheChat() {
    try (Window window = browser.phone(ColorScheme.LIGHT, "{}").open(parley, "/")) {
      Page page = window.page();
      window.chat(MARTA).tap();
      ready(window, "Hello!");
      page.locator("[data-opens=details]").tap();
      Locator contact = page.getByRole(AriaRole.COMPLEMENTARY);
      assertThat(contact).isVisible();
      page.goBack();
      assertThat(contact).hasCount(0);
      ready(window, "Hello!");

      page.locator("[data-opens=details]").tap();
      contact.getByLabel("Close").tap();
      assertThat(contact).hasCount(0);
      page.getByLabel("Back", new Page.GetByLabelOptions().setExact(true)).tap();
      assertThat(window.chat(MARTA)).isVisible();
      page.goForward();
      ready(window, "Hello!");
    }
  }
}
