package dev.parley;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Secret;
import dev.parley.whatsapp.webhook.Signature;
import java.util.Map;

/// The headers that Meta sends with a webhook body, for commands that send webhooks like Meta.
public final class WebhookHeaders {
  private WebhookHeaders() {}

  /// The signature made with the first `WHATSAPP_APP_SECRET`; empty if none is set.
  public static Map<String, String> of(ParleyConfig.WhatsApp config, byte[] body) {
    return config.appSecrets().stream()
        .findFirst()
        .map(Secret::value)
        .map(secret -> Map.of(Signature.HEADER, Signature.header(secret, body)))
        .orElse(Map.of());
  }
}
