package dev.parley.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The type in a `Content-Type`, without its parameters.
final class MediaType {
  private static final String FORM = "application/x-www-form-urlencoded";

  private MediaType() {}

  /// An absent type counts as JSON.
  static boolean isJson(@Nullable String contentType) {
    if (contentType == null || contentType.isBlank()) {
      return true;
    }
    String type = essence(contentType);
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  static boolean isForm(@Nullable String contentType) {
    return contentType != null && essence(contentType).equals(FORM);
  }

  private static String essence(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
