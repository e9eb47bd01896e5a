package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests how the files of the web client are served.
final class WebClientTest {
  private static final Pattern SCRIPT =
      Pattern.compile("src=\"\\./(assets/index-[A-Za-z0-9_-]{8}\\.js)\"");

  private static RunningParley parley;

  @BeforeAll
  static void start(@TempDir Path folder) {
    if (WebClientTest.class.getResource("/dev/parley/web/index.html") == null) {
      String why = "the web client is missing: install Node.js, which brings npm, and build again";
      if ("true".equals(System.getenv("CI"))) {
        fail(why);
      }
      System.out.println("[WARNING] SKIPPED the tests of the web client: " + why);
      abort(why);
    }
    parley = RunningParley.start(folder);
  }

  @AfterAll
  static void stop() {
    if (parley != null) {
      parley.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, ./",
    "/login, ./",
    "/setup, ./",
    "/settings, ./",
    "/settings/users, ../",
    "/c/15550100042, ../",
    "/c/15550100042/, ../../",
    "/c/US.204%40x/m/wamid.A%3D%3D, ../../../"
  })
  void everyViewIsThePageWithRelativeAddresses(String path, String root) {
    HttpResponse<String> page = parley.get(path);

    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("src=\"" + root + "assets/index-"), page.body());
    assertFalse(page.body().contains("=\"/"), page.body());
  }

  @Test
  void thePageMayLoadOnlyParleysOwnFiles() {
    HttpResponse<String> page = parley.get("/");
    String policy = page.headers().firstValue("Content-Security-Policy").orElse("");

    assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
    assertTrue(policy.contains("require-trusted-types-for 'script'"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals(Optional.of("no-cache"), page.headers().firstValue("Cache-Control"));
  }

  @Test
  void filesMayComeFromTheHostThatLinksName(@TempDir Path own) {
    try (RunningParley behind =
        RunningParley.start(own, "MEDIA_BASE_URL", "https://cdn.example.org:8443/chat/")) {
      HttpResponse<String> page = behind.get("/");
      String policy = page.headers().firstValue("Content-Security-Policy").orElse("");

      assertTrue(
          policy.contains("; img-src data: 'self' blob: https://cdn.example.org:8443;"), policy);
      assertTrue(policy.contains("; media-src 'self' blob: https://cdn.example.org:8443;"), policy);
      assertTrue(policy.contains("; connect-src 'self';"), policy);
    }
  }

  @Test
  void aFileWithAHashInItsNameIsKeptForGood() {
    HttpResponse<String> file = parley.get("/" + script());

    assertEquals(
        Optional.of("public, max-age=31536000, immutable"),
        file.headers().firstValue("Cache-Control"));
    assertEquals(
        Optional.of("text/javascript; charset=utf-8"), file.headers().firstValue("Content-Type"));
  }

  @Test
  void aFileIsSentAsTheBuildCompressedIt() throws IOException {
    HttpResponse<byte[]> plain = parley.getBytes("/" + script());
    HttpResponse<byte[]> gzip = parley.getBytes("/" + script(), "Accept-Encoding", "gzip");
    HttpResponse<byte[]> brotli = parley.getBytes("/" + script(), "Accept-Encoding", "gzip, br");

    assertEquals(Optional.empty(), plain.headers().firstValue("Content-Encoding"));
    assertEquals(Optional.of("gzip"), gzip.headers().firstValue("Content-Encoding"));
    assertEquals(Optional.of("br"), brotli.headers().firstValue("Content-Encoding"));
    assertTrue(brotli.body().length < gzip.body().length);
    assertArrayEquals(
        plain.body(), new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/index.html",
        "/assets/..%2findex.html",
        "/assets/missing.js",
        "/assets/.js",
        "/assets/%00.js",
        "/c",
        "/c/1/m",
        "/settings/users/1"
      })
  void nothingElseIsServed(String path) {
    assertEquals(404, parley.get(path).statusCode());
  }

  private static String script() {
    Matcher script = SCRIPT.matcher(parley.get("/").body());
    assertTrue(script.find());
    return script.group(1);
  }
}
