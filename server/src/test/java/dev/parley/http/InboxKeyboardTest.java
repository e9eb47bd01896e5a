package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.JONAS;
import static dev.parley.http.InboxMessages.MARTA;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.http.InboxBrowser.Window;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Tests the web client without a mouse: everything can be reached, no key is lost, and the focus
/// is never lost.
final class InboxKeyboardTest extends InboxKeysTests {
  @Test
  void thePartsOfThePageAreReachedOneAfterTheOther() {
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      assertThat(window.chat(JONAS)).isVisible();
      page.keyboard().press("Control+k");
      assertThat(page.getByRole(AriaRole.COMBOBOX)).isFocused();
      page.keyboard().type("jonas");
      page.keyboard().press("Enter");
      assertThat(page).hasURL(Pattern.compile(".*/c/" + JONAS));
      assertThat(window.box()).isFocused();

      ready(window, "When do you open?");
      page.keyboard().press("Shift+F6");
      assertThat(focused(page)).hasRole(AriaRole.ARTICLE);
      page.keyboard().press("ArrowUp");
      assertThat(focused(page)).hasRole(AriaRole.ARTICLE);
      page.keyboard().press("Shift+F6");
      assertThat(window.chat(JONAS)).isFocused();
      page.keyboard().press("F6");
      page.keyboard().press("F6");
      assertThat(window.box()).isFocused();
    }
  }

  @Test
  void fromTheHeaderOfAChatThePartsBesideItAreReached() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.locator("main header").getByLabel("More").focus();
      page.keyboard().press("F6");
      assertThat(focused(page)).hasRole(AriaRole.ARTICLE);

      page.locator("main header").getByLabel("More").focus();
      page.keyboard().press("Shift+F6");
      assertThat(window.chat(JONAS)).isFocused();
    }
  }

  /// The list changes after the messages were seen; the focus must not move back to it.
  @Test
  void theFocusStaysInTheMessageBoxAfterReading() {
    write(TIA, "Tia Berg", "Is it you?", longAgo());
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      assertThat(window.chat(TIA)).hasAttribute("data-unread", "true");
      window.chat(TIA).focus();
      page.keyboard().press("Enter");
      ready(window, "Is it you?");
      assertThat(window.chat(TIA)).hasAttribute("data-unread", "false");

      assertThat(window.box()).isFocused();
    }
  }

  @Test
  void aDraftIsContinuedAtItsEnd() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.keyboard().type("We open");
      page.keyboard().press("Alt+ArrowDown");
      assertThat(page).hasURL(Pattern.compile(".*/c/" + ZOE));
      page.keyboard().press("Alt+ArrowUp");
      assertThat(window.box()).hasValue("We open");
      page.keyboard().type(" at nine");
      assertThat(window.box()).hasValue("We open at nine");
      window.box().fill("");

      window.message("When do you open?").last().focus();
      page.keyboard().press("n");
      Locator note = page.getByRole(AriaRole.TEXTBOX).and(page.getByLabel("Write a note"));
      assertThat(note).isFocused();
      page.keyboard().type("Regular");
      page.keyboard().press("Escape");
      window.message("When do you open?").last().focus();
      page.keyboard().press("n");
      assertThat(note).hasValue("Regular");
      page.keyboard().type(" customer");
      assertThat(note).hasValue("Regular customer");
    }
  }

  @Test
  void enterBeforeTheSearchAnswersOpensItsResult() {
    write(TIA, "Tia Berg", "Do you sell marmalade?", longAgo());
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.waitForCondition(() ->
          RunningParley.json(parley.get("/api/search?q=marmalade")).path("total").intValue() > 0);
      Route[] held = new Route[1];
      page.route("**/api/search?**", route -> held[0] = route);
      page.keyboard().press("Control+k");
      page.keyboard().type("marmalade");
      page.waitForCondition(() -> held[0] != null);
      assertThat(page.getByText("Searching")).isVisible();
      page.keyboard().press("Enter");
      held[0].resume();

      assertThat(page).hasURL(Pattern.compile(".*/c/" + TIA + "/m/.*"));
      assertThat(focused(page)).hasRole(AriaRole.ARTICLE);
      assertThat(page.getByLabel("To the latest message")).hasCount(0); // it is in view
    }
  }

  @Test
  void typingContinuesInTheNewlyOpenedChat() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      assertThat(window.box()).isFocused();
      page.keyboard().type("for Jonas");
      page.keyboard().press("Alt+ArrowDown");
      assertThat(page).hasURL(Pattern.compile(".*/c/" + ZOE));
      assertThat(window.box()).isFocused();
      page.keyboard().type("for Zoe");
      assertThat(window.box()).hasValue("for Zoe");

      page.keyboard().press("Alt+ArrowUp");
      assertThat(window.box()).hasValue("for Jonas");
      page.keyboard().press("Shift+F6");
      page.keyboard().press("Shift+F6");
      page.keyboard().press("ArrowDown");
      assertThat(window.chat(ZOE)).isFocused();
      page.keyboard().press("Enter");
      assertThat(page).hasURL(Pattern.compile(".*/c/" + ZOE));
      assertThat(window.box()).isFocused();
      window.box().fill("");
    }
  }

  @Test
  void lettersTypedBeforeThePaletteIsReadyAreKept() {
    try (Window window = browser.window()) {
      Page page = window.page();
      page.addInitScript("window.requestIdleCallback = () => 0");
      Route[] held = new Route[1];
      page.route("**/assets/Palette-*.js", route -> held[0] = route);
      window.open(parley, "/c/" + JONAS);
      ready(window, "When do you open?");
      page.keyboard().press("Control+k");
      page.keyboard().type("zoe");
      page.keyboard().press("Enter");
      page.waitForCondition(() -> held[0] != null);
      assertThat(window.box()).hasValue("");
      held[0].resume();

      assertThat(page).hasURL(Pattern.compile(".*/c/" + ZOE));
      assertEquals("", window.box().inputValue());
    }
  }

  @Test
  void theFocusMovesOnWhenItsElementIsRemoved() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      // after a chat is closed, the focus is on the chat below it
      window.chat(MARTA).focus();
      page.keyboard().press("x");
      assertThat(window.chat(MARTA)).hasCount(0);
      assertThat(window.chat(JONAS)).isFocused();

      // after a reply is cancelled, the focus is in the box
      window.message("When do you open?").last().focus();
      page.keyboard().press("r");
      assertThat(window.box()).isFocused();
      page.getByLabel("Cancel the reply").focus();
      page.keyboard().press("Enter");
      assertThat(window.box()).isFocused();

      // after a message is sent with the button
      page.keyboard().type("By keyboard");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      assertThat(sent(window.message("By keyboard").last())).isVisible();
      assertThat(window.box()).isFocused();

      // after details are closed by a button in them
      page.locator("[data-opens=details]").focus();
      page.keyboard().press("Enter");
      page.getByRole(AriaRole.COMPLEMENTARY).getByLabel("Close").focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("[data-opens=details]")).isFocused();

      // after a filter is cleared
      page.getByLabel("Filter by state and label").focus();
      page.keyboard().press("Enter");
      page.keyboard().press("End");
      page.keyboard().press("Enter");
      Locator clear = page.getByText("Clear", new Page.GetByTextOptions().setExact(true));
      clear.focus();
      page.keyboard().press("Enter");
      assertThat(clear).hasCount(0);
      assertThat(focused(page)).hasCount(1);
    }
  }

  @Test
  void anEmojiIsInsertedAtTheCursorOrAddedAsAReaction() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.keyboard().type("Goodbye");
      for (int i = 0; i < 3; i++) {
        page.keyboard().press("ArrowLeft");
      }
      page.keyboard().press("Shift+Tab");
      page.keyboard().press("Enter");
      Locator emoji =
          page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Emoji"));
      assertThat(emoji).isVisible();
      emoji.focus();
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.DIALOG).getByText("😀")).isFocused();
      page.keyboard().press("ArrowRight");
      page.keyboard().press("ArrowDown");
      page.keyboard().press("ArrowUp");
      page.keyboard().press("Enter");
      assertThat(window.box()).isFocused();
      assertThat(window.box()).hasValue("Good😃bye");
      page.keyboard().type("-");
      assertThat(window.box()).hasValue("Good😃-bye");
      window.box().fill("");

      window.message("When do you open?").last().focus();
      page.keyboard().press("e");
      page.keyboard().press("End");
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.DIALOG).getByText("😀")).isFocused();
      page.keyboard().press("Enter");
      assertThat(window.message("When do you open?").last().getByText("😀")).isVisible();
      assertThat(focused(page)).hasRole(AriaRole.ARTICLE);
    }
  }

  @Test
  void afterAMenuOfAMessageItsKeysWork() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      Locator question = window.message("When do you open?").last();
      question.focus();
      page.keyboard().press("e");
      assertThat(focused(page)).hasText("👍");
      page.keyboard().press("Escape");
      assertThat(question).isFocused();

      page.keyboard().press("r");
      assertThat(window.box()).isFocused();
      question.focus();
      page.keyboard().press("r"); // again the same message
      assertThat(window.box()).isFocused();
    }
  }

  @Test
  void aChatWithAClosedWindowTakesTheFocus() {
    write("15550100047", "Olga Lund", "Are you closed?", Instant.now().minusSeconds(172_800));
    try (Window window = browser.window().open(parley, "/c/15550100047")) {
      Page page = window.page();
      assertThat(focused(page)).hasText("Choose a template");
      page.keyboard().press("Alt+ArrowUp");
      assertThat(window.box()).isFocused();

      page.keyboard().press("Alt+ArrowDown");
      assertThat(page).hasURL(Pattern.compile(".*/c/15550100047"));
      assertThat(focused(page)).hasText("Choose a template");
    }
  }

  @Test
  void theSearchIsLeftWithOneKey() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      Locator dialog = page.getByRole(AriaRole.DIALOG);
      page.keyboard().press("Control+k");
      page.keyboard().type("marta");
      page.keyboard().press("Escape");
      assertThat(dialog).hasCount(0);
      assertThat(window.box()).isFocused();

      page.keyboard().press("Control+k");
      page.keyboard().press("Control+/");
      assertThat(dialog.getByText("Keyboard")).isVisible();
      assertThat(page.getByRole(AriaRole.COMBOBOX)).hasCount(0);
      page.keyboard().press("Escape");
      assertThat(window.box()).isFocused();
    }
  }

  @Test
  void aMessageIsOneTabStop() {
    write(TIA, "Tia Berg", "Are you there?", longAgo());
    write(TIA, "Tia Berg", "And on Sunday?", longAgo());
    try (Window window = at(TIA, "Are you there?")) {
      Page page = window.page();
      assertThat(window.message("And on Sunday?")).isVisible();
      assertThat(window.message("Are you there?").getByLabel("Reply")).isHidden();
      page.keyboard().press("Shift+Tab");
      page.keyboard().press("Shift+Tab");
      assertThat(focused(page)).hasRole(AriaRole.ARTICLE);
      page.keyboard().press("Shift+Tab");
      assertThat(focused(page)).hasAccessibleName("More");
      assertThat(page.locator("main header :focus")).hasCount(1);

      page.keyboard().press("Tab");
      page.keyboard().press("Tab");
      assertThat(focused(page)).hasAccessibleName("Reply");
      page.keyboard().press("Escape");
      page.keyboard().press("ArrowUp");
      page.keyboard().press("Escape");
      page.keyboard().press("ArrowUp");
      assertThat(window.message("And on Sunday?")).isFocused();
    }
  }

  @Test
  void theContactCoversTheChatUntilEscape() {
    try (Window window = browser.window(820, 900, ColorScheme.LIGHT, "{}")) {
      Page page = window.open(parley, "/c/" + JONAS).page();
      ready(window, "When do you open?");
      page.locator("[data-opens=details]").focus();
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.COMPLEMENTARY).getByLabel("Close")).isFocused();
      page.keyboard().press("Escape");

      assertThat(page.getByRole(AriaRole.COMPLEMENTARY)).hasCount(0);
      assertThat(page.locator("[data-opens=details]")).isFocused();
    }
  }

  @Test
  void theSearchCanBeLimitedToTheOpenChat() {
    write(TIA, "Tia Berg", "Where is my parcel?", longAgo());
    write("15550100046", "Una Lee", "The parcel came", longAgo());
    try (Window window = at(TIA, "Where is my parcel?")) {
      Page page = window.page();
      // the index is a moment behind
      page.waitForCondition(() ->
          RunningParley.json(parley.get("/api/search?q=parcel")).path("total").intValue() >= 2);
      page.keyboard().press("Control+k");
      page.keyboard().type("parcel");
      Locator found = page.getByRole(AriaRole.OPTION);
      assertThat(found).hasCount(2);
      page.keyboard().press("Tab");
      assertThat(focused(page)).hasAccessibleName("Only in the chat with Tia Berg");
      page.keyboard().press("Space");

      assertThat(page.getByRole(AriaRole.COMBOBOX)).isFocused();
      assertThat(found).hasCount(1);
      assertThat(found).containsText("Where is my parcel?");
    }
  }

  @Test
  void aNewNumberIsSentATemplate() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.getByLabel("New chat").focus();
      page.keyboard().press("Enter");
      assertThat(page.getByLabel("Phone number")).isFocused();
      page.keyboard().type("+1 555 010 0970");
      page.keyboard().press("Enter");
      assertThat(page).hasURL(Pattern.compile(".*/c/15550100970"));
      assertThat(page.getByText("This customer has not written yet.")).isVisible();

      page.getByText("Write anyway").focus();
      page.keyboard().press("Enter");
      assertThat(window.box()).isFocused();
    }
  }

  @Test
  void aDialogBeginsWithItsFirstField() {
    try (Window window = browser.window().open(parley, "/settings/hooks")) {
      Page page = window.page();
      page.getByText("Add a webhook").focus();
      page.keyboard().press("Enter");

      assertThat(focused(page)).hasAccessibleName("Address that is called");
    }
  }

  @Test
  void settingsAreOpenedAndClosedByKeyboard() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.keyboard().press("Control+k");
      page.keyboard().type(">settings");
      page.keyboard().press("Enter");
      assertThat(page).hasURL(Pattern.compile(".*/settings"));
      assertThat(focused(page)).hasText("General");
      page.keyboard().press("F6");
      assertThat(focused(page)).hasAccessibleName("Theme");
      page.keyboard().press("Shift+F6");
      assertThat(focused(page)).hasText("General");
      page.keyboard().press("Escape");
      assertThat(page).hasURL(Pattern.compile(".*/c/" + JONAS));
      assertThat(window.box()).isFocused();
    }
  }

  @Test
  void anotherLanguageDoesNotTakeTheFocusAway() {
    try (Window window = browser.window().open(parley, "/settings")) {
      Page page = window.page();
      page.getByLabel("Language").focus();
      page.keyboard().type("Deutsch");
      assertThat(page.getByText("Einstellungen")).isVisible();
      assertThat(page.getByLabel("Sprache")).isFocused();
      page.keyboard().press("Shift+F6");
      assertThat(focused(page)).hasText("Allgemein");
    }
  }

  @Test
  void settingsThatAreLoadedLateTakeTheFocus() {
    try (Window window = browser.window()) {
      Page page = window.page();
      page.addInitScript("window.requestIdleCallback = () => 0");
      Route[] held = new Route[1];
      page.route("**/assets/SettingsPage-*.js", route -> held[0] = route);
      window.open(parley, "/c/" + JONAS);
      ready(window, "When do you open?");
      page.keyboard().press("Control+k");
      page.keyboard().type(">settings");
      assertThat(page.getByRole(AriaRole.OPTION)).hasCount(1);
      page.keyboard().press("Enter");
      page.waitForCondition(() -> held[0] != null);
      held[0].resume();

      assertThat(focused(page)).hasText("General");
    }
  }

  @Test
  void aNoteThatIsLeftAtOnceIsContinued() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      Locator note = page.getByLabel("Write a note");
      window.message("When do you open?").first().focus();
      page.keyboard().press("n");
      assertThat(note).isFocused();
      page.keyboard().type("Ask for the blue one");
      page.keyboard().press("Alt+ArrowDown");
      assertThat(page).hasURL(Pattern.compile(".*/c/" + ZOE));
      page.keyboard().press("Alt+ArrowUp");
      assertThat(page).hasURL(Pattern.compile(".*/c/" + JONAS));

      window.message("When do you open?").first().focus();
      page.keyboard().press("n");
      assertThat(note).hasValue("Ask for the blue one");
    }
  }

  /// A template that was chosen for one customer must not reach another one.
  @Test
  void aDialogEndsWithItsChat() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      window.chat(MARTA).click();
      ready(window, "Hello!");
      page.getByLabel("Attach", new Page.GetByLabelOptions().setExact(true)).press("Enter");
      page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Template"))
          .press("Enter");
      assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
      page.goBack();

      assertThat(page).hasURL(Pattern.compile(".*/c/" + JONAS));
      assertThat(window.message("When do you open?").first()).isVisible();
      assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    }
  }

  /// Also beside links, which would be stops in every message.
  @Test
  void tabLeavesTheMessagesAtOnce() {
    write(TIA, "Tia Berg", "See https://example.com/one", longAgo());
    write(TIA, "Tia Berg", "And https://example.com/two", longAgo());
    write(TIA, "Tia Berg", "Bye", longAgo());
    try (Window window = at(TIA, "Bye")) {
      Page page = window.page();
      assertThat(window.message("example.com/one").locator("a")).isVisible();
      window.message("Bye").focus();
      page.keyboard().press("Shift+Tab");
      assertThat(focused(page)).hasAccessibleName("More");
      assertThat(page.locator("main header :focus")).hasCount(1);
      page.keyboard().press("Tab");
      assertThat(window.message("Bye")).isFocused();

      page.keyboard().press("ArrowUp");
      page.keyboard().press("Tab");
      assertThat(focused(page)).hasText("https://example.com/two");
    }
  }

  @Test
  void lettersMoveInAMenu() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.locator("main header").getByLabel("More").focus();
      page.keyboard().press("Enter");
      page.keyboard().press("l");
      assertThat(focused(page)).hasText("Labels");
      page.keyboard().press("c");
      assertThat(focused(page)).hasText("Contact");
      page.keyboard().press("c");
      assertThat(focused(page)).hasText("Close chat");
      page.keyboard().press("n");
      assertThat(focused(page)).hasText("Close chat");
    }
  }

  @Test
  void aFieldOfTheSettingsOpensItsChoices() {
    try (Window window = browser.window().open(parley, "/settings")) {
      Page page = window.page();
      page.getByLabel("Theme").focus();
      page.keyboard().press("Alt+ArrowDown");
      page.keyboard().press("Escape");

      assertThat(page.getByLabel("Theme")).isFocused();
      assertThat(page).hasURL(Pattern.compile(".*/settings"));
    }
  }

  @Test
  void aSlashIsNotSentIfThereAreNoCannedReplies() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.keyboard().type("/");
      assertThat(page.getByText("No canned replies yet.")).isVisible();
      page.keyboard().press("Enter");
      assertThat(focused(page)).hasText("Add a reply");
      assertThat(window.box()).hasValue("/");

      page.keyboard().press("Escape");
      assertThat(window.box()).isFocused();
      window.box().fill("");
    }
  }

  @Test
  void theContactIsEnteredWhenItIsOpened() {
    try (Window window = at(JONAS, "When do you open?")) {
      Page page = window.page();
      page.locator("[data-opens=details]").focus();
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.COMPLEMENTARY).getByLabel("Close")).isFocused();
      page.keyboard().press("Escape");
      assertThat(page.locator("[data-opens=details]")).isFocused();

      page.locator("main header").getByLabel("More").focus();
      page.keyboard().press("Enter");
      page.keyboard().press("End");
      page.keyboard().press("Enter");
      assertThat(page.getByRole(AriaRole.COMPLEMENTARY).getByLabel("Close")).isFocused();
    }
  }
}
