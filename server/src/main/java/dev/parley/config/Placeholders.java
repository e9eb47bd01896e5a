package dev.parley.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Values in example files that users have to replace, such as `your_whatsapp_access_token` in the
/// Node backend's `.env.example`. If such a value were used as a token, every message would stay
/// `pending` forever.
final class Placeholders {
  private static final Pattern WORDS = Pattern.compile("(?i)your[_-][a-z0-9_-]+|<[^<>]+>");

  /// A user, password or host that was not replaced.
  private static final Pattern MONGODB =
      Pattern.compile(
          "(?i)your[_-].*"
              + "|.*<[a-z_ -]*(?:user|pass|cluster|host|name|db|database|uri|url)[a-z0-9_ -]*>.*"
              + "|mongodb\\+srv://user(?:name)?:pass(?:word)?@cluster\\.mongodb\\.net(?:/.*)?");

  private static final List<String> NAMES =
      List.of(
          "BUSINESS_ACCOUNT_ID",
          "MONGODB_URI",
          "PHONE_NUMBER_ID",
          "WEBHOOK_VERIFY_TOKEN",
          "WHATSAPP_ACCESS_TOKEN",
          "WHATSAPP_APP_SECRET");

  private Placeholders() {}

  /// Removes placeholders from `values`, and adds one warning that names their settings.
  static void remove(Map<String, String> values, List<String> warnings) {
    List<String> found = NAMES.stream().filter(name -> isPlaceholder(name, values)).toList();
    if (!found.isEmpty()) {
      found.forEach(values::remove);
      warnings.add("placeholders of an example file count as unset: " + String.join(", ", found));
    }
  }

  private static boolean isPlaceholder(String name, Map<String, String> values) {
    Pattern pattern = name.equals("MONGODB_URI") ? MONGODB : WORDS;
    return Stream.ofNullable(values.get(name))
        .anyMatch(value -> pattern.matcher(value.strip()).matches());
  }
}
