package dev.parley.config;

import dev.parley.config.ParleyConfig.Access;
import dev.parley.config.ParleyConfig.Account;
import dev.parley.config.ParleyConfig.Anonymous;
import dev.parley.config.ParleyConfig.Changes;
import dev.parley.config.ParleyConfig.FirstOwner;
import dev.parley.config.ParleyConfig.Hooks;
import dev.parley.config.ParleyConfig.Http;
import dev.parley.config.ParleyConfig.Limits;
import dev.parley.config.ParleyConfig.Log;
import dev.parley.config.ParleyConfig.Sending;
import dev.parley.config.ParleyConfig.Unprocessed;
import dev.parley.config.ParleyConfig.WhatsApp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Converts the names and values of settings to a [ParleyConfig], and remembers every fault. A
/// setting that is blank, or that holds a placeholder of an example file, counts as unset.
final class Settings {
  private static final int MEGABYTE = 1024 * 1024;

  /// A hundred years.
  private static final int DAYS = 36_500;

  private static final Pattern GRAPH_VERSION = Pattern.compile("v[0-9]{1,3}\\.[0-9]{1,3}");
  private static final Pattern META_ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
  private static final Pattern NUMBER_ID = Pattern.compile("[0-9]{1,32}");
  private static final int MOST_NUMBERS = 50;
  private static final String PLACES =
      "name a folder, or a bucket (s3://bucket/prefix), or be gridfs";

  private static final Pattern BUCKET =
      Pattern.compile(
          "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
              + "(?:/([A-Za-z0-9._-]{1,100}(?:/[A-Za-z0-9._-]{1,100}){0,9}))?/?");

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}|\\[[0-9A-Fa-f:.]{2,45}]");

  /// The settings in which hosting companies (Render, Railway, Heroku) give the public host name of
  /// the program.
  private static final List<String> PLATFORM_HOSTS =
      List.of(
          "RENDER_EXTERNAL_HOSTNAME", "RAILWAY_PUBLIC_DOMAIN", "HEROKU_APP_DEFAULT_DOMAIN_NAME");

  private final Map<String, String> values;
  private final Map<String, Integer> lines;
  private final List<String> problems;
  private final List<String> warnings;

  private Settings(
      Map<String, String> values,
      Map<String, Integer> lines,
      List<String> problems,
      List<String> warnings) {
    this.values = values;
    this.lines = lines;
    this.problems = problems;
    this.warnings = warnings;
  }

  static ParleyConfig read(Map<String, String> environment, Path folder) {
    return read(environment, folder, Settings::config);
  }

  static StoreConfig.Both readStores(Map<String, String> environment, Path folder) {
    return read(
        environment,
        folder,
        settings ->
            new StoreConfig.Both(settings.embedded(), settings.mongoDb(), settings.placeOfFiles()));
  }

  private static <T> T read(
      Map<String, String> environment, Path folder, Function<Settings, T> reader) {
    List<String> problems = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    EnvFile file = file(folder, problems, warnings);
    Map<String, String> values = new HashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    file.entries()
        .forEach((name, entry) -> {
          if (!environment.containsKey(name)) {
            values.put(name, entry.value());
            lines.put(name, entry.line());
          }
        });
    values.putAll(environment);
    Placeholders.remove(values, warnings);
    T read = reader.apply(new Settings(values, lines, problems, warnings));
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
    return read;
  }

  private static EnvFile file(Path folder, List<String> problems, List<String> warnings) {
    try {
      EnvFile file = EnvFile.read(folder.resolve(".env"));
      if (!file.ignored().isEmpty()) {
        warnings.add(
            ".env: neither NAME=value nor a comment, and ignored: "
                + (file.ignored().size() == 1 ? "line " : "lines ")
                + file.ignored().stream().map(String::valueOf).collect(Collectors.joining(", ")));
      }
      return file;
    } catch (IOException unreadable) {
      problems.add(".env exists, but cannot be read as a file");
    } catch (StackOverflowError tooMuch) {
      problems.add(".env has a quoted value with too many backslashes");
    }
    return EnvFile.EMPTY;
  }

  private ParleyConfig config() {
    String host = host();
    URI publicUrl = webAddress("PUBLIC_URL");
    return new ParleyConfig(
        new Http(
            host,
            number("PORT", 5000, 0, 65_535),
            origins(publicUrl),
            publicUrl,
            hosts(host, publicUrl),
            number("BODY_LIMIT", 10 * MEGABYTE, 1024, 1024 * MEGABYTE),
            Duration.ofSeconds(number("REQUEST_TIMEOUT_SECONDS", 30, 1, 3600)),
            number("CHATS_DEFAULT", 200, 1, 1000),
            number("MESSAGES_DEFAULT", 50, 0, 500)),
        store(),
        embedded().folder(),
        new Access(
            anonymous(),
            firstOwner(),
            Networks.parse(
                list("TRUSTED_PROXIES", ""),
                entry ->
                    problem(
                        "TRUSTED_PROXIES",
                        "has '%s'; it must be IP addresses or networks such as 10.0.0.0/8, comma separated"
                            .formatted(entry))),
            new Limits(
                number("RATE_LIMIT_API", 50, 0, 100_000),
                number("RATE_LIMIT_SEND", 20, 0, 100_000),
                number("RATE_LIMIT_SOCKETS", 20, 0, 100_000)),
            new TokenIssuers(this::problem).read(this::text)),
        whatsApp(),
        new Log(logLevel(), choice("LOG_FORMAT", Log.Format.TEXT, Log.Format.values())),
        textOr("NODE_ENV", "development").equalsIgnoreCase("production"),
        Duration.ofSeconds(number("PRESENCE_SECONDS", 300, 1, 86_400)),
        days("RETENTION_DAYS"),
        new Changes(
            Duration.ofDays(number("CHANGES_DAYS", 7, 1, 3650)),
            number("CHANGES_KEPT", 5_000_000, 1000, 1_000_000_000)),
        media(),
        new Unprocessed(
            number("UNPROCESSED_LIMIT", 256 * MEGABYTE, MEGABYTE, Integer.MAX_VALUE),
            Duration.ofDays(number("UNPROCESSED_DAYS", 365, 1, DAYS)),
            Duration.ofDays(number("UNPROCESSED_ROUTINE_DAYS", 30, 1, DAYS))),
        new Hooks(
            choice("HOOKS_ALLOW_PRIVATE", OnOrOff.FALSE, OnOrOff.values()) == OnOrOff.TRUE,
            Duration.ofSeconds(number("HOOKS_TIMEOUT_SECONDS", 15, 1, 60)),
            Duration.ofMillis(number("HOOKS_RETRY_MILLIS", 5_000, 10, 3_600_000)),
            Duration.ofHours(number("HOOKS_RETRY_HOURS", 72, 1, 144))),
        warnings);
  }

  /// The host; brackets around an IPv6 address are removed.
  private String host() {
    String host = matching("HOST", "0.0.0.0", HOST, "a host name or an IP address");
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// @return null if it is not set or not a web address
  private @Nullable URI webAddress(String name) {
    String url = text(name);
    if (url == null) {
      return null;
    }
    try {
      URI uri = URI.create(url.replaceAll("/+$", ""));
      if (Origin.parse(origin(uri)).isPresent()
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && List.of("http", "https").contains(lower(String.valueOf(uri.getScheme())))) {
        return uri;
      }
    } catch (IllegalArgumentException notAUrl) {
      // The text is reported below, like any other invalid one.
    }
    problem(name, "was '" + url + "'; it must be an http or https URL");
    return null;
  }

  private ParleyConfig.Media media() {
    boolean onMongoDb = text("MONGODB_URI") != null;
    if (!onMongoDb && isGridFs()) {
      problem("MEDIA_STORE", "is gridfs, which needs MONGODB_URI; otherwise it must " + PLACES);
    }
    FilePlace named = placeOfFiles();
    FilePlace place =
        named != null || onMongoDb
            ? named
            : new FilePlace.Folder(embedded().folder().resolve("media"));
    List<String> hosts =
        list("MEDIA_HOSTS", "lookaside.fbsbx.com").stream().map(Settings::lower).toList();
    for (String host : hosts) {
      if (!HOST.matcher(host).matches()) {
        problem(
            "MEDIA_HOSTS",
            "has '%s'; it must be host names such as lookaside.fbsbx.com, comma separated"
                .formatted(host));
      }
    }
    return new ParleyConfig.Media(
        place, days("MEDIA_RETENTION_DAYS"), hosts, webAddress("MEDIA_BASE_URL"));
  }

  private boolean isGridFs() {
    return "gridfs".equalsIgnoreCase(text("MEDIA_STORE"));
  }

  /// The place that `MEDIA_STORE` names; null if it names none outside of the database.
  private @Nullable FilePlace placeOfFiles() {
    String place = text("MEDIA_STORE");
    if (place == null || isGridFs()) {
      return null;
    }
    if (place.startsWith("s3://")) {
      return bucket(place);
    }
    if (place.contains("://")) {
      problem("MEDIA_STORE", "was '" + place + "'; it must " + PLACES);
      return null;
    }
    try {
      return new FilePlace.Folder(Path.of(place));
    } catch (InvalidPathException notAPath) {
      problem("MEDIA_STORE", "is not a path; it must " + PLACES);
      return null;
    }
  }

  private @Nullable FilePlace bucket(String place) {
    Matcher named = BUCKET.matcher(place);
    if (!named.matches()) {
      problem(
          "MEDIA_STORE",
          "was '%s'; a bucket is named as s3://bucket or s3://bucket/prefix".formatted(place));
      return null;
    }
    String region = matching("AWS_REGION", "us-east-1", REGION, "a region such as us-east-1");
    String key = text("AWS_ACCESS_KEY_ID");
    String secret = text("AWS_SECRET_ACCESS_KEY");
    if (key == null || secret == null) {
      problem(
          key == null ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY",
          "is not set; MEDIA_STORE is a bucket, which needs it");
      return null;
    }
    URI set = webAddress("S3_ENDPOINT");
    URI endpoint = set == null ? URI.create("https://s3.%s.amazonaws.com".formatted(region)) : set;
    String prefix = named.group(2) == null ? "" : named.group(2);
    return new FilePlace.S3(endpoint, region, named.group(1), prefix, key, new Secret(secret));
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private AllowedHosts hosts(String host, @Nullable URI publicUrl) {
    List<String> entries = new ArrayList<>(list("ALLOWED_HOSTS", ""));
    AllowedHosts given =
        AllowedHosts.parse(
            entries,
            entry ->
                problem(
                    "ALLOWED_HOSTS",
                    "has '%s'; it must be host names such as chat.example.org or *.example.org, comma separated"
                        .formatted(entry)));
    List<String> others = new ArrayList<>();
    if (publicUrl != null) {
      others.add(publicUrl.getRawAuthority());
    }
    for (String name : PLATFORM_HOSTS) {
      others.add(textOr(name, ""));
    }
    others.add(host);
    return given.and(AllowedHosts.parse(others, _ -> {}));
  }

  private StoreConfig store() {
    StoreConfig.MongoDb mongoDb = mongoDb();
    return mongoDb != null ? mongoDb : embedded();
  }

  private StoreConfig.@Nullable MongoDb mongoDb() {
    String uri = text("MONGODB_URI");
    if (uri == null) {
      return null;
    }
    if (!uri.startsWith("mongodb://") && !uri.startsWith("mongodb+srv://")) {
      problem("MONGODB_URI", "must start with mongodb:// or mongodb+srv://");
    }
    return new StoreConfig.MongoDb(new Secret(uri));
  }

  private StoreConfig.Embedded embedded() {
    String folder = textOr("DATA_DIR", "./data");
    try {
      return new StoreConfig.Embedded(Path.of(folder));
    } catch (InvalidPathException notAPath) {
      problem("DATA_DIR", "is not a path; it must name a folder");
      return new StoreConfig.Embedded(Path.of("."));
    }
  }

  private Anonymous anonymous() {
    return text("ANONYMOUS") == null
        ? Anonymous.UNSET
        : choice(
            "ANONYMOUS",
            Anonymous.UNSET,
            new Anonymous[] {Anonymous.NONE, Anonymous.LOCAL, Anonymous.ALL});
  }

  private @Nullable FirstOwner firstOwner() {
    String email = text("PARLEY_OWNER_EMAIL");
    String file = text("PARLEY_OWNER_PASSWORD_FILE");
    if (email == null || file == null) {
      if (email != null || file != null) {
        problem(
            email == null ? "PARLEY_OWNER_EMAIL" : "PARLEY_OWNER_PASSWORD_FILE",
            "is not set; PARLEY_OWNER_EMAIL and PARLEY_OWNER_PASSWORD_FILE go together");
      }
      return null;
    }
    try {
      return new FirstOwner(email, new Secret(Files.readString(Path.of(file)).strip()));
    } catch (IOException | InvalidPathException unreadable) {
      problem("PARLEY_OWNER_PASSWORD_FILE", "cannot be read; it must be a text file");
      return null;
    }
  }

  private WhatsApp whatsApp() {
    List<String> phoneNumberIds = phoneNumberIds();
    Secret accessToken = secret("WHATSAPP_ACCESS_TOKEN");
    return new WhatsApp(
        secret("WEBHOOK_VERIFY_TOKEN"),
        list("WHATSAPP_APP_SECRET", "").stream().map(Secret::new).toList(),
        phoneNumberIds,
        accessToken == null || phoneNumberIds.isEmpty()
            ? null
            : new Account(accessToken, phoneNumberIds),
        optional("BUSINESS_ACCOUNT_ID", META_ID, "1 to 128 of A-Z a-z 0-9 _ . -"),
        graphUrl(),
        matching("GRAPH_API_VERSION", "v25.0", GRAPH_VERSION, "a version such as v25.0"),
        new Sending(
            number("SEND_PER_SECOND", 0, 1, 1000),
            Duration.ofSeconds(number("SEND_TIMEOUT_SECONDS", 30, 1, 300)),
            Duration.ofSeconds(number("SEND_UNCERTAIN_SECONDS", 120, 1, 86_400)),
            choice("SEND_UNCERTAIN", Uncertain.FAIL, Uncertain.values()) == Uncertain.RESEND,
            Duration.ofHours(number("SEND_MAX_AGE_HOURS", 24, 1, 720)),
            choice("SEND_READ_RECEIPTS", OnOrOff.FALSE, OnOrOff.values()) == OnOrOff.TRUE));
  }

  private List<String> phoneNumberIds() {
    List<String> ids = list("PHONE_NUMBER_ID", "");
    if (ids.size() == 1) {
      String id = optional("PHONE_NUMBER_ID", META_ID, "1 to 128 of A-Z a-z 0-9 _ . -");
      return id == null ? List.of() : List.of(id);
    }
    boolean good = ids.stream().allMatch(id -> NUMBER_ID.matcher(id).matches());
    if (!good || ids.size() > MOST_NUMBERS || ids.stream().distinct().count() < ids.size()) {
      problem(
          "PHONE_NUMBER_ID",
          "was '%s'; several ids must be different, comma separated, at most %d, each 1 to 32 digits"
              .formatted(String.join(",", ids), MOST_NUMBERS));
      return List.of();
    }
    return ids;
  }

  /// The values of a setting that is on or off.
  private enum OnOrOff {
    FALSE,
    TRUE
  }

  /// The values of `SEND_UNCERTAIN`.
  private enum Uncertain {
    FAIL,
    RESEND
  }

  private URI graphUrl() {
    String fallback = "https://graph.facebook.com";
    String url = textOr("GRAPH_API_URL", fallback).replaceAll("/+$", "");
    try {
      URI uri = URI.create(url);
      if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException notAUrl) {
      // The text is reported below, like any other invalid one.
    }
    problem("GRAPH_API_URL", "was '" + url + "'; it must be an http or https URL");
    return URI.create(fallback);
  }

  private AllowedOrigins origins(@Nullable URI publicUrl) {
    return AllowedOrigins.parse(
        list("CORS_ORIGINS", "http://localhost:3000"),
        publicUrl == null ? null : Origin.parse(origin(publicUrl)).orElse(null),
        entry ->
            problem(
                "CORS_ORIGINS",
                entry.equals("*")
                    ? "has * together with others; * must be the only value"
                    : "has '%s'; it must be origins such as https://example.com or https://*.example.com, comma separated, or *"
                        .formatted(entry)));
  }

  /// The level of the log. Accepts the names of the levels in Node's loggers as well.
  private Log.Level logLevel() {
    String text = text("LOG_LEVEL");
    return switch (text == null ? "" : lower(text)) {
      case "warning" -> Log.Level.WARN;
      case "fatal", "emerg", "alert", "crit", "critical", "silent" -> Log.Level.ERROR;
      case "notice", "log" -> Log.Level.INFO;
      case "http", "verbose" -> Log.Level.DEBUG;
      case "silly", "all" -> Log.Level.TRACE;
      default -> choice("LOG_LEVEL", Log.Level.INFO, Log.Level.values());
    };
  }

  /// A number of days; null if it is not set.
  private @Nullable Duration days(String name) {
    int days = number(name, 0, 1, DAYS);
    return days == 0 ? null : Duration.ofDays(days);
  }

  private int number(String name, int fallback, int least, int most) {
    String text = text(name);
    if (text == null) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // The text is reported below, like a number out of range.
    }
    problem(name, "was '%s'; it must be a whole number from %d to %d".formatted(text, least, most));
    return fallback;
  }

  private <E extends Enum<E>> E choice(String name, E fallback, E[] choices) {
    String text = text(name);
    if (text == null) {
      return fallback;
    }
    for (E choice : choices) {
      if (choice.name().equalsIgnoreCase(text)) {
        return choice;
      }
    }
    String allowed =
        Arrays.stream(choices)
            .map(choice -> lower(choice.name()))
            .collect(Collectors.joining(", "));
    problem(name, "was '%s'; it must be one of %s".formatted(text, allowed));
    return fallback;
  }

  private String matching(String name, String fallback, Pattern shape, String allowed) {
    String text = optional(name, shape, allowed);
    return text == null ? fallback : text;
  }

  private @Nullable String optional(String name, Pattern shape, String allowed) {
    String text = text(name);
    if (text != null && !shape.matcher(text).matches()) {
      problem(name, "was '%s'; it must be %s".formatted(text, allowed));
    }
    return text;
  }

  private @Nullable Secret secret(String name) {
    String text = text(name);
    return text == null ? null : new Secret(text);
  }

  private List<String> list(String name, String fallback) {
    return Arrays.stream(textOr(name, fallback).split(",", -1))
        .map(String::strip)
        .filter(element -> !element.isEmpty())
        .toList();
  }

  /// @param fault a clause whose subject is the setting
  private void problem(String name, String fault) {
    Integer line = lines.get(name);
    problems.add(name + (line == null ? " " : " (.env line " + line + ") ") + fault);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private String textOr(String name, String fallback) {
    String text = text(name);
    return text == null ? fallback : text;
  }

  private @Nullable String text(String name) {
    String text = values.get(name);
    return text == null || text.isBlank() ? null : text.strip();
  }
}
