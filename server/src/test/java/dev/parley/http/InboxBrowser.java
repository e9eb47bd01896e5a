package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The web client in a real browser without a window, driven by Playwright. One test's thread uses
/// it.
///
/// The driver is the npm package `playwright-core` on the Node.js of this machine, and the browser
/// the Chromium that is installed: nothing is downloaded. If one of them or the web client itself
/// is missing, the tests are skipped with a message; with `CI=true` they fail.
final class InboxBrowser implements AutoCloseable {
  private static final Path PACKAGES = Path.of("target", "test-npm", "node_modules");
  private static final Path DRIVER = Path.of("target", "playwright-driver");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final double LIMIT_MILLIS = 20_000;

  /// The request for the signed-in user is answered with 401 if there is none; browsers print that.
  private static final Pattern EXPECTED =
      Pattern.compile(".*status of 401.*/api/(me|sync|login).*");

  private static final Pattern CUT_OFF =
      Pattern.compile(
          ".*(ERR_|WebSocket connection|status of (409|50[0-9])|its MIME type).*", Pattern.DOTALL);

  private final Playwright playwright;
  private final Browser browser;

  private InboxBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static InboxBrowser open() throws IOException {
    if (InboxBrowser.class.getResource("/dev/parley/web/index.html") == null) {
      throw without("the web client was not built: install Node.js, which brings npm");
    }
    Path node = program("node");
    // The first is the same browser without the parts for a window: it takes a third less time.
    Path chromium =
        program("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
    Path driver = PACKAGES.resolve("playwright-core").toAbsolutePath();
    if (node == null || !Files.isDirectory(driver)) {
      throw without("playwright-core is missing: install Node.js, which brings npm, and build");
    }
    if (chromium == null) {
      throw without("Chromium is missing: install it, for example apt-get install chromium");
    }
    Files.createDirectories(DRIVER);
    link(DRIVER.resolve("node"), node);
    link(DRIVER.resolve("package"), driver);
    System.setProperty("playwright.cli.dir", DRIVER.toAbsolutePath().toString());
    Playwright playwright = Playwright.create();
    return new InboxBrowser(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            // a microphone that beeps once a second, without a permission prompt
                            "--use-fake-device-for-media-stream",
                            "--use-fake-ui-for-media-stream"))));
  }

  private static void link(Path from, Path to) throws IOException {
    Files.deleteIfExists(from);
    Files.createSymbolicLink(from, to);
  }

  private static RuntimeException without(String why) {
    if ("true".equals(System.getenv("CI"))) {
      return fail(why);
    }
    System.out.println("[WARNING] SKIPPED the tests of the web client in a browser: " + why);
    return abort(why);
  }

  private static @Nullable Path program(String... names) {
    return Stream.of(names)
        .flatMap(name ->
            Stream.of(
                    System.getenv()
                        .getOrDefault("PATH", "")
                        .split(Pattern.quote(File.pathSeparator), -1))
                .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /// A separate window with its own storage.
  Window window(int width, int height, ColorScheme scheme, String settings) {
    return window(
        new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme),
        settings);
  }

  /// The window of a phone: touch instead of a mouse.
  Window phone(ColorScheme scheme, String settings) {
    return window(
        new Browser.NewContextOptions()
            .setViewportSize(390, 844)
            .setColorScheme(scheme)
            .setHasTouch(true)
            .setIsMobile(true),
        settings);
  }

  private Window window(Browser.NewContextOptions options, String settings) {
    BrowserContext context =
        browser.newContext(options.setLocale("en-GB").setTimezoneId("Europe/Berlin"));
    context.setDefaultTimeout(LIMIT_MILLIS);
    context.addInitScript(
        "localStorage.getItem('parley:settings')"
            + " ?? localStorage.setItem('parley:settings', '"
            + settings
            + "')");
    return new Window(context, context.newPage());
  }

  /// A window of the usual size.
  Window window() {
    return window(1280, 800, ColorScheme.LIGHT, "{}");
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /// A page of the web client. Closing it fails if the page printed an error, for example that it
  /// violated its Content-Security-Policy.
  static final class Window implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private boolean cutOff;

    private Window(BrowserContext context, Page page) {
      this.context = context;
      this.page = page;
      page.onConsoleMessage(message -> {
        String text = message.text() + " at " + message.location();
        boolean expected =
            EXPECTED.matcher(text).matches() || (cutOff && CUT_OFF.matcher(text).matches());
        if (!expected && List.of("error", "warning").contains(message.type())) {
          complaints.add(text);
        }
      });
      page.onPageError(complaints::add);
    }

    Page page() {
      return page;
    }

    BrowserContext context() {
      return context;
    }

    /// From now on requests may fail: the test takes the network or the server away.
    void expectCuts() {
      cutOff = true;
    }

    Window open(RunningParley parley, String path) {
      page.navigate("http://localhost:" + parley.port() + path);
      return this;
    }

    Locator box() {
      return page.locator("[data-part=composer] textarea");
    }

    /// The message with this text.
    Locator message(String text) {
      return page.locator("article", new Page.LocatorOptions().setHasText(text));
    }

    Locator chat(String waId) {
      return page.locator("[data-chat='" + waId + "']");
    }

    /// Saves a screenshot in `target/screenshots`.
    void screenshot(String name) {
      page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    @Override
    public void close() {
      context.close();
      assertEquals(List.of(), complaints);
    }
  }
}
