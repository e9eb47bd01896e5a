package dev.parley.whatsapp.webhook;

import dev.parley.chat.Origin;
import org.jspecify.annotations.Nullable;

/// How the messages of a list came, and by that who wrote those of the business.
enum ArrivalRoute {
  /// To Parley; what the business wrote came from somewhere that is not told.
  USUAL(null),
  /// As an echo of the WhatsApp Business app.
  PHONE(null),
  /// As an echo of another responder.
  BOT(null),
  /// From a conversation that another responder has.
  STANDBY(Origin.STANDBY),
  /// From the past of the WhatsApp Business app.
  HISTORY(Origin.HISTORY);

  private final @Nullable Origin origin;

  ArrivalRoute(@Nullable Origin origin) {
    this.origin = origin;
  }

  /// The way of what a field brings.
  ///
  /// @param field null where it is not told
  static ArrivalRoute of(@Nullable String field) {
    return switch (field) {
      case "history" -> HISTORY;
      case "message_echoes" -> BOT;
      case "smb_message_echoes" -> PHONE;
      case null, default -> USUAL;
    };
  }

  /// What is stored of it; null for the usual way.
  @Nullable Origin origin() {
    return origin;
  }
}
