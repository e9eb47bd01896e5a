package dev.parley.whatsapp.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.json.LooseJson;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The number of messages a second that WhatsApp accepts from a number, read from the fields
/// `throughput` and `is_on_biz_app`. Source: Cloud API docs, "Throughput" and "Onboarding business
/// app users".
///
/// ```json
/// {"throughput": {"level": "STANDARD"}, "is_on_biz_app": false, "id": "310987654321098"}
/// ```
public final class Throughput {
  /// The rate of every number that is not also on a phone.
  public static final int STANDARD = 80;

  private static final int HIGH = 1_000;
  private static final int ON_PHONE = 20;
  private static final int MOST = 100;

  private Throughput() {}

  /// The rate of a number; empty if WhatsApp does not say.
  public static OptionalInt perSecond(JsonNode number) {
    if (LooseJson.flag(number, "is_on_biz_app")) {
      return OptionalInt.of(ON_PHONE);
    }
    @Nullable String level = LooseJson.text(number.path("throughput"), "level", MOST);
    return switch (level) {
      case "STANDARD" -> OptionalInt.of(STANDARD);
      case "HIGH" -> OptionalInt.of(HIGH);
      case null, default -> OptionalInt.empty();
    };
  }
}
