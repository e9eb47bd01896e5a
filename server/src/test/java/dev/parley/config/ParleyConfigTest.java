package dev.parley.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.parley.config.ParleyConfig.Access;
import dev.parley.config.ParleyConfig.Account;
import dev.parley.config.ParleyConfig.Anonymous;
import dev.parley.config.ParleyConfig.FirstOwner;
import dev.parley.config.ParleyConfig.Http;
import dev.parley.config.ParleyConfig.Limits;
import dev.parley.config.ParleyConfig.Log;
import dev.parley.config.ParleyConfig.Sending;
import dev.parley.config.ParleyConfig.Unprocessed;
import dev.parley.config.ParleyConfig.WhatsApp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ParleyConfigTest {
  private static final ParleyConfig DEFAULTS =
      new ParleyConfig(
          new Http(
              "0.0.0.0",
              5000,
              origins("http://localhost:3000"),
              null,
              hosts("0.0.0.0"),
              10_485_760,
              Duration.ofSeconds(30),
              200,
              50),
          new StoreConfig.Embedded(Path.of("./data")),
          Path.of("./data"),
          new Access(Anonymous.UNSET, null, Networks.NONE, new Limits(50, 20, 20), List.of()),
          new WhatsApp(
              null,
              List.of(),
              List.of(),
              null,
              null,
              URI.create("https://graph.facebook.com"),
              "v25.0",
              new Sending(
                  0,
                  Duration.ofSeconds(30),
                  Duration.ofMinutes(2),
                  false,
                  Duration.ofDays(1),
                  false)),
          new Log(Log.Level.INFO, Log.Format.TEXT),
          false,
          Duration.ofMinutes(5),
          null,
          new ParleyConfig.Changes(Duration.ofDays(7), 5_000_000),
          new ParleyConfig.Media(
              new FilePlace.Folder(Path.of("./data/media")),
              null,
              List.of("lookaside.fbsbx.com"),
              null),
          new Unprocessed(268_435_456, Duration.ofDays(365), Duration.ofDays(30)),
          new ParleyConfig.Hooks(
              false, Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofDays(3)),
          List.of());

  @TempDir Path folder;

  @Test
  void nothingSetGivesTheDefaults() {
    assertEquals(DEFAULTS, ParleyConfig.load(Map.of(), folder));
  }

  /// No value equals its default, so that the test notices a setting that is not read.
  @Test
  void everySettingIsRead() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "a pass phrase\n");
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("HOST", "127.0.0.1"),
            Map.entry("PORT", "8080"),
            Map.entry("CORS_ORIGINS", "https://a.example/, https://b.example"),
            Map.entry("PUBLIC_URL", "https://chat.example/parley/"),
            Map.entry("ALLOWED_HOSTS", "parley, chat.internal:5000"),
            Map.entry("CHATS_DEFAULT", "7"),
            Map.entry("MESSAGES_DEFAULT", "0"),
            Map.entry("BODY_LIMIT", "2048"),
            Map.entry("REQUEST_TIMEOUT_SECONDS", "7"),
            Map.entry("MONGODB_URI", "mongodb://db/chats"),
            Map.entry("ANONYMOUS", "none"),
            Map.entry("TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
            Map.entry("JWT_ISSUER", "https://id.example"),
            Map.entry("JWT_AUDIENCE", "parley"),
            Map.entry("JWT_SECRET", "a secret of thirty-two bytes or so"),
            Map.entry("JWT_ROLE_CLAIM", "role"),
            Map.entry("JWT_VISIBILITY_CLAIM", "sees"),
            Map.entry("JWT_TEAMS_CLAIM", "teams"),
            Map.entry("RATE_LIMIT_API", "5"),
            Map.entry("RATE_LIMIT_SEND", "2"),
            Map.entry("RATE_LIMIT_SOCKETS", "3"),
            Map.entry("PARLEY_OWNER_EMAIL", "ann@example.com"),
            Map.entry("PARLEY_OWNER_PASSWORD_FILE", password.toString()),
            Map.entry("WEBHOOK_VERIFY_TOKEN", "verify"),
            Map.entry("WHATSAPP_APP_SECRET", "old, new"),
            Map.entry("WHATSAPP_ACCESS_TOKEN", "access"),
            Map.entry("PHONE_NUMBER_ID", "310987654321098"),
            Map.entry("BUSINESS_ACCOUNT_ID", "410987654321098"),
            Map.entry("GRAPH_API_URL", "http://localhost:9000/"),
            Map.entry("GRAPH_API_VERSION", "v26.0"),
            Map.entry("SEND_PER_SECOND", "20"),
            Map.entry("SEND_UNCERTAIN", "resend"),
            Map.entry("SEND_TIMEOUT_SECONDS", "9"),
            Map.entry("SEND_UNCERTAIN_SECONDS", "60"),
            Map.entry("SEND_MAX_AGE_HOURS", "2"),
            Map.entry("SEND_READ_RECEIPTS", "true"),
            Map.entry("LOG_LEVEL", "debug"),
            Map.entry("LOG_FORMAT", "json"),
            Map.entry("NODE_ENV", "production"),
            Map.entry("PRESENCE_SECONDS", "60"),
            Map.entry("MEDIA_STORE", "s3://acme-chat/parley/files/"),
            Map.entry("S3_ENDPOINT", "https://minio.example:9000/"),
            Map.entry("AWS_REGION", "eu-central-1"),
            Map.entry("AWS_ACCESS_KEY_ID", "AKID"),
            Map.entry("AWS_SECRET_ACCESS_KEY", "the secret key"),
            Map.entry("RETENTION_DAYS", "400"),
            Map.entry("MEDIA_RETENTION_DAYS", "90"),
            Map.entry("MEDIA_HOSTS", "A.example, b.example"),
            Map.entry("MEDIA_BASE_URL", "https://cdn.example/chat/"),
            Map.entry("DATA_DIR", "elsewhere"),
            Map.entry("UNPROCESSED_LIMIT", "1048576"),
            Map.entry("UNPROCESSED_DAYS", "7"),
            Map.entry("UNPROCESSED_ROUTINE_DAYS", "2"),
            Map.entry("HOOKS_ALLOW_PRIVATE", "true"),
            Map.entry("HOOKS_TIMEOUT_SECONDS", "3"),
            Map.entry("HOOKS_RETRY_MILLIS", "20"),
            Map.entry("HOOKS_RETRY_HOURS", "5"));

    ParleyConfig config = ParleyConfig.load(environment, folder);

    assertEquals(
        new ParleyConfig(
            new Http(
                "127.0.0.1",
                8080,
                origins("https://a.example", "https://b.example", "https://chat.example"),
                URI.create("https://chat.example/parley"),
                hosts("127.0.0.1", "chat.example", "chat.internal", "parley"),
                2048,
                Duration.ofSeconds(7),
                7,
                0),
            new StoreConfig.MongoDb(new Secret("mongodb://db/chats")),
            Path.of("elsewhere"),
            new Access(
                Anonymous.NONE,
                new FirstOwner("ann@example.com", new Secret("a pass phrase")),
                Networks.parse(List.of("10.0.0.0/8", "::1"), _ -> fail()),
                new Limits(5, 2, 3),
                List.of(
                    new TokenIssuer(
                        "https://id.example",
                        "parley",
                        new TokenIssuer.Keys.Shared(
                            new Secret("a secret of thirty-two bytes or so")),
                        "role",
                        "sees",
                        "teams"))),
            new WhatsApp(
                new Secret("verify"),
                List.of(new Secret("old"), new Secret("new")),
                List.of("310987654321098"),
                new Account(new Secret("access"), List.of("310987654321098")),
                "410987654321098",
                URI.create("http://localhost:9000"),
                "v26.0",
                new Sending(
                    20,
                    Duration.ofSeconds(9),
                    Duration.ofMinutes(1),
                    true,
                    Duration.ofHours(2),
                    true)),
            new Log(Log.Level.DEBUG, Log.Format.JSON),
            true,
            Duration.ofMinutes(1),
            Duration.ofDays(400),
            new ParleyConfig.Changes(Duration.ofDays(7), 5_000_000),
            new ParleyConfig.Media(
                new FilePlace.S3(
                    URI.create("https://minio.example:9000"),
                    "eu-central-1",
                    "acme-chat",
                    "parley/files",
                    "AKID",
                    new Secret("the secret key")),
                Duration.ofDays(90),
                List.of("a.example", "b.example"),
                URI.create("https://cdn.example/chat")),
            new Unprocessed(1_048_576, Duration.ofDays(7), Duration.ofDays(2)),
            new ParleyConfig.Hooks(
                true, Duration.ofSeconds(3), Duration.ofMillis(20), Duration.ofHours(5)),
            List.of()),
        config);
  }

  @Test
  void dataDirNamesTheFolderOfTheEmbeddedStore() {
    ParleyConfig config = ParleyConfig.load(Map.of("DATA_DIR", "/var/lib/parley"), folder);

    assertEquals(new StoreConfig.Embedded(Path.of("/var/lib/parley")), config.store());
  }

  @Test
  void aBucketNeedsItsKeysAndAPossibleName() {
    for (Map<String, String> wrong :
        List.of(
            Map.of("MEDIA_STORE", "s3://acme"),
            Map.of("MEDIA_STORE", "s3://acme", "AWS_ACCESS_KEY_ID", "AKID"),
            Map.of("MEDIA_STORE", "s3://Acme Chat"),
            Map.of("MEDIA_STORE", "s3://acme/../files"),
            Map.of("MEDIA_STORE", "ftp://acme/files"))) {
      assertThrows(InvalidConfig.class, () -> ParleyConfig.load(wrong, folder), wrong::toString);
    }
  }

  @Test
  void bothStoresAreKnownWhicheverAServerUses() {
    StoreConfig.Both both =
        ParleyConfig.stores(
            Map.of(
                "MONGODB_URI", "mongodb://db/chats",
                "DATA_DIR", "/var/parley",
                "MEDIA_STORE", "/var/files"),
            folder);
    StoreConfig.Both one = ParleyConfig.stores(Map.of(), folder);

    assertEquals(
        new StoreConfig.Both(
            new StoreConfig.Embedded(Path.of("/var/parley")),
            new StoreConfig.MongoDb(new Secret("mongodb://db/chats")),
            new FilePlace.Folder(Path.of("/var/files"))),
        both);
    assertEquals(
        new StoreConfig.Both(new StoreConfig.Embedded(Path.of("./data")), null, null), one);
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
  void aStrayLineIsIgnoredAndReportedByNumber() throws IOException {
    Files.writeString(folder.resolve(".env"), "PORT=6101\n// old\n\nWHATSAPP_APP_SECRET hunter2\n");

    ParleyConfig config = ParleyConfig.load(Map.of(), folder);

    assertEquals(6101, config.http().port());
    assertEquals(
        List.of(".env: neither NAME=value nor a comment, and ignored: lines 2, 4"),
        config.warnings());
  }

  @Test
  void aProblemNamesTheLineOfTheFile() throws IOException {
    Files.writeString(
        folder.resolve(".env"),
        """
        # settings
        PORT=1
        KEY="several
        lines"

        export PORT='x'
        CORS_ORIGINS=a.example
        """);

    assertEquals(
        """
        Parley cannot start with these settings:
          HOST was '?'; it must be a host name or an IP address
          PORT (.env line 6) was 'x'; it must be a whole number from 0 to 65535
          CORS_ORIGINS (.env line 7) has 'a.example'; it must be origins such as https://example.com or https://*.example.com, comma separated, or *\
        """,
        problems(Map.of("HOST", "?")));
  }

  /// As for Node programs, an empty variable of the environment hides the file's value.
  @Test
  void anEmptyVariableHidesTheFile() throws IOException {
    Files.writeString(folder.resolve(".env"), "PORT=1111\n");

    assertEquals(5000, ParleyConfig.load(Map.of("PORT", ""), folder).http().port());
  }

  @Test
  void aFolderInPlaceOfTheFileStopsTheStart() throws IOException {
    Files.createDirectory(folder.resolve(".env"));

    assertTrue(problems(Map.of()).contains(".env exists, but cannot be read as a file"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "your_whatsapp_access_token",
        "your_phone_number_id",
        "your_business_account_id",
        "your_secure_verify_token_123",
        "YOUR-APP-SECRET",
        "<access token>"
      })
  void aPlaceholderIsUnset(String placeholder) throws IOException {
    Files.writeString(
        folder.resolve(".env"),
        """
        WEBHOOK_VERIFY_TOKEN=%1$s
        WHATSAPP_ACCESS_TOKEN='%1$s'
        PHONE_NUMBER_ID="%1$s"
        BUSINESS_ACCOUNT_ID=%1$s
        WHATSAPP_APP_SECRET=%1$s
        """
            .formatted(placeholder));

    ParleyConfig config = ParleyConfig.load(Map.of(), folder);

    assertEquals(DEFAULTS.whatsApp(), config.whatsApp());
    assertEquals(
        List.of(
            "placeholders of an example file count as unset: BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID,"
                + " WEBHOOK_VERIFY_TOKEN, WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET"),
        config.warnings());
  }

  @ParameterizedTest
  @CsvSource({
    "mongodb+srv://<username>:<password>@cluster0.abcde.mongodb.net/whatsapp, false",
    "mongodb+srv://alice:<db_password>@cluster0.abcde.mongodb.net/?w=majority, false",
    "mongodb+srv://username:password@cluster.mongodb.net/whatsapp, false",
    "mongodb+srv://user:pass@cluster.mongodb.net/whatsapp, false",
    "your-uri, false",
    "mongodb://localhost:27017/whatsapp, true",
    "mongodb+srv://alice:a<b>c@cluster0.abcde.mongodb.net/whatsapp, true",
  })
  void aMongoDbAddressWithPlaceholdersIsUnset(String uri, boolean set) {
    StoreConfig store = ParleyConfig.load(Map.of("MONGODB_URI", uri), folder).store();

    assertEquals(set, store instanceof StoreConfig.MongoDb);
  }

  @ParameterizedTest
  @CsvSource({
    "mongodb://h/chats, chats",
    "'mongodb://u:p@h:1,i:2/chats?w=1', chats",
    "mongodb://h, test",
    "mongodb+srv://h/?w=1, test",
  })
  void theDatabaseIsNamedByThePath(String uri, String database) {
    assertEquals(database, new StoreConfig.MongoDb(new Secret(uri)).database());
  }

  @ParameterizedTest
  @CsvSource({
    "production, true",
    "PRODUCTION, true",
    "development, false",
    "staging, false",
    "test, false",
    "ci, false",
    "prod-eu, false",
  })
  void onlyProductionTightens(String environment, boolean production) {
    assertEquals(
        production, ParleyConfig.load(Map.of("NODE_ENV", environment), folder).production());
  }

  @ParameterizedTest
  @CsvSource({
    "error, ERROR", "WARN, WARN", "warning, WARN", "Info, INFO", "notice, INFO",
    "http, DEBUG", "verbose, DEBUG", "DEBUG, DEBUG", "silly, TRACE", "trace, TRACE",
    "fatal, ERROR", "silent, ERROR",
  })
  void theLevelsOfNodesLoggersAreKnown(String level, Log.Level expected) {
    assertEquals(expected, ParleyConfig.load(Map.of("LOG_LEVEL", level), folder).log().level());
  }

  @ParameterizedTest
  @CsvSource({"[::1], ::1", "::, ::", "0.0.0.0, 0.0.0.0", "chat.example, chat.example"})
  void anAddressMayHaveBrackets(String host, String expected) {
    assertEquals(expected, ParleyConfig.load(Map.of("HOST", host), folder).http().host());
  }

  @ParameterizedTest
  @CsvSource({
    "RENDER_EXTERNAL_HOSTNAME, chat.onrender.com",
    "RAILWAY_PUBLIC_DOMAIN, chat.up.railway.app",
    "HEROKU_APP_DEFAULT_DOMAIN_NAME, chat.herokuapp.com",
    "HOST, chat.internal",
  })
  void aNameThatTheHostGaveIsDeclared(String setting, String name) {
    assertTrue(ParleyConfig.load(Map.of(setting, name), folder).http().hosts().allows(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://a.example", "a.example", "https://a.example?b", "https://u:p@a.example"})
  void aPublicUrlIsOneOfTheWeb(String url) {
    assertTrue(problems(Map.of("PUBLIC_URL", url)).contains("PUBLIC_URL was '" + url + "'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*.", "a b", "http://", "a.example/path", "[::1", "a:b"})
  void aHostThatCanNeverMatchStopsTheStart(String host) {
    assertTrue(
        problems(Map.of("ALLOWED_HOSTS", "ok.example," + host))
            .contains("ALLOWED_HOSTS has '" + host + "'"));
  }

  @Test
  void severalNumbersMayBeListed() {
    ParleyConfig config =
        ParleyConfig.load(
            Map.of("PHONE_NUMBER_ID", " 310987654321098, 22", "WHATSAPP_ACCESS_TOKEN", "t"),
            folder);

    List<String> numbers = List.of("310987654321098", "22");
    assertEquals(numbers, config.whatsApp().phoneNumberIds());
    assertEquals(new Account(new Secret("t"), numbers), config.whatsApp().account());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,1", "1,a", "1,2 2"})
  void severalNumbersMustBeDifferentAndDigits(String numbers) {
    assertTrue(problems(Map.of("PHONE_NUMBER_ID", numbers)).contains("PHONE_NUMBER_ID was"));
  }

  private String problems(Map<String, String> environment) {
    return String.valueOf(
        assertThrows(InvalidConfig.class, () -> ParleyConfig.load(environment, folder))
            .getMessage());
  }

  private static AllowedOrigins origins(String... entries) {
    return AllowedOrigins.parse(List.of(entries), null, entry -> fail(entry));
  }

  private static AllowedHosts hosts(String... entries) {
    return AllowedHosts.parse(List.of(entries), entry -> fail(entry));
  }

  @Test
  void aSecretDoesNotPrint() {
    assertEquals("****", new Secret("hunter2").toString());
  }
}
