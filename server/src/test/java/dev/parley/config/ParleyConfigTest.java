package dev.parley.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.ParleyConfig.Account;
import dev.parley.config.ParleyConfig.Http;
import dev.parley.config.ParleyConfig.Log;
import dev.parley.config.ParleyConfig.WhatsApp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParleyConfigTest {
  private static final ParleyConfig DEFAULTS =
      new ParleyConfig(
          new Http(
              "0.0.0.0", 5000, Set.of("http://localhost:3000"), 10_485_760, Duration.ofSeconds(30)),
          new StoreConfig.Embedded(Path.of("./data")),
          new WhatsApp(
              null, List.of(), null, null, URI.create("https://graph.facebook.com"), "v25.0"),
          new Log(Log.Level.INFO, Log.Format.TEXT),
          false,
          Duration.ofMinutes(5));

  @TempDir Path folder;

  @Test
  void nothingSetGivesTheDefaults() {
    assertEquals(DEFAULTS, ParleyConfig.load(Map.of(), folder));
  }

  /// No value is its default, so that a setting that is not read is seen.
  @Test
  void everySettingIsRead() {
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("HOST", "127.0.0.1"),
            Map.entry("PORT", "8080"),
            Map.entry("CORS_ORIGINS", "https://a.example/, https://b.example"),
            Map.entry("BODY_LIMIT", "2048"),
            Map.entry("REQUEST_TIMEOUT_SECONDS", "7"),
            Map.entry("MONGODB_URI", "mongodb://db/chats"),
            Map.entry("WEBHOOK_VERIFY_TOKEN", "verify"),
            Map.entry("WHATSAPP_APP_SECRET", "old, new"),
            Map.entry("WHATSAPP_ACCESS_TOKEN", "access"),
            Map.entry("PHONE_NUMBER_ID", "310987654321098"),
            Map.entry("BUSINESS_ACCOUNT_ID", "410987654321098"),
            Map.entry("GRAPH_API_URL", "http://localhost:9000/"),
            Map.entry("GRAPH_API_VERSION", "v26.0"),
            Map.entry("LOG_LEVEL", "debug"),
            Map.entry("LOG_FORMAT", "json"),
            Map.entry("NODE_ENV", "production"),
            Map.entry("PRESENCE_SECONDS", "60"));

    ParleyConfig config = ParleyConfig.load(environment, folder);

    assertEquals(
        new ParleyConfig(
            new Http(
                "127.0.0.1",
                8080,
                Set.of("https://a.example", "https://b.example"),
                2048,
                Duration.ofSeconds(7)),
            new StoreConfig.MongoDb(new Secret("mongodb://db/chats")),
            new WhatsApp(
                new Secret("verify"),
                List.of(new Secret("old"), new Secret("new")),
                new Account(new Secret("access"), "310987654321098"),
                "410987654321098",
                URI.create("http://localhost:9000"),
                "v26.0"),
            new Log(Log.Level.DEBUG, Log.Format.JSON),
            true,
            Duration.ofMinutes(1)),
        config);
  }

  @Test
  void dataDirNamesTheFolderOfTheEmbeddedStore() {
    ParleyConfig config = ParleyConfig.load(Map.of("DATA_DIR", "/var/lib/parley"), folder);

    assertEquals(new StoreConfig.Embedded(Path.of("/var/lib/parley")), config.store());
  }

  @Test
  void bothStoresAreKnownWhicheverAServerUses() {
    StoreConfig.Both both =
        ParleyConfig.stores(
            Map.of("MONGODB_URI", "mongodb://db/chats", "DATA_DIR", "/var/parley"), folder);
    StoreConfig.Both one = ParleyConfig.stores(Map.of(), folder);

    assertEquals(
        new StoreConfig.Both(
            new StoreConfig.Embedded(Path.of("/var/parley")),
            new StoreConfig.MongoDb(new Secret("mongodb://db/chats"))),
        both);
    assertEquals(new StoreConfig.Both(new StoreConfig.Embedded(Path.of("./data")), null), one);
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws IOException {
    Files.writeString(folder.resolve(".env"), "PORT=1111\nHOST=localhost\n");

    Http http = ParleyConfig.load(Map.of("PORT", "2222"), folder).http();

    assertEquals(2222, http.port());
    assertEquals("localhost", http.host());
  }

  @Test
  void aBlankSettingIsUnset() throws IOException {
    Files.writeString(folder.resolve(".env"), "MONGODB_URI=\nPORT=\n");

    assertEquals(DEFAULTS, ParleyConfig.load(Map.of("HOST", " "), folder));
  }

  @Test
  void allProblemsAreNamedAtOnce() {
    Map<String, String> environment =
        Map.of("PORT", "70000", "LOG_LEVEL", "loud", "CORS_ORIGINS", "example.com");

    String message =
        String.valueOf(
            assertThrows(InvalidConfig.class, () -> ParleyConfig.load(environment, folder))
                .getMessage());

    assertTrue(message.contains("PORT was '70000'; it must be a whole number from 0 to 65535"));
    assertTrue(
        message.contains(
            "LOG_LEVEL was 'loud'; it must be one of error, warn, info, debug, trace"));
    assertTrue(message.contains("CORS_ORIGINS has 'example.com'"));
  }

  @Test
  void aMalformedFileIsNotQuoted() throws IOException {
    Files.writeString(folder.resolve(".env"), "WHATSAPP_APP_SECRET hunter2\n");

    String message =
        String.valueOf(
            assertThrows(InvalidConfig.class, () -> ParleyConfig.load(Map.of(), folder))
                .getMessage());

    assertTrue(message.contains(".env"));
    assertFalse(message.contains("hunter2"));
  }

  @Test
  void aSecretDoesNotPrint() {
    assertEquals("****", new Secret("hunter2").toString());
  }
}
