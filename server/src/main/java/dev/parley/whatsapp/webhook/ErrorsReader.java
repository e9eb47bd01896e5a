package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Failure;
import dev.parley.json.LooseJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the `errors[]` that a message, a status or a value may contain. Only the code of an error
/// is always present.
final class ErrorsReader {
  private static final int MAX_TITLE = 256;
  private static final int MAX_DETAIL = 1024;
  private static final int MAX_FAILURES = 10;
  private static final BigDecimal MAX_CODE = new BigDecimal("1e18");

  private ErrorsReader() {}

  /// The errors that `parent` contains, at most 10.
  static List<Failure> of(JsonNode parent) {
    JsonNode errors = LooseJson.array(parent, "errors");
    if (errors == null) {
      return List.of();
    }
    List<Failure> failures = new ArrayList<>();
    for (JsonNode error : errors) {
      if (error.isObject() && failures.size() < MAX_FAILURES) {
        failures.add(failure(error));
      }
    }
    return failures;
  }

  private static Failure failure(JsonNode error) {
    long code = code(error);
    String title = firstNonBlank(text(error, "title"), text(error, "message"));
    return new Failure(code, title == null ? "Error " + code : title, detail(error));
  }

  private static @Nullable String text(JsonNode error, String name) {
    return LooseJson.text(error, name, MAX_TITLE);
  }

  /// `error_data` is an object with `details`. In earlier versions it was a plain string; in still
  /// earlier ones, `details` was next to the code.
  private static @Nullable String detail(JsonNode error) {
    JsonNode data = LooseJson.object(error, "error_data");
    String inside =
        data == null
            ? LooseJson.text(error, "error_data", MAX_DETAIL)
            : LooseJson.text(data, "details", MAX_DETAIL);
    return firstNonBlank(inside, LooseJson.text(error, "details", MAX_DETAIL));
  }

  private static long code(JsonNode error) {
    @Nullable BigDecimal code = LooseJson.number(error, "code");
    return code != null && code.abs().compareTo(MAX_CODE) < 0 ? code.longValue() : 0;
  }

  private static @Nullable String firstNonBlank(@Nullable String one, @Nullable String other) {
    if (one != null && !one.isBlank()) {
      return one;
    }
    return other == null || other.isBlank() ? null : other;
  }
}
