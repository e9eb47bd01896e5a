package dev.parley.whatsapp.webhook;

import dev.parley.chat.Origin;
import org.jspecify.annotations.Nullable;

/// The route on which the messages of a list arrived, which shows who wrote the business's
/// messages.
enum ArrivalRoute {
  /// The list was sent to Parley itself. It is unknown where messages of the business were written.
  USUAL(null),
  /// The list is an echo of the WhatsApp Business app.
  PHONE(null),
  /// The list is an echo of another responder.
  BOT(null),
  /// The list comes from a conversation that another responder has.
  STANDBY(Origin.STANDBY),
  /// The list comes from the history of the WhatsApp Business app.
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
