package dev.parley.chat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Distinguishes WhatsApp's ids from ids that a client chose, so that they never collide: a client
/// may choose an id that WhatsApp assigns to another message later.
final class IdOwner {
  /// Matches JSON of WhatsApp's webhooks, but not the flat body of a client.
  private static final Pattern WHATSAPP =
      Pattern.compile("\"(message|messages|metaData|entry)\"\\s*:\\s*[{\\[]");

  private static final String MARK = "~";

  private IdOwner() {}

  /// Whether WhatsApp reported the message with this webhook data.
  ///
  /// @param webhookData null: the message has none
  static boolean isWhatsApp(@Nullable String webhookData) {
    return webhookData != null && WHATSAPP.matcher(webhookData).find();
  }

  /// The substitute id of a message from WhatsApp whose id a client's message has taken. It depends
  /// only on the argument. Empty if it would be too long.
  static Optional<MessageId> substitute(MessageId id) {
    return MessageId.isValid(id.value() + MARK)
        ? Optional.of(new MessageId(id.value() + MARK))
        : Optional.empty();
  }

  /// Whether a stored message and a draft have the same content: then they are the same message,
  /// regardless of who chose the id.
  ///
  /// @param chat the chat to which the draft belongs
  static boolean same(Message there, Draft draft, WaId chat) {
    return there.chat().equals(chat)
        && there.direction() == draft.direction()
        && (there.body().editedAt() != null || there.body().text().equals(draft.body().text()));
  }
}
