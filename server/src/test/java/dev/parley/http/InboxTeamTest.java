package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.JONAS;
import static dev.parley.http.InboxMessages.MARTA;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import dev.parley.http.InboxBrowser.Window;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two people who answer the same chats, each in a separate browser.
final class InboxTeamTest extends InboxTests {
  private static final String PASSWORD = "green teapots sing";

  @BeforeAll
  static void start() throws IOException {
    customers.text(JONAS, "Jonas Weber", "When do you open?");
    customers.text(MARTA, "Marta Silva", "Hello!");
    addUser("Ann", "owner");
    addUser("Ben", "agent");
    parley.post(
        "/api/replies",
        "{\"shortcut\":\"hi\",\"text\":\"Good morning {{name}}!\"}",
        "Content-Type",
        "application/json");
  }

  private static void addUser(String name, String role) {
    parley.operate(
        "user-add", "email", email(name), "name", name, "role", role, "password", PASSWORD);
  }

  private static String email(String name) {
    return name + "@example.com";
  }

  /// A window in which `name` has signed in, at a chat.
  private static Window signedIn(String name, String chat) {
    Window window = browser.window();
    RequestOptions login =
        RequestOptions.create().setData(Map.of("email", email(name), "password", PASSWORD));
    String url = "http://localhost:" + parley.port() + "/api/login";
    // On MongoDB a user is known some moments after the command that adds them.
    window.page().waitForCondition(() -> window.context().request().post(url, login).ok());
    return window.open(parley, "/c/" + chat);
  }

  @Test
  void aUserIsOfferedThemselvesOnce() {
    String nora = "15550100061";
    customers.text(nora, "Nora Lind", "Do you deliver?");
    try (Window ann = signedIn("Ann", nora)) {
      Page page = ann.page();
      page.getByLabel("Assign", new Page.GetByLabelOptions().setExact(true)).press("Enter");
      Locator items = page.getByRole(AriaRole.MENUITEM).or(page.getByRole(AriaRole.MENUITEMRADIO));
      assertThat(items.getByText("Assign to me")).hasCount(1);
      assertThat(items.getByText("Ben")).hasCount(1);
      assertThat(items.getByText("Ann")).hasCount(0);
    }
  }

  private static void choose(Page page, String item) {
    page.getByRole(AriaRole.MENU)
        .getByText(item, new Locator.GetByTextOptions().setExact(true))
        .click();
  }

  @Test
  void colleaguesSeeEachOthersActions() {
    try (Window ann = signedIn("Ann", MARTA);
        Window ben = signedIn("Ben", MARTA)) {
      assertThat(ann.page().getByLabel("Also here: Ben")).isVisible();
      assertThat(ben.page().getByLabel("Also here: Ann")).isVisible();

      ann.page().getByLabel("Assign", new Page.GetByLabelOptions().setExact(true)).click();
      choose(ann.page(), "Assign to me");
      assertThat(
              ben.page()
                  .getByRole(
                      AriaRole.BUTTON,
                      new Page.GetByRoleOptions().setName("Assigned to Ann").setExact(true)))
          .isVisible();

      ann.page().getByRole(AriaRole.MAIN).getByLabel("More").first().click();
      choose(ann.page(), "Labels");
      ann.page().getByLabel("New label").fill("Urgent");
      ann.page().keyboard().press("Enter");
      assertThat(ann.page().getByRole(AriaRole.CHECKBOX)).isChecked();
      ann.screenshot("labels");
      ann.page().keyboard().press("Escape");
      assertThat(ann.chat(MARTA).getByText("Urgent")).hasCount(1);
      ann.page().getByLabel("Filter by state and label").click();
      choose(ann.page(), "Urgent");
      assertThat(ann.chat(JONAS)).hasCount(0);
      ann.page().getByText("Clear", new Page.GetByTextOptions().setExact(true)).click();
      ann.screenshot("team");

      ann.chat(JONAS).click();
      assertThat(ann.message("When do you open?")).isVisible();
      ann.chat(MARTA).focus();
      ann.page().keyboard().press("x");
      assertThat(ann.chat(MARTA)).hasCount(0);
      assertThat(ben.page().getByText("Open again")).isVisible();
      customers.text(MARTA, "Marta Silva", "One more thing");
      assertThat(ann.chat(MARTA)).isVisible();
      assertThat(ben.page().getByText("Close chat")).isVisible();
    }
  }

  @Test
  void aNoteIsVisibleOnlyToTheTeam() {
    try (Window ann = signedIn("Ann", JONAS);
        Window ben = signedIn("Ben", JONAS)) {
      assertThat(ann.message("When do you open?")).isVisible();
      ben.message("When do you open?").first().focus();
      ben.page().keyboard().press("n");
      ben.page().getByLabel("Write a note").fill("He is a regular");
      ben.screenshot("note-box");
      ben.page().getByText("Save note").click();
      assertThat(ann.message("He is a regular")).isVisible();
      assertFalse(customers.texts(JONAS).contains("He is a regular"));
      assertThat(ann.chat(JONAS).getByText("He is a regular")).hasCount(0);

      Locator note = ben.message("He is a regular");
      note.hover();
      note.getByLabel("More").click();
      choose(ben.page(), "Edit");
      ben.page().getByRole(AriaRole.DIALOG).getByLabel("Internal note").fill("She is a regular");
      ben.page().getByText("Save", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(ann.message("She is a regular")).isVisible();
      ann.page().reload();
      ann.message("She is a regular").hover();
      ann.message("She is a regular").getByLabel("More").click();
      choose(ann.page(), "Edit");
      ann.page().getByText("Remove", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(ben.message("She is a regular")).hasCount(0);
    }
  }

  @Test
  void aSecondAnswerNeedsAConfirmation() {
    try (Window ben = signedIn("Ben", JONAS)) {
      Page page = ben.page();
      assertThat(ben.message("When do you open?")).isVisible();
      ben.box().pressSequentially("/h");
      assertThat(page.getByRole(AriaRole.OPTION)).containsText("Good morning Jonas Weber!");
      String chosen = page.getByRole(AriaRole.OPTION).getAttribute("id");
      assertThat(ben.box()).hasAttribute("aria-activedescendant", chosen);
      ben.screenshot("canned");
      page.keyboard().press("Enter");
      assertThat(ben.box()).hasValue("Good morning Jonas Weber!");

      ben.expectCuts(); // the refusal
      page.route(
          "**/api/send",
          route -> {
            customers.text(JONAS, "Jonas Weber", "Found it, never mind");
            route.resume(new Route.ResumeOptions());
          },
          new Page.RouteOptions().setTimes(1));
      page.keyboard().press("Enter");
      Locator question = page.getByRole(AriaRole.DIALOG);
      assertThat(question.getByText("Found it, never mind")).isVisible();
      ben.screenshot("collision");
      assertFalse(customers.texts(JONAS).contains("Good morning Jonas Weber!"));
      question.getByText("Send anyway").click();
      assertThat(
              ben.message("Good morning Jonas Weber!")
                  .getByLabel("Sent", new Locator.GetByLabelOptions().setExact(true)))
          .isVisible();
    }
  }
}
