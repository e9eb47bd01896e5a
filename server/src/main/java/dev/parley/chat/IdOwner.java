package dev.parley.chat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells ids that WhatsApp gave from those that a client chose, so that the two never take each
/// other's place: a client may choose an id that WhatsApp gives to another message later.
final class IdOwner {
  /// What the JSON of a webhook has around a message of WhatsApp's, and a flat body of a client has
  /// not.
  private static final Pattern WHATSAPP =
      Pattern.compile("\"(message|messages|metaData|entry)\"\\s*:\\s*[{\\[]");

  private static final String MARK = "~";

  private IdOwner() {}

  /// Whether WhatsApp told of the message whose webhook data this is.
  ///
  /// @param webhookData null: there is none
  static boolean isWhatsApp(@Nullable String webhookData) {
    return webhookData != null && WHATSAPP.matcher(webhookData).find();
  }

  /// The id under which a message of WhatsApp's is kept while a client's message has its own; the
  /// same one each time. Empty when there is no room for it.
  static Optional<MessageId> instead(MessageId id) {
    return MessageId.isValid(id.value() + MARK)
        ? Optional.of(new MessageId(id.value() + MARK))
        : Optional.empty();
  }

  /// Whether the content of both is the same, so that they are one message whoever named it.
  ///
  /// @param chat where the draft belongs
  static boolean same(Message there, Draft draft, WaId chat) {
    return there.chat().equals(chat)
        && there.direction() == draft.direction()
        && (there.body().editedAt() != null || there.body().text().equals(draft.body().text()));
  }
}
