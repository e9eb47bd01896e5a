package dev.parley;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Secret;
import dev.parley.whatsapp.webhook.Signature;
import java.util.Map;

/// What Meta sends along with a webhook body, for commands that play its part.
public final class WebhookHeaders {
  private WebhookHeaders() {}

  /// The signature made with the first `WHATSAPP_APP_SECRET`; nothing where none is set.
  public static Map<String, String> of(ParleyConfig.WhatsApp config, byte[] body) {
    return config.appSecrets().stream()
        .findFirst()
        .map(Secret::value)
        .map(secret -> Map.of(Signature.HEADER, Signature.header(secret, body)))
        .orElse(Map.of());
  }
}
