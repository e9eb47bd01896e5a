package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.json.LooseJson;
import dev.parley.text.Text;
import org.jspecify.annotations.Nullable;

/// The number of the business that a value is about: its `metadata`.
///
/// @param json the metadata as compact JSON; null when it is missing
/// @param number the digits of the number
/// @param numberId WhatsApp's id of the number, for example `310987654321098`
record BusinessNumber(@Nullable String json, @Nullable String number, @Nullable String numberId) {
  private static final int MAX_ADDRESS = 128;

  static BusinessNumber of(JsonNode value) {
    JsonNode metadata = LooseJson.object(value, "metadata");
    return metadata == null
        ? new BusinessNumber(null, null, null)
        : new BusinessNumber(
            LooseJson.write(metadata),
            IdReader.digits(LooseJson.word(metadata.get("display_phone_number"))),
            numberId(value));
  }

  /// WhatsApp's id of the number that a value is about; null if the value has none.
  static @Nullable String numberId(JsonNode value) {
    JsonNode metadata = LooseJson.object(value, "metadata");
    return metadata == null ? null : cut(LooseJson.word(metadata.get("phone_number_id")));
  }

  /// Whether an address is this number, in any spelling.
  boolean is(@Nullable String address) {
    return number != null && number.equals(IdReader.digits(address));
  }

  static @Nullable String cut(@Nullable String address) {
    return address == null ? null : Text.cut(address, MAX_ADDRESS);
  }
}
