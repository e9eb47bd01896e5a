package dev.parley.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests which pages and host names are allowed.
final class CallersTest {
  @ParameterizedTest
  @CsvSource({
    "http://localhost:3000, http://localhost:3000, true",
    "http://localhost:3000/, HTTP://LOCALHOST:3000, true",
    "http://localhost:3000, http://localhost:3001, false",
    "http://localhost:3000, https://localhost:3000, false",
    "http://localhost:3000, http://localhost, false",
    "https://a.example:443, https://a.example, true",
    "https://a.example, https://a.example:443, true",
    "http://a.example:80, http://a.example, true",
    "https://a.example:80, https://a.example, false",
    "https://a.example., https://a.example, true",
    "http://münchen.example, http://xn--mnchen-3ya.example, true",
    "http://MÜNCHEN.example, http://xn--mnchen-3ya.example, true",
    "http://xn--mnchen-3ya.example, http://xn--mnchen-3ya.example, true",
    "https://日本.example:8443, https://xn--wgv71a.example:8443, true",
    "https://*.vercel.app, https://shop.vercel.app, true",
    "https://*.vercel.app, https://a.b.vercel.app, true",
    "https://*.vercel.app, https://vercel.app, false",
    "https://*.vercel.app, https://evilvercel.app, false",
    "https://*.vercel.app, https://shop.vercel.app.evil.example, false",
    "https://*.vercel.app, http://shop.vercel.app, false",
    "https://*.vercel.app, https://shop.vercel.app:8443, false",
    "https://*.vercel.app:443, https://shop.vercel.app, true",
    "https://*.münchen.example, https://a.xn--mnchen-3ya.example, true",
    "http://*.localhost:3000, http://a.localhost:3000, true",
    "capacitor://localhost, capacitor://localhost, true",
    "ionic://localhost, ionic://localhost, true",
    "tauri://localhost, tauri://localhost, true",
    "http://tauri.localhost, http://tauri.localhost, true",
    "app://., app://., true",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop,"
        + " chrome-extension://abcdefghijklmnopabcdefghijklmnop, true",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop,"
        + " chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba, false",
    "moz-extension://0b1c2d3e-0000-4000-8000-123456789abc,"
        + " moz-extension://0b1c2d3e-0000-4000-8000-123456789abc, true",
    "file://, file://, true",
    "http://[::1]:3000, http://[::1]:3000, true",
    "http://[0:0:0:0:0:0:0:1]:3000, http://[::1]:3000, true",
    "http://[2001:DB8:0:0:1:0:0:1], http://[2001:db8::1:0:0:1], true",
    "http://192.168.0.7:3000, http://192.168.0.7:3000, true",
    "*, https://any.example, true",
    "*, null, true",
    "http://localhost:3000, null, false",
    "file://, null, false",
  })
  void aPageOfAListedOriginMayCall(String entry, String origin, boolean may) {
    assertEquals(may, origins(entry).allows(origin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "null",
        "*.vercel.app",
        "https://app-*.vercel.app",
        "https://*",
        "https://*.",
        "https://a.*.example",
        "http://localhost:*",
        "http://*.127.0.0.1",
        "https://a.example/path",
        "https://a.example:70000",
        "https://u:p@a.example",
        "https://",
        "https://a b.example",
        "https://a..example",
        "https://-a.example",
        "https://straße.example",
        "http://[::1",
        "http://[:::]",
        "chrome-extension://*",
        "/\\.vercel\\.app$/",
        "*"
      })
  void anEntryThatCanNeverMatchIsNamed(String entry) {
    List<String> named = new ArrayList<>();

    AllowedOrigins.parse(List.of("http://localhost:3000", entry), null, named::add);

    assertEquals(List.of(entry), named);
  }

  /// Blank columns: the header is absent.
  @ParameterizedTest
  @CsvSource({
    ", , localhost:5000, true",
    ", none, localhost:5000, true",
    ", same-origin, localhost:5000, true",
    ", cross-site, localhost:5000, false",
    ", same-site, localhost:5000, false",
    ", whatever, localhost:5000, false",
    "http://localhost:3000, , localhost:5000, true",
    "http://localhost:3000, cross-site, 127.0.0.1:5000, true",
    "http://localhost:3000, same-site, localhost:5000, true",
    "http://localhost:3001, , localhost:5000, false",
    "http://localhost:3001, same-site, localhost:5000, false",
    "http://evil.example, , localhost:5000, false",
    "http://evil.example, cross-site, localhost:5000, false",
    "null, , localhost:5000, false",
    "null, cross-site, localhost:5000, false",
    "null, same-origin, localhost:5000, false",
    "null, none, localhost:5000, false",
    "http://localhost:5000, , localhost:5000, true",
    "http://localhost:5000, same-origin, localhost:5000, true",
    "https://chat.example, , chat.example, true",
    "https://chat.example, , chat.example:443, true",
    "https://chat.example, , CHAT.example., true",
    "https://chat.example:8443, , chat.example:8443, true",
    "https://chat.example, , chat.example:8443, false",
    "http://127.0.0.1:8080, , 127.0.0.1:5000, false",
    "http://[::1]:5000, , [::1]:5000, true",
    "http://localhost:5000, , , false",
    "'', , localhost:5000, false",
    "nonsense, , localhost:5000, false",
    "capacitor://localhost:5000, , localhost:5000, false",
  })
  void aPageOfAnotherOriginMayChangeNothing(
      String origin, String fetchSite, String host, boolean may) {
    assertEquals(may, origins("http://localhost:3000").mayChange(origin, fetchSite, host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:5000",
        "LOCALHOST",
        "localhost.",
        "localhost.:5000",
        "a.localhost",
        "a.b.localhost:1",
        "127.0.0.1",
        "127.0.0.1:5000",
        "192.168.178.20",
        "8.8.8.8:80",
        "[::1]",
        "[::1]:5000",
        "[2001:DB8::7]:1",
        "[::ffff:127.0.0.1]",
        "chat.example",
        "chat.example:443",
        "CHAT.Example.",
        "a.wild.example",
        "b.a.wild.example:1",
        "xn--mnchen-3ya.example",
        "parley"
      })
  void aDeclaredHostAddressesAndLocalhostAreAnswered(String host) {
    assertTrue(declared().allows(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":5000",
        ".",
        "evil.example",
        "evil.example:5000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evillocalhost",
        "chat.example.evil.example",
        "wild.example",
        "evilwild.example",
        "localhost,evil.example",
        "localhost evil",
        "localhost@evil.example",
        "evil.example@localhost",
        "localhost/evil.example",
        "localhost..",
        "127.1",
        "0x7f.0.0.1",
        "2130706433",
        "256.0.0.1",
        "1.2.3.4.5",
        "[::1",
        "::1",
        "[evil.example]",
        "[::1]evil.example",
        "[::1].evil.example",
        "localhost:5000:80",
        "localhost:x",
        "localhost:123456",
        "host.local"
      })
  void undeclaredHostsAreRefused(String host) {
    assertFalse(declared().allows(host));
  }

  @Test
  void theDeclaredNamesAreForPeople() {
    assertEquals(
        List.of("*.wild.example", "chat.example", "parley", "xn--mnchen-3ya.example"),
        declared().names());
  }

  private static AllowedHosts declared() {
    return AllowedHosts.parse(
        List.of("https://chat.example/", "*.wild.example", "münchen.example:8080", "parley", "::1"),
        _ -> {});
  }

  private static AllowedOrigins origins(String entry) {
    return AllowedOrigins.parse(
        List.of(entry),
        null,
        wrong -> {
          throw new AssertionError(wrong);
        });
  }
}
