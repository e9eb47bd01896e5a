package dev.parley.whatsapp.webhook;

import dev.parley.chat.Origin;
import org.jspecify.annotations.Nullable;

/// The route on which the messages of a list arrived, which shows who wrote the business's
/// messages.
enum ArrivalRoute {
  /// It was sent to Parley. It is unknown where messages of the business were written.
  USUAL(null),
  /// As an echo of the WhatsApp Business app.
  PHONE(null),
  /// As an echo of another responder.
  BOT(null),
  /// From a conversation that another responder has.
  STANDBY(Origin.STANDBY),
  /// From the history of the WhatsApp Business app.
  HISTORY(Origin.HISTORY);

  private final @Nullable Origin origin;

  ArrivalRoute(@Nullable Origin origin) {
    this.origin = origin;
  }

  /// The route of the messages in a field.
  ///
  /// @param field null if it is not given
  static ArrivalRoute of(@Nullable String field) {
    return switch (field) {
      case "history" -> HISTORY;
      case "message_echoes" -> BOT;
      case "smb_message_echoes" -> PHONE;
      case null, default -> USUAL;
    };
  }

  /// The form in which it is stored; null for the usual route.
  @Nullable Origin origin() {
    return origin;
  }
}
