package dev.parley.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.http.InboxMessages.MARTA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.http.InboxBrowser.Window;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The messages of a chat never jump: their position is checked in every frame.
final class InboxScrollTest extends InboxTests {
  private static final int MESSAGES = 420;

  /// Watches the first visible row; `lost` is the largest distance that it moved without the
  /// reader.
  private static final String WATCH =
      """
      () => {
        const viewport = document.querySelector('[data-part=messages] > div');
        const edge = () => viewport.getBoundingClientRect().top;
        const rows = () => [...viewport.querySelectorAll('[data-row]')];
        const anchor = rows().find((row) => row.getBoundingClientRect().top >= edge());
        const top = anchor.getBoundingClientRect().top - edge();
        window.watched = { lost: 0, frames: 0, rows: rows().length, id: anchor.dataset.row };
        const look = () => {
          const row = viewport.querySelector(`[data-row="${CSS.escape(window.watched.id)}"]`);
          const now = row ? row.getBoundingClientRect().top - edge() : 1e6;
          window.watched.now = Math.abs(now - top);
          window.watched.lost = Math.max(window.watched.lost, window.watched.now);
          window.watched.frames++;
          // after the frame, so that it sees the painted position, which is already corrected
          window.watched.next = requestAnimationFrame(() => setTimeout(look));
        };
        look();
      }
      """;

  private static final String STOP =
      "() => { cancelAnimationFrame(window.watched.next); return window.watched.lost; }";

  /// The distance of the watched row from its first position, after everything has settled. While
  /// the window changes, a script sees positions that are corrected before they are painted.
  private static final String SETTLED =
      "() => { cancelAnimationFrame(window.watched.next); return window.watched.now; }";

  /// Scrolls up in steps; returns the number of frames in which a row moved in the wrong direction.
  private static final String WHEEL =
      """
      async () => {
        const viewport = document.querySelector('[data-part=messages] > div');
        const frame = () => new Promise(requestAnimationFrame);
        let wrong = 0;
        let frames = 0;
        // A reader who is faster than the network waits at the upper edge.
        const more = async () => {
          for (let i = 0; i < 120 && viewport.scrollTop <= 0; i++) await frame();
          return viewport.scrollTop > 0;
        };
        while (frames < 400 && (viewport.scrollTop > 0 || await more())) {
          const before = new Map([...viewport.querySelectorAll('[data-row]')].map((row) =>
            [row.dataset.row, row.getBoundingClientRect().top]));
          viewport.scrollTop -= 160;
          await frame();
          const moved = [...viewport.querySelectorAll('[data-row]')]
            .filter((row) => before.has(row.dataset.row))
            .map((row) => row.getBoundingClientRect().top - before.get(row.dataset.row));
          if (moved.some((by) => by < -1)) wrong++;
          frames++;
        }
        return { wrong, frames, rows: viewport.querySelectorAll('[data-row]').length };
      }
      """;

  /// The list loads no older messages when it is two screens below the oldest one that is shown.
  private static final String FAR_FROM_START =
      """
      () => {
        const viewport = document.querySelector('[data-part=messages] > div');
        return viewport.scrollTop >= 2 * viewport.clientHeight;
      }
      """;

  /// Scrolls repeatedly to the end of the loaded messages, until a new message is among them.
  private static final String READ_ON =
      """
      () => {
        const viewport = document.querySelector('[data-part=messages] > div');
        viewport.scrollTop = viewport.scrollHeight;
        return [...viewport.querySelectorAll('article')].some((it) => it.textContent.includes('Message 200.'));
      }
      """;

  private static final String AT_END =
      """
      () => {
        const viewport = document.querySelector('[data-part=messages] > div');
        return viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop;
      }
      """;

  @BeforeAll
  static void start() {
    customers.many(MARTA, "Marta Silva", MESSAGES);
  }

  @BeforeEach
  void everythingWasRead() {
    customers.read(MARTA);
  }

  private static Window openAtEnd() {
    Window window = browser.window().open(parley, "/c/" + MARTA);
    assertThat(window.page().locator("[data-row]").last()).isInViewport();
    return window;
  }

  private static void scrollTo(Page page, int fromTop) {
    page.evaluate(
        "top => document.querySelector('[data-part=messages] > div').scrollTop = top", fromTop);
  }

  /// Scrolls, and waits until the client has noticed and has loaded the messages above.
  private static void readAt(Page page, int fromTop) {
    scrollTo(page, fromTop);
    assertThat(page.getByLabel("To the latest message")).isVisible();
    page.waitForFunction(FAR_FROM_START);
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  @Test
  void olderMessagesComeWithoutAJump() {
    try (Window window = openAtEnd()) {
      Page page = window.page();
      int rows = page.locator("[data-row]").count();
      scrollTo(page, 700);
      page.evaluate("() => new Promise(requestAnimationFrame)");
      page.evaluate(WATCH);
      page.waitForCondition(() -> page.locator("[data-row]").count() > rows);

      assertTrue(number(page.evaluate(STOP)) <= 1);
    }
  }

  @Test
  void scrollingUpNeverJumps() {
    try (Window window = openAtEnd()) {
      var told = (Map<?, ?>) window.page().evaluate(WHEEL);

      assertEquals(0.0, number(told.get("wrong")), () -> told.toString());
      assertTrue(number(told.get("frames")) > 50, told::toString);
      assertTrue(number(told.get("rows")) <= 210, told::toString);
    }
  }

  @Test
  void messagesOfOthersDoNotMoveAReader() {
    try (Window window = openAtEnd()) {
      Page page = window.page();
      readAt(page, 900);
      page.evaluate(WATCH);
      for (int i = 0; i < 20; i++) {
        customers.text(MARTA, "Marta Silva", "Are you there? " + i);
      }
      assertThat(page.getByLabel("20 new messages")).isVisible();

      assertTrue(number(page.evaluate(STOP)) <= 1);
    }
  }

  @Test
  void aReaderAtTheEndStaysAtTheEnd() {
    try (Window window = openAtEnd()) {
      Page page = window.page();
      customers.text(MARTA, "Marta Silva", "One more\nwith\nsome\nlines");
      assertThat(window.message("One more")).isInViewport();
      window.box().fill("A\nlong\nanswer\nthat\nmakes\nthe\nbox\ngrow");
      page.setViewportSize(700, 500);
      page.evaluate("() => { document.documentElement.style.fontSize = '20px'; }");
      page.evaluate("() => new Promise((done) => setTimeout(done, 200))");

      assertTrue(number(page.evaluate(AT_END)) <= 1);
      window.box().fill("");
    }
  }

  @Test
  void aReaderKeepsThePlaceWhenTheWindowChanges() {
    try (Window window = openAtEnd()) {
      Page page = window.page();
      readAt(page, 1500);
      page.evaluate(WATCH);
      page.setViewportSize(720, 800);
      page.setViewportSize(1100, 600);
      page.evaluate("() => { document.documentElement.style.fontSize = '20px'; }");
      page.evaluate("() => new Promise((done) => setTimeout(done, 200))");

      assertTrue(number(page.evaluate(SETTLED)) <= 1);
    }
  }

  @Test
  void aChatOpensAtItsLastPosition() {
    String other = "15550100099";
    customers.text(other, "Emma", "Hi");
    try (Window window = openAtEnd()) {
      Page page = window.page();
      readAt(page, 1500);
      String first =
          "() => { const v = document.querySelector('[data-part=messages] > div'); const top ="
              + " v.getBoundingClientRect().top; const row ="
              + " [...v.querySelectorAll('[data-row]')].find((it) => it.getBoundingClientRect().top"
              + " >= top); return row.dataset.row + ' ' +"
              + " Math.round(row.getBoundingClientRect().top - top); }";
      Object before = page.evaluate(first);
      window.chat(other).click();
      assertThat(window.message("Hi")).isVisible();
      window.chat(MARTA).click();
      assertThat(page.locator("[data-row]").first()).isAttached();

      assertEquals(before, page.evaluate(first));
    }
  }

  @Test
  void theMessageThatGetsTheFocusIsInView() {
    try (Window window = openAtEnd()) {
      Page page = window.page();
      Locator focused = page.locator("article:focus");
      page.locator("[data-part=messages] article[tabindex='0']").focus();
      for (int i = 0; i < 20; i++) {
        page.keyboard().press("ArrowUp");
      }
      assertThat(focused).isInViewport();
      page.keyboard().press("End");
      assertThat(focused).isInViewport();
      page.keyboard().press("Home");
      assertThat(focused).isInViewport();
    }
  }

  @Test
  void sendingScrollsToTheEnd() {
    try (Window window = browser.window(390, 700, ColorScheme.DARK, "{}")) {
      window.open(parley, "/c/" + MARTA);
      assertThat(window.page().locator("[data-row]").last()).isInViewport();
      scrollTo(window.page(), 900);
      window.box().fill("Here I am");
      window.page().keyboard().press("Enter");

      assertThat(window.message("Here I am")).isInViewport();
    }
  }

  @Test
  void aReaderCanScrollOnAfterAJump() {
    String id = "";
    for (var message : customers.messages(MARTA)) {
      if (message.get("text").stringValue().startsWith("Message 50.")) {
        id = message.get("id").stringValue();
      }
    }
    try (Window window = browser.window().open(parley, "/c/" + MARTA + "/m/" + id)) {
      assertThat(window.message("Message 50.").first()).isInViewport();
      assertThat(window.message("Message 200.")).hasCount(0);
      window.page().waitForFunction(READ_ON);
      assertThat(window.message("Message 200.")).hasCount(1);
    }
  }
}
