package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.JONAS;
import static dev.parley.http.InboxMessages.MARTA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.http.InboxBrowser.Window;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent works with the web client, in a real browser with a real server.
final class InboxTest extends InboxTests {
  /// Scripts and styles that the page requested although its HTML does not name them.
  private static final String LOADED_BUT_NOT_NAMED =
      """
      async () => {
        const html = await (await fetch('/')).text();
        return performance.getEntriesByType('resource')
          .map((it) => new URL(it.name).pathname)
          .filter((it) => /\\.(js|css)$/.test(it) && !html.includes(it));
      }
      """;

  @BeforeAll
  static void start() {
    customers.text(JONAS, "Jonas Weber", "When do you open?");
    customers.text(MARTA, "Marta Silva", "Hello!");
  }

  /// Records notifications, because a browser without a window shows none.
  private static final String NOTED =
      """
      window.notes = [];
      window.Notification = class {
        static permission = 'granted';
        constructor(_title, options) {
          window.notes.push(options.body);
        }
        close() {}
      };
      """;

  private static String id(String waId, String text) {
    for (var message : customers.messages(waId)) {
      if (message.get("text").stringValue().equals(text)) {
        return message.get("id").stringValue();
      }
    }
    throw new AssertionError("not stored: " + text);
  }

  @Test
  void anAgentReadsAndAnswers() {
    try (Window window = browser.window().open(parley, "/")) {
      window.chat(MARTA).click();
      assertThat(window.message("Hello!")).isVisible();

      customers.text(MARTA, "Marta Silva", "Is anybody there?");
      assertThat(window.message("Is anybody there?")).isVisible();

      window.box().fill("Yes, how can I help?");
      window.page().keyboard().press("Enter");
      Locator answer = window.message("Yes, how can I help?");
      assertThat(answer.getByLabel("Sent", new Locator.GetByLabelOptions().setExact(true)))
          .isVisible();

      customers.status(id(MARTA, "Yes, how can I help?"), "read");
      assertThat(answer.getByLabel("Read", new Locator.GetByLabelOptions().setExact(true)))
          .isVisible();
      assertThat(window.box()).hasValue("");
    }
  }

  @Test
  void aMessageCountsAsReadOnceItWasSeen() {
    String from = "15550100050";
    for (int i = 0; i < 12; i++) {
      customers.text(from, "Priya Nair", "Question " + i);
    }
    try (Window window = browser.window().open(parley, "/")) {
      assertThat(window.chat(from).getByText("12 unread messages")).hasCount(1);
      window.chat(from).click();
      assertThat(
              window
                  .page()
                  .getByRole(AriaRole.SEPARATOR)
                  .and(window.page().getByLabel("12 new messages")))
          .isVisible();

      assertThat(window.chat(from).getByText("unread message")).hasCount(0);
      for (var message : customers.messages(from)) {
        assertEquals("read", message.get("status").stringValue());
      }
      window.chat(MARTA).click();
      assertThat(window.message("Hello!").first()).isVisible();
      customers.text(from, "Priya Nair", "One more");
      assertThat(window.chat(from).getByText("1 unread message")).hasCount(1);
    }
  }

  @Test
  void draftsSurviveAReload() {
    try (Window window = browser.window().open(parley, "/c/" + JONAS)) {
      window.box().fill("We open at");
      window.page().reload();
      assertThat(window.box()).hasValue("We open at");

      window.chat(MARTA).click();
      assertThat(window.chat(JONAS).getByText("We open at")).isVisible();
      window.chat(JONAS).click();
      assertThat(window.box()).hasValue("We open at");
      window.box().fill("");
      assertThat(window.chat(JONAS).getByText("Draft:")).hasCount(0);
    }
  }

  @Test
  void enterWhileComposingDoesNotSend() {
    try (Window window = browser.window().open(parley, "/c/" + JONAS)) {
      window.box().click();
      CDPSession devTools = window.context().newCDPSession(window.page());
      JsonObject composition = new JsonObject();
      composition.addProperty("text", "にほん");
      composition.addProperty("selectionStart", 3);
      composition.addProperty("selectionEnd", 3);
      devTools.send("Input.imeSetComposition", composition);
      window.page().keyboard().press("Enter");

      assertTrue(window.box().inputValue().startsWith("にほん"));
      assertFalse(customers.texts(JONAS).contains("にほん"));
      window.box().fill("");
    }
  }

  @Test
  void offlineMessagesAreSentOnceLater() {
    try (Window window = browser.window().open(parley, "/c/" + JONAS)) {
      assertThat(window.message("When do you open?").first()).isVisible();
      customers.text(JONAS, "Jonas Weber", "Heard over the connection");
      assertThat(window.message("Heard over the connection")).isVisible();
      window.expectCuts();
      window.context().setOffline(true);
      window.box().fill("Sent in a tunnel");
      window.page().keyboard().press("Enter");
      assertThat(window.message("Sent in a tunnel").getByLabel("Waiting in this browser"))
          .isVisible();
      assertThat(window.page().locator("p").getByText("Offline. What you send waits here."))
          .isVisible();

      // the reloaded page sends the message that this one left
      window.context().setOffline(false);
      window.page().reload();
      assertThat(
              window
                  .message("Sent in a tunnel")
                  .getByLabel("Sent", new Locator.GetByLabelOptions().setExact(true)))
          .isVisible();
      assertEquals(1, customers.texts(JONAS).stream().filter("Sent in a tunnel"::equals).count());
    }
  }

  @Test
  void aChatThatWasOpenedOfflineIsLoadedOnceThereIsAConnection() {
    try (Window window = browser.window().open(parley, "/c/" + JONAS)) {
      assertThat(window.message("When do you open?").first()).isVisible();
      window.expectCuts();
      window.context().setOffline(true);
      window.chat(MARTA).click();
      assertThat(window.page().getByText("The messages could not be loaded.")).isVisible();

      window.context().setOffline(false);
      assertThat(window.message("Hello!").first()).isVisible();
    }
  }

  @Test
  void twoTabsShareDraftsAndSendOnce() {
    String text = "From one of two tabs";
    try (Window window = browser.window().open(parley, "/c/" + JONAS)) {
      assertThat(window.message("When do you open?").first()).isVisible();
      Page other = window.context().newPage();
      other.navigate(window.page().url());
      assertThat(other.locator("[data-part=composer] textarea")).hasValue("");
      window.page().bringToFront();
      window.box().fill("Half a thought");
      assertThat(other.locator("[data-part=composer] textarea")).hasValue("Half a thought");

      window.expectCuts();
      window.context().setOffline(true);
      window.box().fill(text);
      window.page().keyboard().press("Enter");
      assertThat(window.message(text).getByLabel("Waiting in this browser")).isVisible();
      window.context().setOffline(false);
      Locator arrived = other.locator("article", new Page.LocatorOptions().setHasText(text));
      assertThat(arrived.getByLabel("Sent", new Locator.GetByLabelOptions().setExact(true)))
          .isVisible();
      assertEquals(1, customers.texts(JONAS).stream().filter(text::equals).count());
    }
  }

  @Test
  void twoTabsShowOneNotificationAndNoneForReadMessages() {
    String other = "15550100078";
    try (Window window = browser.window(1280, 800, ColorScheme.LIGHT, "{\"notify\":true}")) {
      window.context().addInitScript(NOTED);
      window.open(parley, "/c/" + MARTA);
      ready(window, "Hello!");
      Page second = window.context().newPage();
      second.navigate("http://localhost:" + parley.port() + "/");
      assertThat(second.locator("[data-chat='" + MARTA + "']")).isVisible();

      customers.text(MARTA, "Marta Silva", "Seen at once");
      assertThat(window.message("Seen at once")).isVisible();
      customers.text(other, "Olga", "First");
      customers.text(other, "Olga", "Second");
      for (Page tab : List.of(window.page(), second)) {
        assertThat(tab.locator("[data-chat='" + other + "']").getByText("Second")).isVisible();
      }
      // Notifications appear in the order of their messages.
      window.page().waitForCondition(() -> notes(window.page(), second).contains("Second"));
      assertEquals(List.of("First", "Second"), notes(window.page(), second));
    }
  }

  private static List<String> notes(Page... tabs) {
    List<String> all = new ArrayList<>();
    for (Page tab : tabs) {
      ((List<?>) tab.evaluate("window.notes")).forEach(it -> all.add((String) it));
    }
    return all;
  }

  @Test
  void aRestartLosesNothingWithoutAReload(@TempDir Path own) {
    RunningParley first = RunningParley.start(own);
    int port = first.port();
    new InboxMessages(first).text(MARTA, "Marta Silva", "Before");
    try (Window window = browser.window().open(first, "/c/" + MARTA)) {
      assertThat(window.message("Before")).isVisible();
      window.expectCuts();
      first.close();
      window.box().fill("Into the dark");
      window.page().keyboard().press("Enter");
      assertThat(window.message("Into the dark")).isVisible();

      try (RunningParley second = RunningParley.start(own, "PORT", Integer.toString(port))) {
        InboxMessages again = new InboxMessages(second);
        again.text(MARTA, "Marta Silva", "After");

        assertThat(window.message("After")).isVisible();
        assertThat(
                window
                    .message("Into the dark")
                    .getByLabel("Sent", new Locator.GetByLabelOptions().setExact(true)))
            .isVisible();
        assertEquals(1, again.texts(MARTA).stream().filter("Into the dark"::equals).count());
      }
    }
  }

  @Test
  void aReplyShowsAndLinksToTheOriginal() {
    try (Window window = browser.window().open(parley, "/c/" + JONAS)) {
      Locator question = window.message("When do you open?").first();
      question.focus();
      window.page().keyboard().press("r");
      assertThat(window.page().getByText("Reply to Jonas Weber")).isVisible();
      window.box().fill("At nine.");
      window.page().keyboard().press("Enter");

      Locator answer = window.message("At nine.");
      assertThat(answer.getByText("When do you open?")).isVisible();
      answer.getByText("When do you open?").click();
      assertThat(question).isFocused();
    }
  }

  @Test
  void openingAChatLoadsOnlyFilesThatTheBuildCounts() {
    try (Window window = browser.window()) {
      // Files that are loaded while the page is idle do not count: here the page is never idle.
      window.page().addInitScript("window.requestIdleCallback = () => 0");
      window.open(parley, "/c/" + MARTA);
      ready(window, "Hello!");

      assertEquals(List.of(), window.page().evaluate(LOADED_BUT_NOT_NAMED));
    }
  }

  @Test
  void aReactionOfACustomerIsAnnounced() {
    String from = "15550100078";
    String question = customers.text(from, "Ravi", "Is it blue?");
    try (Window window = browser.window().open(parley, "/c/" + from)) {
      ready(window, "Is it blue?");
      customers.one(
          from,
          "Ravi",
          Map.of("type", "reaction", "reaction", Map.of("message_id", question, "emoji", "🎉")),
          Instant.now());

      assertThat(window.message("Is it blue?").getByText("🎉")).isVisible();
      assertThat(window.page().locator("[role=status][aria-live=polite]"))
          .hasText("Ravi reacted with 🎉: Is it blue?");
    }
  }

  @Test
  void anErasedChatDisappears() {
    String from = "15550100077";
    customers.text(from, "Nils", "Forget me");
    try (Window window = browser.window().open(parley, "/c/" + from)) {
      ready(window, "Forget me");
      window.box().fill("I will");
      assertThat(window.chat(from)).isVisible();
      window.page().locator("[data-opens=details]").click();
      window.page().getByText("Erase this person").click();
      Locator question = window.page().getByRole(AriaRole.DIALOG);
      assertThat(question.getByText("Erase Nils?")).isVisible();
      question.getByText("Erase this person").click();

      assertThat(window.chat(from)).hasCount(0);
      assertThat(window.page()).hasURL("http://localhost:" + parley.port() + "/");
      assertThat(window.page().getByText("You no longer see this chat.")).isVisible();
      window
          .page()
          .waitForFunction(
              "number => !Object.keys(localStorage).some(it => it.includes(number))", from);
    }
  }

  @Test
  void hostileTextsAreShownAsText() {
    String from = "15550100066";
    String text = "<img src=x onerror=alert(1)> javascript:alert(1) \u202Egpj.exe";
    customers.text(from, "<b>Eve</b>\u202E", text);
    try (Window window = browser.window().open(parley, "/c/" + from)) {
      assertThat(window.message("<img src=x onerror=alert(1)>")).isVisible();
      assertThat(window.page().locator("h2").getByText("<b>Eve</b>")).isVisible();
      assertEquals(0, window.page().locator("article img").count());
      assertEquals(0, window.page().locator("article a[href^=javascript]").count());
    }
  }

  @Test
  void aPhoneShowsOnePaneAtATime() {
    try (Window window = browser.window(360, 640, ColorScheme.LIGHT, "{}").open(parley, "/")) {
      window.chat(MARTA).click();
      assertThat(window.message("Hello!")).isVisible();
      assertThat(window.chat(MARTA)).isHidden();
      window.page().goBack();
      assertThat(window.chat(MARTA)).isVisible();
      assertEquals(360, window.page().evaluate("document.documentElement.scrollWidth"));
    }
  }

  @Test
  void aNewWebhookHasDeliveredNothing(@TempDir Path own) {
    try (RunningParley fresh = RunningParley.start(own)) {
      fresh.post(
          "/api/hooks",
          "{\"url\":\"https://bot.example.com/hook\",\"events\":[\"message.received\"]}",
          "Content-Type",
          "application/json");
      try (Window window = browser.window().open(fresh, "/settings/hooks")) {
        assertThat(window.page().getByText("https://bot.example.com/hook")).isVisible();
        assertThat(window.page().getByText("Nothing was delivered yet.")).isVisible();
        assertThat(window.page().getByText("Delivers")).hasCount(0);
      }
    }
  }

  @Test
  void anEmptyStoreCanBeFilledWithSamples(@TempDir Path own) {
    try (RunningParley fresh = RunningParley.start(own);
        Window window = browser.window().open(fresh, "/")) {
      Page page = window.page();
      assertThat(page.getByText("No conversations yet")).isVisible();
      window.screenshot("empty");
      assertThat(page.getByText("./parley setup-link")).isVisible();
      assertThat(page.getByText("Fill with sample data")).isVisible();
      page.keyboard().press("ArrowDown"); // leads to the first task
      page.keyboard().press("Enter");
      assertThat(page.locator("[data-chat]:focus")).hasCount(1);
      // This customer has an answer, so nothing is unread.
      assertThat(window.chat("5551234567")).hasAttribute("data-unread", "false");
      window.chat("1234567890").click();
      assertThat(window.message("Two loaves of rye then, please.")).isVisible();

      menuButton(page).click();
      page.getByRole(AriaRole.MENUITEM).getByText("Let sample customers write").click();
      // She writes first, and not again within half a minute, so no other message interferes.
      assertThat(page.locator("article")).hasCount(5);
      window.box().fill("They leave at nine.");
      page.keyboard().press("Enter");
      Locator answer = window.message("They leave at nine.");
      assertThat(answer.getByLabel("Read", new Locator.GetByLabelOptions().setExact(true)))
          .isVisible();
      page.waitForCondition(() -> {
        var messages = new InboxMessages(fresh).messages("1234567890");
        return messages.get(messages.size() - 1).get("type").stringValue().equals("incoming");
      });
    }
  }
}
