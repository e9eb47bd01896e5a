package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.JONAS;
import static dev.parley.http.InboxMessages.MARTA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.http.InboxBrowser.Window;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Writing in the web client: pasted texts, the search for emoji, and messages that fail.
final class InboxWritingTest extends InboxTests {
  private static final String TWELVE_LINES =
      IntStream.rangeClosed(1, 12).mapToObj(i -> "Line " + i).collect(Collectors.joining("\n"));

  @BeforeAll
  static void start() {
    customers.text(JONAS, "Jonas Weber", "When do you open?");
  }

  private static Window atJonas() {
    Window window = browser.window().open(parley, "/c/" + JONAS);
    ready(window, "When do you open?");
    return window;
  }

  private static void paste(Window window, String text) {
    window.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    window.page().evaluate("text => navigator.clipboard.writeText(text)", text);
    window.box().focus();
    window.page().keyboard().press("Control+v");
    assertThat(window.box()).hasValue(text);
  }

  private static Locator button(Locator within, String name) {
    return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
  }

  @Test
  void aLongPastedTextIsSentOnlyAfterAQuestion() throws IOException {
    try (Window window = atJonas()) {
      Page page = window.page();
      paste(window, "Two\nlines");
      page.keyboard().press("Enter");
      assertThat(sent(window.message("Two"))).isVisible();

      paste(window, TWELVE_LINES);
      page.keyboard().press("Enter");
      Locator question = page.getByRole(AriaRole.DIALOG);
      assertThat(question.getByText("Send these 12 lines?")).isVisible();
      assertThat(button(question, "Keep writing")).isFocused();
      InboxLookTest.check(window, "long-paste");
      page.keyboard().press("Escape");
      assertThat(window.box()).isFocused();
      assertThat(window.box()).hasValue(TWELVE_LINES);
      assertFalse(customers.texts(JONAS).contains(TWELVE_LINES));

      page.keyboard().press("Enter");
      button(question, "Send").click();
      assertThat(sent(window.message("Line 12"))).isVisible();
      assertThat(window.box()).isFocused();
      assertThat(window.box()).hasValue("");
    }
  }

  @Test
  void emojiAreFoundByTheirWords() throws IOException {
    try (Window window = atJonas()) {
      Page page = window.page();
      window.box().fill("Soon ");
      page.getByLabel("Attach", new Page.GetByLabelOptions().setExact(true)).click();
      page.getByRole(AriaRole.MENUITEM).getByText("Emoji").click();
      Locator picker = page.getByRole(AriaRole.DIALOG);
      assertThat(picker.getByText("😀")).isFocused();
      page.keyboard().type("rocket");
      assertThat(picker.getByLabel("Search emoji")).hasValue("rocket");
      assertThat(picker.locator("section button")).hasText(new String[] {"🚀"});
      InboxLookTest.check(window, "emoji");
      page.keyboard().press("Enter");
      assertThat(window.box()).hasValue("Soon 🚀");

      window.box().fill("");
      window.message("When do you open?").first().focus();
      page.keyboard().press("e");
      page.keyboard().press("End");
      page.keyboard().press("Enter");
      assertThat(picker.getByText("😀")).isFocused();
      page.keyboard().press("ArrowUp");
      page.keyboard().type("nothing of that name");
      assertThat(picker.getByText("Nothing found.")).isVisible();
      picker.getByLabel("Search emoji").fill("heart");
      page.keyboard().press("ArrowDown");
      page.keyboard().press("ArrowRight");
      page.keyboard().press("Enter");
      assertThat(window.message("When do you open?").first().getByText("🥰")).isVisible();
    }
  }

  @Test
  void aMessageThatFailsIsAnnouncedAtOnce() {
    try (Window window = atJonas()) {
      Page page = window.page();
      window.box().fill("Will not arrive");
      page.keyboard().press("Enter");
      assertThat(sent(window.message("Will not arrive"))).isVisible();
      String id = "";
      for (var message : customers.messages(JONAS)) {
        id = message.get("id").stringValue();
      }
      customers.status(id, "failed");

      assertThat(page.getByRole(AriaRole.ALERT).getByText("Not sent: Will not arrive")).hasCount(1);
    }
  }

  @Test
  void aReplyIsContinuedAfterAnotherChatAndKeepsItsHeightWhenItIsStored() {
    customers.text(MARTA, "Marta Silva", "Hello!");
    try (Window window = atJonas()) {
      window.expectCuts();
      Page page = window.page();
      window.message("When do you open?").first().focus();
      page.keyboard().press("r");
      page.keyboard().type("At seven");
      window.chat(MARTA).click();
      ready(window, "Hello!");
      window.chat(JONAS).click();
      assertThat(page.getByText("Reply to Jonas Weber")).isVisible();
      assertThat(window.box()).hasValue("At seven");

      window.context().setOffline(true);
      window.box().press("Enter");
      Locator answer = window.message("At seven");
      assertThat(answer.getByLabel("Waiting in this browser")).isVisible();
      assertThat(answer.getByText("When do you open?")).isVisible();
      double waiting = answer.boundingBox().height;

      window.context().setOffline(false);
      assertThat(sent(answer)).isVisible();
      assertEquals(waiting, answer.boundingBox().height, 1);
      assertThat(page.getByText("Reply to Jonas Weber")).hasCount(0);
    }
  }

  @Test
  void aReplySurvivesAReloadAndOpensNoKeyboardOnAPhone() {
    customers.text(MARTA, "Marta Silva", "Hello!");
    try (Window window = browser.phone(ColorScheme.LIGHT, "{}").open(parley, "/c/" + JONAS)) {
      Page page = window.page();
      ready(window, "When do you open?");
      window.message("When do you open?").first().focus();
      page.keyboard().press("r");
      assertThat(window.box()).isFocused();
      page.keyboard().type("At nine");
      page.reload();
      assertThat(page.getByText("Reply to Jonas Weber")).isVisible();
      assertThat(window.box()).hasValue("At nine");
      assertThat(window.box()).not().isFocused();

      page.getByLabel("Cancel the reply").tap();
      window.box().fill("");
      page.reload();
      ready(window, "When do you open?");
      assertThat(page.getByText("Reply to Jonas Weber")).hasCount(0);
    }
  }

  @Test
  void nothingOfAnErasedCustomerIsKeptInAReply() {
    String customer = "15550100777";
    customers.text(customer, "Rita", "Forget me, please");
    try (Window window = browser.window().open(parley, "/c/" + customer)) {
      Page page = window.page();
      ready(window, "Forget me, please");
      window.message("Forget me, please").first().focus();
      page.keyboard().press("r");
      String kept = "Object.values(localStorage).some(it => it.includes('Forget me, please'))";
      page.waitForFunction(kept);

      int erased = parley.ask("DELETE", "/api/contacts/" + customer, new byte[0]).statusCode();

      assertTrue(erased < 300, () -> "status: " + erased);
      page.waitForFunction("!" + kept);
    }
  }

  @Test
  void aToastCoversNeitherMessagesNorTheMessageBox() {
    try (Window window = atJonas()) {
      Page page = window.page();
      window.message("When do you open?").first().focus();
      page.keyboard().press("c");
      Locator toast = page.getByRole(AriaRole.ALERT).locator("div");
      assertThat(toast).isVisible();
      BoundingBox own = toast.boundingBox();
      BoundingBox chat = page.locator("main").boundingBox();
      BoundingBox messages = page.locator("[data-part=messages]").boundingBox();
      assertTrue(own.y + own.height <= messages.y, "below the header");
      assertEquals(chat.x + chat.width / 2, own.x + own.width / 2, 1);
    }
  }

  @Test
  void aTextIsCopiedWhereTheBrowserHasNoClipboard() {
    try (Window window = browser.window()) {
      // A page that was loaded over plain HTTP from another machine has no clipboard either.
      window
          .page()
          .addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
      window.open(parley, "/c/" + JONAS);
      ready(window, "When do you open?");
      Locator question = window.message("When do you open?").first();
      question.focus();
      window.page().keyboard().press("c");

      assertThat(window.page().getByText("Copied")).isVisible();
      assertThat(question).isFocused();
      window.box().focus();
      window.page().keyboard().press("Control+v");
      assertThat(window.box()).hasValue("When do you open?");
    }
  }

  @Test
  void theSkipLinkIsTheFirstStopOfTab() {
    try (Window window = browser.window().open(parley, "/")) {
      Page page = window.page();
      assertThat(window.chat(JONAS)).isVisible();
      page.keyboard().press("Tab");
      assertThat(page.getByText("Skip to the content")).isFocused();
      page.keyboard().press("Enter");
      assertThat(window.chat(JONAS)).isFocused();
    }
  }

  @Test
  void aDamagedReplyDoesNotCloseItsChat() {
    try (Window window = browser.window()) {
      window
          .page()
          .addInitScript(
              "localStorage.setItem('parley:anonymous:reply:" + JONAS + "', '{\"id\": \"msg')");
      window.open(parley, "/c/" + JONAS);
      ready(window, "When do you open?");
      assertThat(window.box()).isEditable();
    }
  }
}
