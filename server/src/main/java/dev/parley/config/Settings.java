package dev.parley.config;

import dev.parley.config.ParleyConfig.Account;
import dev.parley.config.ParleyConfig.Http;
import dev.parley.config.ParleyConfig.Log;
import dev.parley.config.ParleyConfig.WhatsApp;
import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns names and texts into a [ParleyConfig] and remembers every fault on the way. A setting that
/// is blank counts as unset.
final class Settings {
  private static final Pattern ORIGIN = Pattern.compile("https?://[^\\s/?#@,]+");
  private static final Pattern GRAPH_VERSION = Pattern.compile("v[0-9]{1,3}\\.[0-9]{1,3}");
  private static final Pattern META_ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");

  private final Map<String, String> values;
  private final List<String> problems;

  private Settings(Map<String, String> values, List<String> problems) {
    this.values = values;
    this.problems = problems;
  }

  static ParleyConfig read(Map<String, String> environment, Path folder) {
    return read(environment, folder, Settings::config);
  }

  static StoreConfig.Both readStores(Map<String, String> environment, Path folder) {
    return read(
        environment,
        folder,
        settings -> new StoreConfig.Both(settings.embedded(), settings.mongoDb()));
  }

  private static <T> T read(
      Map<String, String> environment, Path folder, Function<Settings, T> reader) {
    List<String> problems = new ArrayList<>();
    Map<String, String> values = new HashMap<>(file(folder, problems));
    environment.forEach((name, value) -> {
      if (!value.isBlank()) {
        values.put(name, value);
      }
    });
    T read = reader.apply(new Settings(values, problems));
    if (!problems.isEmpty()) {
      throw new InvalidConfig(problems);
    }
    return read;
  }

  private static Map<String, String> file(Path folder, List<String> problems) {
    try {
      return Dotenv.configure()
          .directory(folder.toAbsolutePath().toString()) // it takes a blank one for the root
          .ignoreIfMissing()
          .load()
          .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)
          .stream()
          .collect(Collectors.toMap(DotenvEntry::getKey, DotenvEntry::getValue));
    } catch (DotenvException malformed) {
      // Its message quotes the line, which may hold a secret.
      problems.add(".env has a line that is not NAME=value, a comment or empty");
      return Map.of();
    }
  }

  private ParleyConfig config() {
    return new ParleyConfig(
        new Http(
            matching("HOST", "0.0.0.0", HOST, "a host name or an IP address"),
            number("PORT", 5000, 0, 65_535),
            origins(),
            number("BODY_LIMIT", 10 * 1024 * 1024, 1024, 1024 * 1024 * 1024),
            Duration.ofSeconds(number("REQUEST_TIMEOUT_SECONDS", 30, 1, 3600))),
        store(),
        whatsApp(),
        new Log(
            choice("LOG_LEVEL", Log.Level.INFO, Log.Level.values()),
            choice("LOG_FORMAT", Log.Format.TEXT, Log.Format.values())),
        production(),
        Duration.ofSeconds(number("PRESENCE_SECONDS", 300, 1, 86_400)));
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
      problems.add("MONGODB_URI must start with mongodb:// or mongodb+srv://");
    }
    return new StoreConfig.MongoDb(new Secret(uri));
  }

  private StoreConfig.Embedded embedded() {
    String folder = textOr("DATA_DIR", "./data");
    try {
      return new StoreConfig.Embedded(Path.of(folder));
    } catch (InvalidPathException notAPath) {
      problems.add("DATA_DIR is not a path; it must name a folder");
      return new StoreConfig.Embedded(Path.of("."));
    }
  }

  private WhatsApp whatsApp() {
    String phoneNumberId = optional("PHONE_NUMBER_ID", META_ID, "1 to 128 of A-Z a-z 0-9 _ . -");
    Secret accessToken = secret("WHATSAPP_ACCESS_TOKEN");
    return new WhatsApp(
        secret("WEBHOOK_VERIFY_TOKEN"),
        list("WHATSAPP_APP_SECRET", "").stream().map(Secret::new).toList(),
        accessToken == null || phoneNumberId == null
            ? null
            : new Account(accessToken, phoneNumberId),
        optional("BUSINESS_ACCOUNT_ID", META_ID, "1 to 128 of A-Z a-z 0-9 _ . -"),
        graphUrl(),
        matching("GRAPH_API_VERSION", "v25.0", GRAPH_VERSION, "a version such as v25.0"));
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
      // Told below, as for any other text that will not do.
    }
    problems.add("GRAPH_API_URL was '" + url + "'; it must be an http or https URL");
    return URI.create(fallback);
  }

  private Set<String> origins() {
    Set<String> origins = new LinkedHashSet<>();
    for (String origin : list("CORS_ORIGINS", "http://localhost:3000")) {
      String plain = origin.replaceAll("/+$", "");
      if (!plain.equals("*") && !ORIGIN.matcher(plain).matches()) {
        problems.add(
            "CORS_ORIGINS has '%s'; it must be origins such as https://example.com, comma separated, or *"
                .formatted(origin));
      }
      origins.add(plain.toLowerCase(Locale.ROOT));
    }
    if (origins.contains("*") && origins.size() > 1) {
      problems.add("CORS_ORIGINS has * beside others; * must stand alone");
    }
    return origins;
  }

  private boolean production() {
    String environment = textOr("NODE_ENV", "development");
    switch (environment) {
      case "production", "development", "test" -> {}
      default ->
          problems.add(
              "NODE_ENV was '%s'; it must be development, production or test"
                  .formatted(environment));
    }
    return environment.equals("production");
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
      // Told below, as for a number out of range.
    }
    problems.add(
        "%s was '%s'; it must be a whole number from %d to %d".formatted(name, text, least, most));
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
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    problems.add("%s was '%s'; it must be one of %s".formatted(name, text, allowed));
    return fallback;
  }

  private String matching(String name, String fallback, Pattern shape, String allowed) {
    String text = optional(name, shape, allowed);
    return text == null ? fallback : text;
  }

  private @Nullable String optional(String name, Pattern shape, String allowed) {
    String text = text(name);
    if (text != null && !shape.matcher(text).matches()) {
      problems.add("%s was '%s'; it must be %s".formatted(name, text, allowed));
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

  private String textOr(String name, String fallback) {
    String text = text(name);
    return text == null ? fallback : text;
  }

  private @Nullable String text(String name) {
    String text = values.get(name);
    return text == null || text.isBlank() ? null : text.strip();
  }
}
