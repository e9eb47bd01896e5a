package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import org.jspecify.annotations.Nullable;

/// Ids and addresses in JSON of unknown make; what cannot be one is absent.
final class Ids {
  private Ids() {}

  static @Nullable MessageId messageId(JsonNode parent, String name) {
    String word = LooseJson.word(parent.get(name));
    return word != null && MessageId.isValid(word) ? new MessageId(word) : null;
  }

  static @Nullable WaId waId(JsonNode parent, String name) {
    String word = LooseJson.word(parent.get(name));
    return word != null && WaId.isValid(word) ? new WaId(word) : null;
  }
}
