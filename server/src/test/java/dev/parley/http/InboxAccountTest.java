package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.parley.TestClock;
import dev.parley.accounts.AuthenticatorApp;
import dev.parley.http.InboxBrowser.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests setting up, signing in and signing out in the web client.
final class InboxAccountTest extends InboxTests {
  private static final String PASSWORD = "green teapots sing";

  private static void signIn(Page page, String email, String password) {
    page.getByLabel("Email address").fill(email);
    page.getByLabel("Password").fill(password);
    page.getByText("Sign in", new Page.GetByTextOptions().setExact(true)).click();
  }

  private static void signOut(Page page) {
    menuButton(page).click();
    page.getByRole(AriaRole.MENUITEM).getByText("Sign out").click();
    assertThat(page).hasURL(Pattern.compile(".*/login"));
  }

  @Test
  void theOwnerSetsUpAndPeopleSignIn(@TempDir Path own) {
    try (RunningParley locked = RunningParley.start(own, "ANONYMOUS", "none");
        Window window = browser.window()) {
      Page page = window.page();
      window.open(locked, "/setup#" + locked.setupLink(own));
      assertThat(page.getByLabel("Your name")).isFocused();
      page.getByLabel("Your name").fill("Ann");
      page.getByLabel("Email address").fill("ann@example.com");
      page.getByLabel("Password").fill(PASSWORD);
      page.getByText("Create the account").click();
      assertThat(page.getByText("No conversations yet")).isVisible();
      assertThat(page.getByText("Choose a chat")).hasCount(0);

      window.open(locked, "/settings/users");
      page.getByText("Add a person").click();
      Locator form = page.getByRole(AriaRole.DIALOG);
      form.getByLabel("Name").fill("Ben");
      form.getByLabel("Email address").fill("ben@example.com");
      form.getByText("Add a person").last().click();
      assertThat(page.getByRole(AriaRole.DIALOG)).hasAccessibleName("Link for Ben");
      window.open(locked, "/");
      assertThat(page.getByText("No conversations yet")).isVisible();

      window.expectCuts(); // signing out during the connection attempt cuts the connection
      signOut(page);
      assertThat(page.getByLabel("Email address")).isFocused();
      signIn(page, "ann@example.com", "wrong, wrong, wrong");
      assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
      signIn(page, "ann@example.com", PASSWORD);
      assertThat(page.getByText("No conversations yet")).isVisible();
    }
  }

  /// The keys pass other roles on the way to the wanted one. None of them may have an effect.
  @Test
  void onlyTheRoleThatIsReachedWithKeysIsSaved(@TempDir Path own) {
    try (RunningParley locked = RunningParley.start(own, "ANONYMOUS", "none");
        Window window = browser.window()) {
      Page page = window.page();
      user(locked, "ann", "owner");
      user(locked, "ben", "agent");
      window.open(locked, "/login");
      signIn(page, "ann@example.com", PASSWORD);
      assertThat(page.getByText("No conversations yet")).isVisible();
      window.open(locked, "/settings/users");
      List<String> saved = new ArrayList<>();
      page.onRequest(request -> {
        if (request.method().equals("PUT")) {
          saved.add(request.postData());
        }
      });
      Locator role = page.getByLabel("Role: ben");

      role.focus();
      page.keyboard().press("ArrowDown");
      page.keyboard().press("ArrowDown");
      assertThat(role).hasValue("admin");
      page.waitForResponse(
          response -> response.request().method().equals("PUT"),
          () -> page.keyboard().press("Tab"));
      role.dispatchEvent("pointerdown");
      page.waitForResponse(
          response -> response.request().method().equals("PUT"), () -> role.selectOption("viewer"));

      assertEquals(List.of("{\"role\":\"admin\"}", "{\"role\":\"viewer\"}"), saved);
    }
  }

  private static void user(RunningParley parley, String name, String role) {
    parley.operate(
        "user-add",
        "email",
        name + "@example.com",
        "name",
        name,
        "role",
        role,
        "password",
        PASSWORD);
  }

  /// The first user's drafts end with a question, and no tab continues to work for the first user.
  @Test
  void aBrowserBelongsToOneUserAtATime(@TempDir Path own) {
    try (RunningParley locked = RunningParley.start(own, "ANONYMOUS", "none");
        Window window = browser.window()) {
      Page page = window.page();
      for (String name : List.of("ann", "ben")) {
        user(locked, name, "owner");
      }
      window.expectCuts();
      window.open(locked, "/login");
      signIn(page, "ann@example.com", PASSWORD);
      assertThat(page.getByText("No conversations yet")).isVisible();
      Page other = page.context().newPage();
      other.navigate("http://localhost:" + locked.port() + "/settings/account");
      assertThat(other.getByText("ann@example.com")).isVisible();
      page.navigate("http://localhost:" + locked.port() + "/c/15550100060");
      page.getByText("Write anyway").click();
      window.box().fill("Half a sentence");
      page.navigate("http://localhost:" + locked.port() + "/");
      assertThat(page.getByText("No conversations yet")).isVisible();

      List<String> questions = new ArrayList<>();
      page.onceDialog(dialog -> {
        questions.add(dialog.message());
        dialog.dismiss();
      });
      menuButton(page).click();
      page.getByRole(AriaRole.MENUITEM).getByText("Sign out").click();
      assertEquals(1, questions.size());
      page.onceDialog(Dialog::accept);
      signOut(page);
      assertThat(other.getByRole(AriaRole.DIALOG)).isVisible();

      signIn(page, "ben@example.com", PASSWORD);
      assertThat(other.getByText("ben@example.com")).isVisible();
      assertThat(other.getByRole(AriaRole.DIALOG)).hasCount(0);
    }
  }

  @Test
  void aSecondFactorIsSetUpAndAskedFor(@TempDir Path own) {
    TestClock clock = TestClock.running();
    try (RunningParley locked = RunningParley.start(own, clock, "ANONYMOUS", "none");
        Window window = browser.window()) {
      Page page = window.page();
      locked.operate(
          "user-add",
          "email",
          "ann@example.com",
          "name",
          "Ann",
          "role",
          "owner",
          "password",
          PASSWORD);
      window.expectCuts();
      window.open(locked, "/login");
      signIn(page, "ann@example.com", PASSWORD);
      assertThat(page.getByText("No conversations yet")).isVisible();
      page.navigate("http://localhost:" + locked.port() + "/settings/account");
      Locator group =
          page.locator("section", new Page.LocatorOptions().setHasText("Second factor"));
      group.getByLabel("Current password").fill(PASSWORD);
      group.getByText("Set up an app").click();
      String secret = group.locator("code").innerText();
      AuthenticatorApp app = new AuthenticatorApp(secret.replace(" ", ""));
      assertThat(group.getByLabel("QR code with the key")).isVisible();
      group
          .getByLabel("Code", new Locator.GetByLabelOptions().setExact(true))
          .fill(app.code(clock.instant()));
      Page other = page.context().newPage(); // of the same browser, with the same cookie
      other.navigate("http://localhost:" + locked.port() + "/");
      assertThat(other.getByText("No conversations yet")).isVisible();
      group.getByText("Turn on").click();
      assertThat(group.getByText("Write these recovery codes down.")).isVisible();
      String key = locked.addKey("hook", "webhook").path("key").textValue();
      locked.post(
          "/webhook",
          "{\"wa_id\":\"15551\",\"text\":\"Still there?\"}",
          "Authorization",
          "Bearer " + key);
      assertThat(other.getByText("Still there?")).isVisible(); // it has connected again
      other.close();

      clock.advance(Duration.ofSeconds(30));
      page.navigate("http://localhost:" + locked.port() + "/");
      assertThat(page.getByText("Still there?")).isVisible();
      signOut(page);
      signIn(page, "ann@example.com", PASSWORD);
      assertThat(page.getByLabel("Code")).isFocused();
      page.keyboard().type(app.code(clock.instant()));
      page.keyboard().press("Enter");
      assertThat(page.getByText("Still there?")).isVisible();
      assertTrue(page.url().endsWith("/"));
    }
  }
}
